"""What the machine is, and what else it did while something was measured on it."""
import os
import pathlib
import platform
import re
import resource
import time

TICK = os.sysconf("SC_CLK_TCK")

# Above, a figure may tell more about the neighbours than about the server. Shares of one core.
STEAL_LIMIT = 0.02
OTHERS_LIMIT = 0.10

# What 19 000 subscribers need, with room for files and publishers.
OPEN_FILES = 20_000


def allow_open_files():
    """Children inherit it. What is too little is told by the run that needs more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= OPEN_FILES:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, max(hard, OPEN_FILES)))
    except (ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def cores():
    """Those that we may use."""
    return sorted(os.sched_getaffinity(0))


def facts():
    cpu = re.search(r"model name\s*:\s*(.+)", _read("/proc/cpuinfo"))
    memory = int(re.search(r"MemTotal:\s+(\d+)", _read("/proc/meminfo")).group(1))
    system = re.search(r'PRETTY_NAME="(.+?)"', _read("/etc/os-release"))
    return {"cpu": cpu.group(1).strip() if cpu else platform.machine(), "cores": len(cores()),
            "memoryGiB": round(memory / 2**20, 1), "kernel": platform.release(), "system": system.group(1) if system else "",
            "openFiles": resource.getrlimit(resource.RLIMIT_NOFILE)[0]}


def load_average():
    return os.getloadavg()[0]


class Watch:
    """From its beginning to its end: the load average, stolen time, and what processes other than our children used."""

    def __init__(self):
        self._begin = time.monotonic()
        self._machine = _ticks()
        self._children = _children_seconds()
        self._load = load_average()

    def end(self):
        """All children that count must have been waited for."""
        seconds = max(time.monotonic() - self._begin, 0.01)
        busy, steal = (after - before for after, before in zip(_ticks(), self._machine))
        others = max(0.0, busy - (_children_seconds() - self._children)) / seconds
        steal /= seconds
        return {"seconds": round(seconds, 2), "loadBefore": round(self._load, 2), "loadAfter": round(load_average(), 2),
                "stealCores": round(steal, 3), "othersCores": round(others, 3),
                "noisy": steal > STEAL_LIMIT or others > OTHERS_LIMIT}


def _ticks():
    """Seconds of all cores in processes (interrupts are left out: they belong to nobody), and stolen ones."""
    user, nice, system, _, _, _, _, steal = (int(n) for n in _read("/proc/stat").split("\n", 1)[0].split()[1:9])
    return (user + nice + system) / TICK, steal / TICK


def _children_seconds():
    us, them = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return us.ru_utime + us.ru_stime + them.ru_utime + them.ru_stime


def _read(path):
    try:
        return pathlib.Path(path).read_text()
    except OSError:
        return ""
