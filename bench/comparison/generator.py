"""Runs the load generator, which is a process of its own on a core of its own."""
import json
import pathlib
import subprocess


# Of an answer that tells more than its trouble, one is there.
MEASURED = {"seconds", "runs", "released", "rounds"}


class Generator:
    def __init__(self, java, jar, core):
        self._java = java
        self._jar = jar
        self._core = core

    def run(self, case, options, running, dialect, path, answer, limit):
        """
        Measures one case. A run that takes longer than limit seconds is stopped.

        :param options: of the scenario, a dict
        :param running: the server, as servers.py has started it
        :param answer: the file for the generator's JSON; what it prints goes beside it
        :return: what was measured or None, and why it was not or ""
        """
        answer = pathlib.Path(answer)
        command = ["taskset", "-c", self._core, str(self._java), *self._jvm_options(), "-jar", str(self._jar), case.scenario,
                   "--url", running.url + path, "--dialect", dialect, "--pid", ",".join(map(str, running.pids)), "--json", str(answer)]
        for name, value in options.items():
            command += ["--" + name, str(value)]
        log = answer.with_suffix(".log")
        with open(log, "w") as out:
            # A session of its own: Ctrl-C is for us, and we stop it.
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
            try:
                code = process.wait(timeout=limit)
            except subprocess.TimeoutExpired:
                return None, "not finished after %d s" % limit
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
        try:
            found = json.loads(answer.read_text())
        except (OSError, ValueError):
            return None, last_line(log) or "the generator ended with %d" % code
        if "trouble" in found and "exact" in found and not MEASURED & set(found):
            return None, found["trouble"]
        if any("seconds" not in part for part in found.get("rounds", []) + [found[name] for name in ("released",) if name in found]):
            return None, found.get("trouble") or last_line(log)
        if code:
            found["exact"] = False
        return found, ""

    @staticmethod
    def _jvm_options():
        # Netty loads its native transport; without this a newer Java says so on each run.
        return ["--enable-native-access=ALL-UNNAMED"]


def last_line(log):
    lines = [line.strip() for line in pathlib.Path(log).read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""
