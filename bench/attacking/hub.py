"""The hub that is attacked: a process of its own, and what it takes of the machine."""
import os
import pathlib
import re
import subprocess
import threading


class Hub:
    """Of ./tidings serve with a durable log; looked at from outside."""

    def __init__(self, server, java, core, heap):
        os.environ["TIDINGS_JAVA_OPTS"] = "-Xmx%s -XX:MaxNewSize=32m" % heap
        self._jcmd = str(java / "bin" / "jcmd")
        self._running = server.start(core=core)
        self.pid = self._running.pids[0]
        self.url = self._running.url
        self.port = int(self.url.rsplit(":", 1)[1])
        self.pids = self._running.pids

    def heap_mib(self):
        """What is live: the JVM collects before it counts. Fillers are what a collection left where it was, dead as it is."""
        histogram = subprocess.run([self._jcmd, str(self.pid), "GC.class_histogram"], capture_output=True, text=True, check=True).stdout
        total = int(re.search(r"^Total\s+\d+\s+(\d+)", histogram, re.MULTILINE).group(1))
        fillers = re.findall(r"^\s*\d+:\s+\d+\s+(\d+)\s+\S*jdk\.internal\.vm\.Filler", histogram, re.MULTILINE)
        return (total - sum(map(int, fillers))) / 2**20

    def resident_mib(self):
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path("/proc/%d/status" % self.pid).read_text()).group(1)) / 2**10

    def files(self):
        return len(os.listdir("/proc/%d/fd" % self.pid))

    def cpu_seconds(self):
        fields = pathlib.Path("/proc/%d/stat" % self.pid).read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def log(self):
        """What it had to say: warnings and errors."""
        lines = (self._running.folder / "log").read_text(errors="replace").splitlines()
        return [line for line in lines if re.search(r"\b(WARN|ERROR)\b", line)]

    def stop(self):
        self._running.stop()


def kernel_mib():
    """Memory of all TCP sockets of this machine."""
    pages = re.search(r"^TCP:.* mem (\d+)", pathlib.Path("/proc/net/sockstat").read_text(), re.MULTILINE).group(1)
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


class Most:
    """The most of some figures between its beginning and its end, looked at ten times a second."""

    def __init__(self, **figures):
        self._figures = figures
        self.most = {name: figure() for name, figure in figures.items()}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self):
        while not self._over.wait(0.1):
            for name, figure in self._figures.items():
                self.most[name] = max(self.most[name], figure())

    def end(self):
        self._over.set()
        self._thread.join()
        return self.most
