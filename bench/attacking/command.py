"""The command line of bench/attacks: one hub after the other is attacked while it is measured what its legitimate clients notice."""
import argparse
import datetime
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

from comparison import command as compare
from comparison import machine
from comparison.generator import Generator

from . import report
from .attacks import ATTACKS
from .hub import Hub, Most, kernel_mib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TARGET = ROOT / "target" / "attacks"
ATTACKERS = pathlib.Path(__file__).resolve().parent / "attackers.py"

# Seconds that are not timed. During an attack it begins in them: those who watch live through its first moments, too.
WARMUP = 3
WARMUP_DURING = 12

# How long a hub may take to be what it was before: to notice who is gone.
SETTLING = 10


def main(arguments):
    options = _options(arguments)
    machine.allow_open_files()
    # Looks at the limit of open files when it is imported.
    from comparison import servers as peers

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    if len(machine.cores()) < 2:
        raise SystemExit("one core (expected: >= 2, one for the hub and one for all others)")
    server = peers.SERVERS["tidings-durable"]
    server.install()
    compare._build(peers)
    folder = TARGET / datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
    folder.mkdir(parents=True)
    found = {"command": " ".join(["bench/attacks"] + arguments), "began": _now(), "revision": compare._revision(),
             "machine": machine.facts(), "version": server.version(), "heap": options.heap, "subscribers": options.subscribers,
             "rate": options.rate, "loadBefore": machine.load_average(), "attacks": []}
    for attack in ATTACKS:
        if not options.only or attack.name in options.only:
            session = Session(folder, peers, server, options)
            found["attacks"].append(session.attack(attack, options.seconds or attack.seconds))
    found["loadAfter"] = machine.load_average()
    out = options.out or (TARGET if options.only or options.seconds else ROOT / "docs")
    print("report: %s" % os.path.relpath(str(report.write(found, out))))
    flaws = [flaw for record in found["attacks"] for flaw in record["flaws"]]
    for flaw in flaws:
        print("BROKEN: " + flaw)
    return 1 if flaws else 0


def _options(arguments):
    names = [attack.name for attack in ATTACKS]
    parser = argparse.ArgumentParser(prog="bench/attacks", description="Attacks a running hub while legitimate clients watch.")
    parser.add_argument("--only", metavar="NAME[,NAME]", type=lambda text: text.split(","), help="of " + ", ".join(names))
    parser.add_argument("--seconds", type=int, help="timed seconds of each attack; by default 15 to 75")
    parser.add_argument("--quiet-seconds", type=int, default=10, help="timed seconds before and after")
    parser.add_argument("--subscribers", type=int, default=100, help="legitimate ones")
    parser.add_argument("--rate", type=int, default=200, help="legitimate events a second, each to all of them")
    parser.add_argument("--heap", default="1g", help="of the hub")
    parser.add_argument("--out", metavar="DIR", type=pathlib.Path, help="for attacks.md and attacks.json (docs, or target/attacks)")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.only or [] if name not in names]
    if unknown:
        parser.error("--only: %s (expected: of %s)" % (", ".join(unknown), ", ".join(names)))
    return options


def _now():
    return datetime.datetime.now().strftime("%Y-%m-%d %H:%M")


class Session:
    """One attack on one hub."""

    def __init__(self, folder, peers, server, options):
        self._folder = folder
        self._options = options
        self._core = str(machine.cores()[1])
        self._generator = Generator(peers.newest_java() / "bin" / "java", compare.LOAD, self._core)
        self._hub = Hub(server, peers.newest_java(), machine.cores()[0], options.heap)
        self._flaws = []

    def attack(self, attack, seconds):
        print("%-16s" % attack.name, end="", flush=True)
        try:
            # Once for nothing: code gets warm.
            self._watch(attack, "warm", 3, WARMUP)
            before = self._phase(attack, "before", self._options.quiet_seconds, WARMUP)
            attackers = Attackers(attack.name, self._hub.port, self._core)
            try:
                during = self._phase(attack, "during", seconds, WARMUP_DURING, attackers.start)
            finally:
                counts = attackers.end()
            self._settle(before)
            after = self._phase(attack, "after", self._options.quiet_seconds, WARMUP)
            warnings = self._hub.log()
        finally:
            self._hub.stop()
        if counts["trouble"]:
            self._flaws.append("%s: the attackers: %s" % (attack.name, counts["trouble"]))
        self._flaws += ["%s: %s" % (attack.name, name) for name in counts["counts"] if name.startswith("BREACH")]
        self._flaws += report.lateness(attack.name, during)
        record = {"name": attack.name, "seconds": seconds, "before": before, "during": during, "after": after,
                  "attackers": counts["counts"], "warnings": warnings[:20], "flaws": self._flaws}
        print(" ".join("%s: p99 %s, %.0f MiB resident, heap %.0f;" % (name, report.millis(phase["p99"]), phase["resident"], phase["heap"])
                       for name, phase in (("before", before), ("during", during), ("after", after))), counts["counts"], flush=True)
        return record

    def _phase(self, attack, name, seconds, warmup, begin=lambda: None):
        """What those who watch notice, what the hub takes at most, and what of it is live at the end."""
        looks = machine.Watch()
        most = Most(resident=self._hub.resident_mib, files=self._hub.files, kernel=kernel_mib)
        cpu, clock = self._hub.cpu_seconds(), time.monotonic()
        found = self._watch(attack, name, seconds, warmup, begin)
        used = (self._hub.cpu_seconds() - cpu) / (time.monotonic() - clock)
        latency = found.get("latencyMicros", {})
        return dict(most.end(), heap=self._hub.heap_mib(), cpu=round(used, 2), p50=latency.get("p50"), p99=latency.get("p99"),
                    max=latency.get("max"), delivered=found.get("delivered", 0), published=found.get("published", 0),
                    exact=bool(found.get("exact")), load=looks.end()["loadAfter"])

    def _watch(self, attack, name, seconds, warmup, begin=lambda: None):
        process = Watching(begin)
        try:
            found, trouble = self._generator.run(
                Broadcast, {"subscribers": self._options.subscribers, "rate": self._options.rate, "seconds": seconds + warmup,
                            "warmup": warmup},
                self._hub, "attributes", "/events", self._folder / ("%s-%s.json" % (attack.name, name)), seconds + warmup + 90)
        finally:
            process.end()
        if trouble or not found.get("exact"):
            self._flaws.append("%s, %s: %s" % (attack.name, name, trouble or found.get("trouble") or "not exactly once"))
        return found or {}

    def _settle(self, before):
        """Until it has as few files open as before, or for as long as it may take."""
        end = time.monotonic() + SETTLING
        while time.monotonic() < end and self._hub.files() > before["files"]:
            time.sleep(0.1)


class Broadcast:
    scenario = "broadcast"


class Watching:
    """Begins something when those who watch are live: they take a second or two to start."""

    def __init__(self, begin):
        self._timer = threading.Timer(4, begin)
        self._timer.start()

    def end(self):
        self._timer.join()


class Attackers:
    """A process on the core of those who watch, but after them: what they notice shall be the hub's doing."""

    def __init__(self, name, port, core):
        self._command = ["taskset", "-c", core, "nice", "-n", "19", sys.executable, str(ATTACKERS), name, str(port)]
        self._process = None

    def start(self):
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)

    def end(self):
        """What they counted."""
        if not self._process:
            return {"counts": {}, "trouble": "never started"}
        try:
            out, _ = self._process.communicate("stop\n", timeout=60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            out, _ = self._process.communicate()
        lines = out.splitlines()
        found = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {"counts": {}, "trouble": "killed"}
        if not found["trouble"] and "ready" not in lines:
            found["trouble"] = "never in place"
        return found
