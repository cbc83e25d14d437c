"""What is measured: works, each of some cases, each of which runs on some servers."""
from dataclasses import dataclass, field, replace
from typing import Dict, List, Optional, Tuple

ORDER = ("tidings", "tidings-durable", "tidings-full", "tidings-tls", "tidings-h2", "tidings-h2-tls", "nchan", "bare-write", "prompt-write", "nestjs", "webflux", "mvc")
EVERYBODY = ("tidings", "nchan", "nestjs", "webflux", "mvc")
HUBS = ("tidings", "tidings-durable")
PROTOCOLS = ("tidings", "tidings-tls", "tidings-h2", "tidings-h2-tls")
BARE = ("bare-write", "prompt-write")

# What a run needs beside its timed part: start and stop of the server, of the generator, and joining.
START_SECONDS = 3
JOINS_PER_SECOND = 3000

# Seconds. A JVM compiles for seconds what it runs, and on one core takes them from the server: that is no cost of an event.
WARMUP = {"jvm": 8, "node": 4, "native": 2}
QUICK_WARMUP = {"jvm": 5, "node": 2, "native": 1}

INBOX = """\
endpoints:
  /inbox:
    any:
      - {topics: ["message.**"], attributes: {user: {}}}
      - {topics: ["announcement.**"]}
"""
HEARTBEATS = "limits: {heartbeat: 1s}\n"
TWO_LOOPS = "server: {eventLoops: 2}\n"


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    scenario: str
    options: Dict[str, object]
    servers: Tuple[str, ...]
    around: float
    """Seconds of a run beside those that follow."""
    timed: int = 0
    """Seconds that are timed after a warm-up, in each of its parts."""
    parts: int = 0
    """How often it warms up."""
    warmup: Dict[str, int] = field(default_factory=lambda: dict.fromkeys(WARMUP, 0))
    """Seconds, by the runtime of the server."""
    rounds: int = 1
    once: Tuple[str, ...] = ()
    """Servers that run in the first round only."""
    cores: int = 1
    """Of the server; with two it shares the generator's."""
    config: str = ""
    """Of the hub, as YAML."""
    path: str = ""
    """Of the subscription, if it is not the server's usual one."""
    share_of: Optional[Tuple[str, float]] = None
    """The rate is this share of what the same server reached in that case, which the same work has before it."""
    skip: Dict[str, str] = field(default_factory=dict)
    """Servers of which it is known that they cannot, and why."""

    def seconds(self, server):
        """Expected of one run."""
        return 0 if server.name in self.skip else self.around + self.parts * (self.timed + self.warmup[server.runtime])

    def options_for(self, server):
        options = dict(self.options)
        if self.parts:
            options["warmup"] = self.warmup[server.runtime]
        if self.timed:
            options["seconds"] = options["warmup"] + self.timed
        return options


@dataclass(frozen=True)
class Work:
    name: str
    title: str
    text: str
    cases: List[Case]


class Sizes:
    """How long and how much: the same works, for half an hour or for a few minutes."""

    def __init__(self, quick, seconds=None):
        self.quick = quick
        self.timed = seconds or (3 if quick else 5)
        self.warmup = QUICK_WARMUP if quick else WARMUP
        self.rounds = 1 if quick else 2

    def everybody(self, *more):
        asked = more + (("tidings", "nchan", "nestjs") if self.quick else EVERYBODY)
        return tuple(name for name in ORDER if name in asked)

    def steady(self, name, title, scenario, subscribers, servers, **more):
        options = dict(more.pop("options", {}), subscribers=subscribers)
        more.setdefault("rounds", self.rounds)
        more.setdefault("once", ("nestjs", "webflux", "mvc"))
        return Case(name, title, scenario, options, servers, self._around(subscribers), timed=self.timed, parts=1, warmup=self.warmup,
                    **more)

    def idle(self, subscribers, servers):
        seconds = 4 if self.quick else 10
        return Case("idle-%d" % subscribers, "idle, " + grouped(subscribers), "idle", {"subscribers": subscribers, "seconds": seconds},
                    servers, self._around(subscribers) + seconds + 4)

    @staticmethod
    def _around(subscribers):
        return START_SECONDS + subscribers / JOINS_PER_SECOND


def grouped(number):
    return "{:,}".format(number).replace(",", " ")


def works(quick=False, seconds=None):
    """All of them, in the order in which they run. A case that belongs to two works runs once."""
    sizes = Sizes(quick, seconds)
    if quick:
        parts = (_broadcast, _bursts, _latency, _targeted, _idle, _publish, _dead, _stalled, _storm)
    else:
        parts = (_broadcast, _bursts, _latency, _inbox, _targeted, _loops, _idle, _promises, _full, _protocols, _growth, _publish, _dead, _stalled, _storm)
    return [part(sizes) for part in parts]


def _broadcast_case(sizes, subscribers):
    # Requests too: a server that answers when it has delivered would otherwise have one at a time.
    window = {"in-flight": 4, "window": 4}
    if subscribers == 1000:
        return sizes.steady("broadcast-1000", "broadcast to 1 000", "broadcast", 1000, sizes.everybody("tidings-durable", *BARE),
                            options=window)
    servers = sizes.everybody("bare-write") if subscribers == 10_000 else ("tidings",)
    return sizes.steady("broadcast-%d" % subscribers, "broadcast to " + grouped(subscribers), "broadcast", subscribers, servers,
                        options=window, rounds=1)


def _targeted_case(sizes, subscribers):
    if subscribers == 1000:
        servers = HUBS if sizes.quick else sizes.everybody("tidings-durable")
    else:
        servers = ("tidings",) if subscribers == 5000 else sizes.everybody()
    return sizes.steady("targeted-%d" % subscribers, "targeted, one of " + grouped(subscribers), "targeted", subscribers, servers,
                        options={"connections": 4, "window": 4},
                        once=("webflux", "mvc") if subscribers == 10_000 else ("nestjs", "webflux", "mvc"),
                        rounds=1 if subscribers == 5000 else sizes.rounds)


def _broadcast(sizes):
    return Work("broadcast", "Broadcast", "Every subscriber reads every event. At any time four events are under way that have not "
                "reached all.", [_broadcast_case(sizes, n) for n in ([1000] if sizes.quick else [1000, 10_000])])


def _bursts(sizes):
    return Work("bursts", "Bursts of 32", "32 events are published at once, the next 32 when all subscribers have them.",
                [sizes.steady("bursts-1000", "bursts of 32 to 1 000", "broadcast", 1000,
                              ("tidings", "nchan") + BARE if sizes.quick else sizes.everybody(*BARE), options={"burst": 32})])


def _latency(sizes):
    servers = ("tidings", "nchan") if sizes.quick else sizes.everybody("bare-write")
    steady = sizes.steady("latency-1000", "latency, 1 000 at half load", "broadcast", 1000, servers, options={"in-flight": 0}, rounds=1,
                          share_of=("broadcast-1000", 0.5))
    return Work("latency", "Latency at half load", "Broadcast to 1 000 at a steady rate: half of what the same server reached with four "
                "events under way. Latencies count from when an event was due. *Last* is the last of an event's 1 000 subscribers.",
                [_alone(_broadcast_case(sizes, 1000), *servers), replace(steady, timed=sizes.timed if sizes.quick else 12)])


def _targeted(sizes):
    cases = [_targeted_case(sizes, n) for n in ([1000, 10_000] if sizes.quick else [1000, 10_000, 19_000])]
    base = _alone(cases[1], *(("nestjs",) if sizes.quick else ("tidings", "nchan", "nestjs")))
    cases.append(replace(base, name="lonely-10000", title=base.title + ", one request at a time", rounds=1,
                         options=dict(base.options, connections=1, window=1)))
    if not sizes.quick:
        cases.append(_crowded(sizes))
    return Work("targeted", "Targeted", "Each event is for one of the subscribers, in turn; its HTTP publish is in the figure. Four "
                "connections publish, with four requests under way on each, which keeps a server busy. With one request at a time it "
                "falls asleep between two, and much of what an event costs is waking up; with 64 it never does. NestJS and Spring compare "
                "each of their listeners, as the tutorials do; a name of the event for each client would make them look-ups too.", cases)


def _crowded(sizes):
    return replace(_targeted_case(sizes, 1000), name="crowded-1000", title="targeted, one of 1 000, 64 requests under way",
                   options=dict(_targeted_case(sizes, 1000).options, connections=16, window=4),
                   servers=("tidings", "tidings-durable", "nchan"), rounds=1, once=())


def _idle(sizes):
    return Work("idle", "Idle memory", "Subscribers join and nothing happens. RSS and live heap are the server's, kernel memory is the "
                "machine's (slab and TCP): both ends of each connection.",
                [sizes.idle(5000, ("tidings", "nestjs")) if sizes.quick else sizes.idle(10_000, sizes.everybody("bare-write"))])


def _inbox(sizes):
    return Work("inbox", "Subscriptions of one's own", "10 000 subscribers of which each has a subscription of its own, *my messages or "
                "announcements*, are sent announcements; beside it the broadcast to 10 000 who share one subscription.",
                [sizes.steady("inbox-10000", "inbox, 10 000 distinct", "inbox", 10_000, ("tidings",), config=INBOX, path="/inbox",
                              rounds=1, options={"in-flight": 4, "window": 4}),
                 _alone(_broadcast_case(sizes, 10_000))])


def _loops(sizes):
    cases = []
    for base in (_broadcast_case(sizes, 1000), _targeted_case(sizes, 1000)):
        cases += [_alone(base), replace(_alone(base), name="loops-" + base.name, title=base.title + ", two loops", cores=2,
                                        config=TWO_LOOPS)]
    return Work("loops", "Two event loops", "The hub may use both cores, on one of which the generator runs too: only what a second of "
                "the hub's CPU delivers can be compared with one loop on one core.", cases)


def _promises(sizes):
    cases = []
    for base in (_broadcast_case(sizes, 1000), _targeted_case(sizes, 1000)):
        base = _alone(base, *HUBS)
        cases += [base, replace(base, name="heartbeats-" + base.name, title=base.title + ", heartbeat 1 s", config=HEARTBEATS)]
    cases.append(_crowded(sizes))
    base = sizes.idle(10_000, ("tidings",))
    cases += [base, replace(base, name="heartbeats-" + base.name, title=base.title + ", heartbeat 1 s", config=HEARTBEATS)]
    return Work("promises", "What the promises cost", "The durable log beside the one in memory, and a heartbeat in each second of silence "
                "instead of every 15 s.", cases)


def _full(sizes):
    cases = [replace(_alone(base, "tidings", "tidings-full"), name="full-" + base.name)
             for base in (_broadcast_case(sizes, 1000), _targeted_case(sizes, 1000))]
    return Work("full", "Everything on", "The plain hub beside one with a durable log, a token for each subscriber, an attribute bound to a "
                "claim, heartbeats and metrics. The load is the same, and so are the subscriptions.", cases)


def _protocols(sizes):
    base = _alone(_broadcast_case(sizes, 1000), *PROTOCOLS)
    return Work("protocols", "TLS and HTTP/2", "The broadcast to 1 000 over each protocol. With HTTP/2 a hundred subscribers share a "
                "connection; whoever publishes speaks HTTP/1.1. Both ends encrypt with BoringSSL. A subscriber's window is 1 MiB, so "
                "that it is the socket which tells the hub to wait.", [replace(base, name="protocols-" + base.name)])


def _growth(sizes):
    counts = (1000, 5000, 10_000, 19_000)
    return Work("growth", "Growth", "Tidings alone, with more and more subscribers.",
                [_alone(_broadcast_case(sizes, n)) for n in counts] + [_alone(_targeted_case(sizes, n)) for n in counts]
                + [sizes.idle(n, ("tidings",)) for n in counts])


def _alone(case, *servers):
    """The same case for some of its servers, beside which another work needs it."""
    return replace(case, servers=servers or ("tidings",))


def _publish(sizes):
    part = 4 if sizes.quick else 1
    bodies = (("single", 200_000 // part, {"connections": 4, "window": 16}),
              ("array", 1_000_000 // part, {"batch": 500, "connections": 1, "window": 4}),
              ("ndjson", 1_000_000 // part, {"batch": 500, "connections": 1, "window": 4}))
    return Work("publish", "Publishing into a durable log", "Nobody subscribes. Single events have four connections with 16 requests under "
                "way on each, batches of 500 have one with four.",
                [Case("publish-" + body, body, "publish", dict(options, events=events, body=body), HUBS,
                      START_SECONDS + (2 if sizes.quick else 6), parts=1, warmup=sizes.warmup)
                 for body, events, options in bodies if body != "array" or not sizes.quick])


def _dead(sizes):
    servers = ("tidings",) if sizes.quick else EVERYBODY
    return Work("dead", "Dead readers", "Of 1 000 subscribers none, 10 and 50 never read; the healthy ones' latency, at a quarter of what "
                "the same server reached with four events under way.",
                [_alone(_broadcast_case(sizes, 1000), *servers),
                 Case("dead-1000", "dead readers among 1 000", "dead", {"subscribers": 1000, "dead": "10,50"}, servers,
                      START_SECONDS + 6, timed=sizes.timed, parts=3, warmup=sizes.warmup, share_of=("broadcast-1000", 0.25))])


def _stalled(sizes):
    mib = 2 if sizes.quick else 4
    slow = "an event to 1 000 takes it some 10 ms, so that filling every socket would take minutes"
    return Work("stalled", "A stalled audience", "All 1 000 read bursts of 32, then stop reading while %d MiB of events are published, and "
                "then read until they have caught up. What a server had given to the sockets before costs it nothing then." % mib,
                [Case("stalled-1000", "1 000 stalled and released", "stalled", {"subscribers": 1000, "mib": mib},
                      ("tidings",) if sizes.quick else EVERYBODY, 10 if sizes.quick else 30, timed=sizes.timed, parts=1,
                      warmup=sizes.warmup, skip={name: slow for name in ("nestjs", "webflux", "mvc")})])


def _storm(sizes):
    text = "All clients come back at once, each having missed ten events, while others are live."
    if sizes.quick:
        return Work("storm", "Resume storm", text + " (Quick: 2 000 clients, 200 000 events in the log.)",
                    [Case("storm-small", "2 000 clients, log of 200 000", "storm",
                          {"clients": 2000, "missed": 10, "events": 200_000, "rounds": 1, "seconds": 3}, ("tidings-durable",), 25)])
    return Work("storm", "Resume storm", text + " A log in memory holds 300 000 events of this size, not a million.",
                [Case("storm-durable", "10 000 clients, log of 1 000 000", "storm", {"clients": 10_000, "missed": 10, "events": 1_000_000},
                      ("tidings-durable",), 75),
                 Case("storm-both", "the same, hub and generator on both cores", "storm",
                      {"clients": 10_000, "missed": 10, "events": 1_000_000}, ("tidings-durable",), 70, cores=2),
                 Case("storm-memory", "10 000 clients, log of 300 000", "storm", {"clients": 10_000, "missed": 10, "events": 300_000},
                      ("tidings",), 60)])
