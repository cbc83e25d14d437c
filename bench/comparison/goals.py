"""The goals of Tidings, and whether a session's results hold them."""
from dataclasses import dataclass

from .plots import number
from .results import is_bottleneck

KIB = 1024


@dataclass(frozen=True)
class Row:
    work: str
    goal: str
    reached: str
    verdict: str


class _Part:
    """One figure of a goal: None if it was not measured."""

    def __init__(self, value, unit, limit, at_least=False):
        self.known = value is not None
        self.held = self.known and (value >= limit if at_least else value <= limit)
        self.text = ("%s %s" % (number(value), unit)).strip() if self.known else "not measured"


def rows(results):
    made = [_broadcast, _bursts, _targeted, _nestjs, _idle, _durable, _full, _latency, _storm, _stalled, _dead]
    return [one(_Evidence(results)) for one in made]


class _Evidence:
    """Hands out figures, and remembers which runs they were from."""

    def __init__(self, results):
        self._results = results
        self._records = []

    def figure(self, case, server, *names):
        record = self._results.best(case, server)
        if record:
            self._records.append(record)
        return self._results.figure(case, server, *names)

    def cpu(self, case, server):
        return self.figure(case, server, "cpuMicrosPerDelivery")

    def row(self, work, goal, parts, remark=""):
        known = [part for part in parts if part.known]
        if not known:
            verdict = "not measured"
        elif any(not part.held for part in known):
            verdict = "**missed**"
        else:
            verdict = "held" if len(known) == len(parts) else "held as far as measured"
        doubts = []
        if any(r.get("machine", {}).get("noisy") for r in self._records):
            doubts.append("the machine was noisy")
        if any(is_bottleneck(r["result"]) for r in self._records):
            doubts.append("the generator was at its limit")
        return Row(work, goal, "; ".join(part.text for part in parts) + remark, ", ".join([verdict] + doubts))


def _ratio(one, other):
    return one / other if one and other else None


def _broadcast(evidence):
    ours = evidence.cpu("broadcast-1000", "tidings")
    return evidence.row("broadcast, 1 000 subscribers, window 4", "<= 0.5 x nchan, <= 0.7 x a bare C `write(2)` loop",
                        [_Part(_ratio(ours, evidence.cpu("broadcast-1000", "nchan")), "x nchan", 0.5),
                         _Part(_ratio(ours, evidence.cpu("broadcast-1000", "prompt-write")), "x `write(2)` with TCP_NODELAY, as here", 0.7),
                         _Part(_ratio(ours, evidence.cpu("broadcast-1000", "bare-write")), "x `write(2)` under Nagle's algorithm", 0.7)])


def _bursts(evidence):
    ours = evidence.cpu("bursts-1000", "tidings")
    rate = evidence.figure("bursts-1000", "tidings", "deliveriesPerSecond")
    return evidence.row("broadcast, bursts of 32", "<= 0.1 x nchan; >= 2.5 M deliveries/s",
                        [_Part(_ratio(ours, evidence.cpu("bursts-1000", "nchan")), "x nchan", 0.1),
                         _Part(rate / 1e6 if rate else None, "M/s", 2.5, at_least=True)])


def _targeted(evidence):
    ours = evidence.cpu("targeted-19000", "tidings")
    return evidence.row("one targeted of 19 000, HTTP publish included", "<= 0.7 x nchan; <= 2 x the cost at 1 000",
                        [_Part(_ratio(ours, evidence.cpu("targeted-19000", "nchan")), "x nchan", 0.7),
                         _Part(_ratio(ours, evidence.cpu("targeted-1000", "tidings")), "x the cost at 1 000", 2)])


def _nestjs(evidence):
    # Which way is cheaper is not the same for both.
    theirs, ours = (min(filter(None, (evidence.cpu(case, server) for case in ("targeted-10000", "lonely-10000"))), default=None)
                    for server in ("nestjs", "tidings"))
    return evidence.row("the same against NestJS at 10 000", ">= 150 x cheaper",
                        [_Part(_ratio(theirs, ours), "x cheaper", 150, at_least=True)], " (each at its cheaper way to publish)")


def _idle(evidence):
    case = "idle-10000" if evidence.figure("idle-10000", "tidings", "residentBytesPerSubscriber") is not None else "idle-5000"
    heap = evidence.figure(case, "tidings", "liveHeapBytesPerSubscriber")
    resident = evidence.figure(case, "tidings", "residentBytesPerSubscriber")
    return evidence.row("idle subscriber", "<= 2 KiB live heap, <= 6 KiB RSS, nothing per connection when idle but the socket",
                        [_Part(None if heap is None else heap / KIB, "KiB live heap", 2),
                         _Part(None if resident is None else resident / KIB, "KiB RSS", 6)])


def _durable(evidence):
    return evidence.row("durable log (`sync: os`) against the memory log, targeted", "<= 1.5 x CPU",
                        [_Part(_ratio(evidence.cpu("targeted-1000", "tidings-durable"), evidence.cpu("targeted-1000", "tidings")),
                               "x with 16 requests under way", 1.5),
                         _Part(_ratio(evidence.cpu("crowded-1000", "tidings-durable"), evidence.cpu("crowded-1000", "tidings")),
                               "x with 64", 1.5)])


def _full(evidence):
    return evidence.row("everything on (durable log, a token for each, heartbeats, metrics) against the plain hub", "<= 1.5 x CPU",
                        [_Part(_ratio(*(evidence.cpu("full-%s-1000" % work, server) for server in ("tidings-full", "tidings"))),
                               "x, " + work, 1.5) for work in ("broadcast", "targeted")])


def _latency(evidence):
    p99 = evidence.figure("latency-1000", "tidings", "lastMicros", "p99")
    p999 = evidence.figure("latency-1000", "tidings", "lastMicros", "p999")
    return evidence.row("latency, last subscriber included, 1 000 subscribers at half of the maximum rate", "p99 <= 5 ms, p99.9 <= 20 ms",
                        [_Part(None if p99 is None else p99 / 1000, "ms p99", 5),
                         _Part(None if p999 is None else p999 / 1000, "ms p99.9", 20)])


def _storm(evidence):
    rounds = evidence.figure("storm-durable", "tidings-durable", "rounds") or []
    on_both = evidence.figure("storm-both", "tidings-durable", "rounds") or []
    times = [_ratio(turn["liveP99Micros"], turn["liveP99BeforeMicros"]) for turn in rounds]
    return evidence.row("10 000 clients resume after missing 10 events each in a log of 1 M",
                        "all caught up in <= 3 s; live p99 meanwhile <= 2 x",
                        [_Part(max((turn["seconds"] for turn in rounds), default=None), "s on one core", 3),
                         _Part(max((turn["seconds"] for turn in on_both), default=None), "s with both, the generator's too", 3),
                         _Part(max((t for t in times if t), default=None), "x", 2)],
                        " (the worst of %d rounds)" % len(rounds) if rounds else "")


def _stalled(evidence):
    live = evidence.figure("stalled-1000", "tidings", "live", "cpuMicrosPerDelivery")
    released = evidence.figure("stalled-1000", "tidings", "released", "cpuMicrosPerDelivery")
    return evidence.row("1 000 subscribers of one audience stalled, then released", "CPU per delivery <= 2 x live",
                        [_Part(_ratio(released, live), "x live", 2)])


def _dead(evidence):
    runs = {run["dead"]: run["latencyMicros"]["p99"] for run in evidence.figure("dead-1000", "tidings", "runs") or []}
    return evidence.row("1 % and 5 % of 1 000 readers dead (never read)", "healthy readers' p99 within 1.2 x of none dead",
                        [_Part(_ratio(runs.get(n), runs.get(0)), "x with %s dead" % share, 1.2) for n, share in ((10, "1 %"), (50, "5 %"))])
