"""A session: the plan, one run after the other, and what is kept of each."""
import datetime
import json
import pathlib
import re
import shutil
import tempfile
import time
from dataclasses import dataclass

from . import machine
from .generator import Generator, last_line
from .results import exact, is_bottleneck, told, trouble, wrongs
from .works import Case


@dataclass(frozen=True)
class Run:
    work: str
    case: Case
    server: str
    round: int
    seconds: float
    """Expected."""


def plan(works, servers, chosen=None):
    """
    Works in the outer loop, servers in the inner one, so that what is compared is measured in the same minute.

    :param servers: by name, as in servers.py
    :param chosen: names of those that shall run, if not all
    """
    runs, planned = [], set()
    for work in works:
        for case in work.cases:
            for turn in range(1, case.rounds + 1):
                for server in case.servers:
                    if (chosen and server not in chosen) or (turn > 1 and server in case.once) or (case.name, server, turn) in planned:
                        continue
                    planned.add((case.name, server, turn))
                    runs.append(Run(work.name, case, server, turn, case.seconds(servers[server])))
    return runs


def expected_seconds(runs):
    return sum(run.seconds for run in runs)


class Session:
    """Runs a plan and writes each run into a file of its own, from which a report can be made at any time."""

    def __init__(self, folder, servers, unavailable, java, jar, about):
        """
        :param folder: where its files go
        :param servers: by name, as in servers.py
        :param unavailable: why some of them cannot run here, by name
        :param about: what the report says of the whole, a dict
        """
        self._folder = pathlib.Path(folder)
        self._servers = servers
        self._unavailable = unavailable
        self._generator = Generator(java, jar, core=str(machine.cores()[1]))
        self._about = about
        self._reached = {}
        self._folder.mkdir(parents=True, exist_ok=True)
        self._save()

    def run(self, runs):
        begin, whole, done = time.monotonic(), expected_seconds(runs), 0
        for number, run in enumerate(runs, 1):
            passed = time.monotonic() - begin
            print("[%3d/%d %5s of ~%s] %-24s %-16s " % (number, len(runs), clock(passed), clock(passed + whole - done), run.case.name,
                                                       run.server), end="", flush=True)
            record = self._one(number, run)
            print(summary(record), flush=True)
            done += run.seconds
        self._about["finished"] = now()
        self._about["loadAfter"] = machine.load_average()
        self._save()

    def _one(self, number, run):
        case = run.case
        skipped = case.skip.get(run.server) or self._unavailable.get(run.server, "")
        record = {"case": case.name, "title": case.title, "scenario": case.scenario, "server": run.server, "round": run.round,
                  "began": now(), "options": {}, "result": None, "failure": "", "skipped": skipped}
        answer = self._folder / ("%03d-%s-%s-%d.json" % (number, case.name, run.server, run.round))
        if not skipped:
            try:
                record["options"] = self._options(run)
                record["result"], record["failure"], record["machine"] = self._measured(run, record["options"],
                                                                                        answer.with_suffix(".raw.json"))
            except (Exception, SystemExit) as trouble:
                # Whatever one server has: it stands in the table, and the others go on.
                record["failure"] = self._told(trouble)
        self._remember(run, record["result"])
        answer.write_text(json.dumps(record, indent=1))
        return record

    def _options(self, run):
        server = self._servers[run.server]
        options = dict(run.case.options_for(server), **server.options)
        if run.case.share_of:
            base, share = run.case.share_of
            reached = self._reached.get((base, run.server))
            if not reached:
                raise ValueError("its rate is unknown: %s was not measured" % base)
            options["rate"] = max(1, round(reached * share))
        return options

    def _measured(self, run, options, answer):
        case, server = run.case, self._servers[run.server]
        watch = machine.Watch()
        with tempfile.TemporaryDirectory(prefix="tidings-compare-") as folder:
            running = server.start(core=",".join(map(str, machine.cores()[:case.cores])), arguments=self._arguments(case, folder))
            result, failure = None, "interrupted"
            try:
                result, failure = self._generator.run(case, options, running, server.dialect, case.path or server.path, answer,
                                                      limit=60 + 3 * run.seconds)
            finally:
                if failure or not exact(result):
                    shutil.copy(running.log, answer.with_suffix(".server.log"))
                running.stop()
        return result, failure, watch.end()

    @staticmethod
    def _told(trouble):
        """Without the name of a log on this machine, but with its last line."""
        text = str(trouble) or type(trouble).__name__
        log = re.search(r", see (\S+)$", text)
        if not log:
            return text
        try:
            return "%s: %s" % (text[:log.start()], last_line(log.group(1)))
        except OSError:
            return text[:log.start()]

    @staticmethod
    def _arguments(case, folder):
        if not case.config:
            return []
        config = pathlib.Path(folder) / "tidings.yaml"
        config.write_text(case.config)
        return ["--config", str(config)]

    def _remember(self, run, result):
        """The best of all rounds: half of a rate that a disturbed round fell short of would be less than half."""
        reached = (result or {}).get("eventsPerSecond")
        if reached:
            key = (run.case.name, run.server)
            self._reached[key] = max(reached, self._reached.get(key, 0))

    def _save(self):
        (self._folder / "session.json").write_text(json.dumps(self._about, indent=1))


def summary(record):
    """One line for whoever watches."""
    if record["skipped"]:
        return "skipped: " + record["skipped"]
    if record["failure"]:
        return "FAILED: " + record["failure"]
    result = record["result"]
    if result.get("cpuMicrosPerDelivery"):
        said = "%.2f us per delivery, %.0f/s" % (result["cpuMicrosPerDelivery"], result.get("deliveriesPerSecond", 0))
    elif "residentBytesPerSubscriber" in result:
        said = "%.1f KiB resident for each" % (result["residentBytesPerSubscriber"] / 1024)
    elif "live" in result:
        said = "%.2f us live, %.2f us released" % (result["live"]["cpuMicrosPerDelivery"], result["released"]["cpuMicrosPerDelivery"])
    elif "rounds" in result:
        said = "caught up in " + ", ".join("%.2f s" % turn["seconds"] for turn in result["rounds"])
    elif "runs" in result:
        said = "p99 " + ", ".join("%.2f ms" % (one["latencyMicros"]["p99"] / 1000) for one in result["runs"])
    else:
        said = "%.0f events/s" % result.get("eventsPerSecond", 0)
    if not exact(result):
        said += " (NOT EXACT: %s)" % (told(wrongs(result)) or trouble(result))
    noisy = " (a noisy machine)" if record["machine"]["noisy"] else ""
    return said + noisy + (" (the generator was the bottleneck)" if is_bottleneck(result) else "")


def clock(seconds):
    return "%d:%02d" % divmod(round(seconds), 60)


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
