"""Measures Tidings beside the servers that people use today: the same work, checked, on the same machine, in the same minutes."""
