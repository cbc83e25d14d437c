"""Writes what a session found: the goals first, then a table for each work, and charts beside it."""
import os
import pathlib

from . import goals, plots
from .plots import number
from .results import Results, exact, is_bottleneck, told, trouble

BENCH = pathlib.Path(__file__).resolve().parent.parent

KIB = 1024
MIB = 1024 * 1024
MILLION = 1_000_000

# Where there is little room.
SHORT = {"bare-write": "C write(2) loop", "prompt-write": "the same, TCP_NODELAY",
         "nestjs": "NestJS", "webflux": "Spring WebFlux", "mvc": "Spring MVC"}

NOTE = "<!-- Made by bench/compare, which writes all of it again: edit bench/comparison/report.py instead. -->"

HOW = """\
Each run has a freshly started server on one core and the load generator on another, both over loopback, and a warm-up that is not timed
(%(warmups)s s: compilers of a runtime take their time from the server). Works follow each other; within a work the servers take turns,
so that what is compared was measured within minutes. CPU time is the server's, user and kernel. Each event says when it was sent, and each
subscriber checks that every one of its events comes once and in order.

* *Rounds:* of several, the one with the least CPU time per delivery is shown, as neighbours on the machine only ever add to it. All
  figures of a row are of that round; what went wrong is the sum of all rounds.
* *Generator bottleneck:* one of the generator's loops had work for more than 80 %% of the time. The server might reach more, and latencies
  are partly the generator's own.
* *Noisy:* something else used more than 10 %% of a core, or more than 2 %% was stolen by other machines: %(noisy)d of %(runs)d runs."""


def write(folder, out, works, titles):
    """
    :param folder: of the session
    :param out: where benchmarks.md and benchmarks/*.svg go
    :param titles: of servers, by name
    """
    return _Report(Results(folder), pathlib.Path(out), works, titles).write()


class _Report:
    def __init__(self, results, out, works, titles):
        self._results = results
        self._out = out
        self._works = [work for work in works if any(results.of(case.name) for case in work.cases)]
        self._titles = titles
        self._lines = []

    def write(self):
        (self._out / "benchmarks").mkdir(parents=True, exist_ok=True)
        self._say(NOTE, "# Benchmarks", "")
        self._how()
        self._goals()
        self._correctness()
        for work in self._works:
            self._work(work)
        self._in_process()
        self._settings()
        file = self._out / "benchmarks.md"
        file.write_text("\n".join(self._lines).rstrip() + "\n")
        return file

    def _say(self, *lines):
        self._lines.extend(lines)

    def _table(self, heads, rows):
        self._say("| " + " | ".join(heads) + " |", "|" + "---|" * len(heads))
        self._say(*("| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows))
        self._say("")

    def _chart(self, name, alt, svg):
        if svg:
            (self._out / "benchmarks" / (name + ".svg")).write_text(svg)
            self._say("![%s](benchmarks/%s.svg)" % (alt, name), "")

    def _title(self, server):
        return SHORT.get(server) or self._titles.get(server, server)

    # How it was made

    def _how(self):
        about = self._results.about
        machine = about["machine"]
        runs = self._results.records
        noisy = sum(1 for r in runs if r.get("machine", {}).get("noisy"))
        finished = about.get("finished", "(not finished)")
        self._say("`%s`, %s to %s, at %s." % (about["command"], about["began"], finished, about["revision"]), "",
                  *(["Measured again after that, and so of another time: `%s`, %s to %s, at %s." % tuple(
                      about["again"][name] for name in ("command", "began", "finished", "revision")), ""] if "again" in about else []),
                  "%s, %d cores, %s GiB, %s, Linux %s, at most %s open files. Load average %.2f before and %.2f after." % (
                      machine["cpu"], machine["cores"], machine["memoryGiB"], machine["system"], machine["kernel"],
                      number(machine["openFiles"]), about["loadBefore"], about.get("loadAfter", 0)), "",
                  HOW % {"warmups": self._warmups(), "noisy": noisy, "runs": len(runs)}, "")
        self._table(["server", "versions"], [[self._titles[name], about["versions"][name]] for name in about["versions"]])

    def _warmups(self):
        warmup = next((case.warmup for work in self._works for case in work.cases if case.parts), {})
        return ", ".join("%s %d" % item for item in warmup.items())

    def _settings(self):
        self._say("## Settings of each server", "")
        settings = self._results.about["settings"]
        self._say(*("- **%s:** %s" % (self._titles[name], settings[name]) for name in settings))

    # Goals and losses

    def _goals(self):
        self._say("## Goals", "")
        self._table(["work", "goal", "reached", ""], [[row.work, row.goal, row.reached, row.verdict] for row in goals.rows(self._results)])

    def _correctness(self):
        broken = self._results.broken_promises()
        runs = sum(1 for r in self._results.records if r["server"].startswith("tidings") and r["result"])
        if broken:
            self._say("**Tidings broke its promises:**", "", *("- " + sentence for sentence in broken))
        else:
            self._say("Tidings lost, doubled or reordered nothing in %d runs." % runs)
        self._say("")

    # One work

    def _work(self, work):
        self._say("## " + work.title, "", work.text, "")
        if work.name == "growth":
            self._growth()
            return
        bases = {case.share_of[0] for case in work.cases if case.share_of}
        cases = [case for case in work.cases if case.name not in bases]
        charts = {"broadcast": self._broadcast_chart, "targeted": self._targeted_chart, "idle": self._memory_chart,
                  "latency": self._latency_chart}
        if work.name in charts:
            charts[work.name]()
        tables = {"idle": self._idle, "publish": self._publish, "dead": self._dead, "stalled": self._stalled, "storm": self._storm}
        for table in dict.fromkeys(tables.get(case.scenario, self._steady) for case in cases):
            table([case for case in cases if tables.get(case.scenario, self._steady) == table])
        for case in (case for case in cases if case.share_of):
            rates = ["%s %s/s" % (self._title(s), number(self._results.best(case.name, s)["options"]["rate"]))
                     for s in self._servers(case) if self._results.best(case.name, s)]
            self._say("Events a second: " + ", ".join(rates) + ".", "")

    def _rows(self, cases, columns, width):
        """
        A row for each server of each case, and one that says why where there are no figures.

        :param columns: makes rows of cells from a record
        :param width: how many cells
        """
        rows = []
        for case in cases:
            for server in self._servers(case):
                name = ([case.title] if len(cases) > 1 else []) + [self._title(server)]
                record = self._results.best(case.name, server)
                if record is None:
                    rows.append(name + ["-"] * width + [self._results.reason(case.name, server)])
                    continue
                rows += [name + cells + [self._remarks(case, server, record)] for cells in columns(record)]
        return rows

    def _servers(self, case):
        """Of the session, those that the work is about."""
        return [server for server in case.servers if self._results.of(case.name, server)]

    def _heads(self, cases, *heads):
        return (["work"] if len(cases) > 1 else []) + ["server", *heads, ""]

    def _remarks(self, case, server, record):
        remarks = []
        wrong = self._results.wrongs(case.name, server)
        if wrong:
            remarks.append("**%s**" % told(wrong))
        elif not exact(record["result"]):
            remarks.append("**not exact: %s**" % trouble(record["result"]))
        if is_bottleneck(record["result"]):
            remarks.append("generator bottleneck")
        if record.get("machine", {}).get("noisy"):
            remarks.append("noisy")
        failed = [r for r in self._results.of(case.name, server) if r["failure"]]
        remarks += ["round %d: %s" % (r["round"], r["failure"]) for r in failed]
        return "; ".join(remarks)

    def _steady(self, cases):
        last = any(case.share_of for case in cases)

        def columns(record):
            result = record["result"]
            cells = [_number(result.get("cpuMicrosPerDelivery")), _number(result.get("cpuMicrosPerEvent")),
                     _number(result.get("deliveriesPerSecond")), _number(_inverse(result.get("cpuMicrosPerDelivery"))),
                     _millis(result.get("latencyMicros"))]
            if last:
                cells.append(_millis(result.get("lastMicros")))
            return [cells + [_number(result.get("residentBytes"), MIB), self._spread(record)]]

        heads = ["CPU us per delivery", "per event", "deliveries/s", "per second of CPU", "latency p50 / p99 / p99.9 / max, ms"]
        heads += (["last, ms"] if last else []) + ["RSS MiB", "rounds"]
        self._table(self._heads(cases, *heads), self._rows(cases, columns, len(heads)))

    def _spread(self, record):
        figures = [r["result"].get("cpuMicrosPerDelivery") for r in self._results.of(record["case"], record["server"]) if r["result"]]
        return ", ".join(map(_number, figures))

    def _idle(self, cases):
        def columns(record):
            result = record["result"]
            return [[_number(result.get(name), KIB) for name in ("residentBytesPerSubscriber", "liveHeapBytesPerSubscriber",
                                                                "kernelBytesPerSubscriber")]
                    + [_number(result.get("cpuMicrosPerSubscriberSecond"))]]

        heads = ["RSS, KiB each", "live heap, KiB each", "kernel, KiB each", "CPU us each, per second"]
        self._table(self._heads(cases, *heads), self._rows(cases, columns, len(heads)))

    def _publish(self, cases):
        def columns(record):
            result = record["result"]
            return [[_number(result.get("eventsPerSecond")), _number(result.get("cpuMicrosPerEvent")),
                     _millis(result.get("roundTripMicros"))]]

        heads = ["events/s", "CPU us per event", "round trip p50 / p99 / p99.9 / max, ms"]
        self._table(self._heads(cases, *heads), self._rows(cases, columns, len(heads)))

    def _dead(self, cases):
        def columns(record):
            runs = record["result"]["runs"]
            none = next((run["latencyMicros"].get("p99") for run in runs if run["dead"] == 0), None)
            return [[run["dead"], _millis(run["latencyMicros"]), _millis(run["lastMicros"]),
                     _number(_over(run["latencyMicros"].get("p99"), none)), _number(run.get("cpuMicrosPerDelivery")),
                     _number(run.get("residentBytes"), MIB)] for run in runs]

        heads = ["dead", "latency p50 / p99 / p99.9 / max, ms", "last, ms", "p99, x of none dead", "CPU us per delivery", "RSS MiB"]
        self._table(self._heads(cases, *heads), self._rows(cases, columns, len(heads)))

    def _stalled(self, cases):
        def columns(record):
            result = record["result"]
            live, released = result["live"].get("cpuMicrosPerDelivery"), result["released"]
            micros = released.get("cpuMicrosPerDelivery")
            return [["%s in %s s" % (_number(released.get("published")), _number(released.get("publishSeconds"))),
                     _number(live), _number(micros), _number(_over(micros, live)), _number(released.get("seconds")),
                     _number(released.get("delivered")), _number(result.get("peakResidentBytes"), MIB)]]

        heads = ["published unread", "live, CPU us per delivery", "released", "x of live", "seconds", "deliveries", "peak RSS MiB"]
        self._table(self._heads(cases, *heads), self._rows(cases, columns, len(heads)))

    def _storm(self, cases):
        def columns(record):
            return [["%d%s" % (i, ", cold" if i == 1 else ""), _number(turn["seconds"]), _number(turn["cpuMicrosPerClient"]),
                     _number(turn["liveP99BeforeMicros"], 1000), _number(turn["liveP99Micros"], 1000),
                     _number(_over(turn["liveP99Micros"], turn["liveP99BeforeMicros"])),
                     _number(record["result"].get("filledEventsPerSecond"))] for i, turn in enumerate(record["result"]["rounds"], 1)]

        heads = ["round", "all caught up, s", "CPU us per client", "live p99 before, ms", "meanwhile", "x", "filled, events/s"]
        self._table(self._heads(cases, *heads), self._rows(cases, columns, len(heads)))

    # Growth

    def _growth(self):
        figures = {
            "broadcast, us per delivery": ("broadcast", "cpuMicrosPerDelivery", 1),
            "broadcast, us per event": ("broadcast", "cpuMicrosPerEvent", 1),
            "targeted, us per event": ("targeted", "cpuMicrosPerEvent", 1),
            "RSS, MiB": ("idle", "residentBytesPerSubscriber", MIB),
            "live heap, MiB": ("idle", "liveHeapBytesPerSubscriber", MIB),
            "kernel, MiB": ("idle", "kernelBytesPerSubscriber", MIB)}
        series = {}
        for head, (case, name, unit) in figures.items():
            found = [(n, self._results.figure("%s-%d" % (case, n), "tidings", name)) for n in (1000, 5000, 10_000, 19_000)]
            series[head] = [(n, value * (n if case == "idle" else 1) / unit) for n, value in found if value is not None]
        lines = {head: None if "delivery" in head else fitted(points) for head, points in series.items()}
        self._chart("growth-cpu", "CPU time per event as subscribers grow", plots.lines(
            "Tidings: CPU time as subscribers grow, us", "subscribers", [(h, series[h], lines[h]) for h in
                                                                       ("targeted, us per event", "broadcast, us per delivery")]))
        self._chart("growth-memory", "Memory as subscribers grow", plots.lines(
            "Tidings: memory of idle subscribers, MiB", "subscribers", [(h, series[h], lines[h]) for h in
                                                                      ("RSS, MiB", "live heap, MiB", "kernel, MiB")]))
        counts = sorted({n for points in series.values() for n, _ in points})
        rows = [[number(n)] + [_number(dict(points).get(n)) for points in series.values()] for n in counts]
        # A line that falls is noise.
        at_million = {head: line[0] + line[1] * MILLION if line and line[1] > 0 else None for head, line in lines.items()}
        rows.append(["**1 000 000**, by the line"] + ["**%s**" % _number(at_million[head]) for head in series])
        rows.append(["each further subscriber"] + [_slope(head, lines[head]) for head in series])
        self._table(["subscribers"] + list(series), rows)
        memory = [at_million["RSS, MiB"], at_million["kernel, MiB"]]
        if all(memory):
            self._say("A million idle connections by the line (least squares through the points): %s GiB of the hub's own and "
                      "%s GiB of the kernel's. The latter counts both ends of each connection, of which a server has one." %
                      tuple(number(part / 1024) for part in memory), "")

    def _in_process(self):
        self._say("## Growth without sockets", "", "What matching and fan-out cost inside the hub, up to a million subscriptions, is "
                  "measured by the programs of [bench](%s)." % os.path.relpath(BENCH / "README.md", self._out), "")

    # Charts

    def _bars(self, cases, name, scale=1):
        return [(self._title(server), server, _over(self._results.figure(case, server, *name), scale)) for case in cases
                for server in self._results.servers(case)]

    def _broadcast_chart(self):
        self._chart("broadcast", "CPU time per delivery of a broadcast", plots.bars("Broadcast: the server's CPU time per delivery", "us", [
            (title, self._bars([case], ["cpuMicrosPerDelivery"])) for title, case in
            (("1 000 subscribers", "broadcast-1000"), ("10 000 subscribers", "broadcast-10000"), ("1 000, bursts of 32", "bursts-1000"))]))

    def _targeted_chart(self):
        self._chart("targeted", "CPU time of one targeted event", plots.bars("Targeted: the server's CPU time per event", "us", [
            ("one of " + number(n), self._bars(["targeted-%d" % n], ["cpuMicrosPerDelivery"])) for n in (1000, 10_000, 19_000)]))

    def _memory_chart(self):
        cases = [case for case in ("idle-10000", "idle-5000") if len(self._results.servers(case)) > 1][:1]
        self._chart("memory", "Memory of an idle subscriber", plots.bars("Memory of an idle subscriber", "KiB", [
            (title, self._bars(cases, [name], KIB)) for title, name in
            (("RSS of the server", "residentBytesPerSubscriber"), ("Live heap", "liveHeapBytesPerSubscriber"),
             ("Kernel, both ends", "kernelBytesPerSubscriber"))]))

    def _latency_chart(self):
        self._chart("latency", "Latency of an event's last subscriber", plots.bars(
            "Latency of an event's last of 1 000 subscribers, at half load", "ms",
            [(title, self._bars(["latency-1000"], ["lastMicros", name], 1000)) for title, name in
             (("Median", "p50"), ("99 %", "p99"), ("99.9 %", "p999"))]))


def fitted(points):
    """The straight line that fits best, as its value at 0 and its slope; None for fewer than two points."""
    if len(points) < 2:
        return None
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    return mean_y - slope * mean_x, slope


def _slope(head, line):
    if line is None:
        return "-"
    if line[1] <= 0:
        return "nothing"
    return "%s KiB" % number(line[1] * 1024) if "MiB" in head else "%s us" % number(line[1])


def _number(value, unit=1):
    return "-" if value is None else number(value / unit)


def _over(value, other):
    return value / other if value is not None and other else None


def _inverse(micros):
    return 1e6 / micros if micros else None


def _millis(micros):
    if not micros:
        return "-"
    return " / ".join(_number(micros.get(name), 1000) for name in ("p50", "p99", "p999", "max"))
