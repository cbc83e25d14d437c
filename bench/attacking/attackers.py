"""The attackers. Each is a generator that yields often, first None while it takes up its place, then True; it counts what it does.

    python3 attackers.py NAME PORT      prints "ready" when it is in place, attacks until its input ends, then prints its counts as JSON
"""
import collections
import json
import random
import resource
import select
import selectors
import socket
import struct
import sys
import time

HOST = "127.0.0.1"
# What the legitimate clients of the load generator subscribe to, and are published.
WATCHED = {"topic": "load.event", "attributes": {"lane": "0"}}


class Crowd:
    """Sockets that do not block, with something remembered of each."""

    def __init__(self, port, counts):
        self._port = port
        self._counts = counts
        self._selector = selectors.DefaultSelector()
        self.open = {}

    def connect(self, first=b"", about=None, receive_bytes=0):
        connection = socket.socket()
        try:
            if receive_bytes:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
            connection.settimeout(10)
            connection.connect((HOST, self._port))
            connection.sendall(first)
        except OSError:
            connection.close()
            self._counts["not connected"] += 1
            return None
        connection.setblocking(False)
        self.open[connection] = about
        self._counts["connections"] += 1
        return connection

    def watch(self, connection, events=selectors.EVENT_READ):
        self._selector.register(connection, events)

    def ready(self, seconds=0.0):
        return [(key.fileobj, events) for key, events in self._selector.select(seconds) if key.fileobj in self.open]

    def read(self, connection, most=65536):
        """Bytes; none if there are none yet; None if the peer has ended the connection, which is closed then."""
        try:
            some = connection.recv(most)
            if some:
                return some
        except BlockingIOError:
            return b""
        except OSError:
            pass
        self.close(connection)
        self._counts["ended by the hub"] += 1
        return None

    def send(self, connection, some):
        """How much was taken; an end of the connection is found by reading."""
        try:
            return connection.send(some)
        except OSError:
            return 0

    def close(self, connection, reset=False):
        try:
            self._selector.unregister(connection)
        except KeyError:
            pass
        del self.open[connection]
        if reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()


def subscribing(target, *fields):
    return ("GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n%s\r\n"
            % (target, "".join(field + "\r\n" for field in fields))).encode()


def publishing(body, kind="application/json", *fields):
    return ("POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n%s"
            % (kind, len(body), "".join(field + "\r\n" for field in fields), body)).encode()


class Publisher:
    """Publishes on one connection, a request after the answer to the one before."""

    def __init__(self, port):
        self._connection = socket.create_connection((HOST, port), 30)

    def publish(self, body, kind="application/json"):
        """The answer's status."""
        self._connection.sendall(publishing(body, kind))
        answer = b""
        while b"\r\n\r\n" not in answer:
            some = self._connection.recv(65536)
            if not some:
                raise OSError("the connection of a publisher has ended")
            answer += some
        head, _, rest = answer.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        while len(rest) < length:
            rest += self._connection.recv(65536)
        return int(head[9:12])


class Every:
    """Says when something is due that happens so many times a second, and makes up for at most a second."""

    def __init__(self, rate):
        self._rate = rate
        self._begin = time.monotonic()
        self._done = 0

    def due(self):
        owed = int((time.monotonic() - self._begin) * self._rate) - self._done
        if owed > self._rate:
            self._done += owed - int(self._rate)
            owed = int(self._rate)
        self._done += owed
        return owed


def slow_heads(port, counts):
    """5 000 connections that send a byte of a request each second. Each that is ended is replaced."""
    crowd, second = Crowd(port, counts), Every(1)
    head = b"GET /events?topic=slow HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
    in_place = None
    while True:
        for _ in range(min(100, 5000 - len(crowd.open))):
            connection = crowd.connect(head[:1], [1])
            if connection:
                crowd.watch(connection)
        in_place = in_place or len(crowd.open) == 5000 or None
        if second.due():
            for connection, sent in crowd.open.items():
                crowd.send(connection, head[sent[0]:sent[0] + 1] or b"x")
                sent[0] += 1
        for connection, _ in crowd.ready(0.02):
            some = crowd.read(connection)
            if some and some.startswith(b"HTTP/1.1 "):
                counts["answered " + some[9:12].decode()] += 1
        counts["most at once"] = max(counts["most at once"], len(crowd.open))
        yield in_place


def never_reading(port, counts):
    """5 000 subscribers that read nothing, of a topic with 20 events of 16 KiB a second."""
    crowd, publisher, rate = Crowd(port, counts), Publisher(port), None
    body = json.dumps({"topic": "heavy", "data": "x" * 16384})
    in_place, looked = None, time.monotonic()
    while True:
        if not in_place:
            for _ in range(min(100, 5000 - len(crowd.open))):
                crowd.connect(subscribing("/events?topic=heavy"), receive_bytes=4096)
            if len(crowd.open) == 5000:
                in_place, rate = True, Every(20)
        else:
            for _ in range(rate.due()):
                counts["events, answer %d" % publisher.publish(body)] += 1
            if time.monotonic() - looked > 1:
                looked = time.monotonic()
                counts["still open"] = sum(1 for connection in crowd.open if _is_open(connection))
            time.sleep(0.01)
        yield in_place


def _is_open(connection):
    """Without reading from it: TCP_INFO begins with the state, 1 is established."""
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == 1


def churn(port, counts):
    """2 000 subscriptions a second, each with a filter of its own; every other one leaves by a reset."""
    crowd, rate, number = Crowd(port, counts), Every(2000), 0
    begin = time.monotonic()
    while True:
        for _ in range(min(rate.due(), 512 - len(crowd.open))):
            number += 1
            connection = crowd.connect(subscribing("/events?topic=churn.n%d&email=e%d" % (number, number)), number)
            if connection:
                crowd.watch(connection)
        for connection, _ in crowd.ready(0.001):
            about = crowd.open[connection]
            if crowd.read(connection):
                counts["streams that were opened and left"] += 1
                crowd.close(connection, reset=about % 2 == 1)
        counts["streams a second"] = int(counts["streams that were opened and left"] / (time.monotonic() - begin))
        yield True


def replay(port, counts):
    """Eight subscribers that read a log of 200 000 events from its beginning to its end, and then again."""
    publisher = Publisher(port)
    events = 200_000
    for begin in range(0, events, 5000):
        lines = "".join(json.dumps({"topic": "archive.%d" % (n % 10), "attributes": {"reader": str(n % 1000)},
                                    "data": {"n": n, "text": "x" * 200}}) + "\n" for n in range(begin, begin + 5000))
        counts["publish answered %d" % publisher.publish(lines, "application/x-ndjson")] += 1
        yield None
    end = b'"n":%d,' % (events - 1)
    crowd = Crowd(port, counts)
    first = _first_id(port)
    while True:
        while len(crowd.open) < 8:
            connection = crowd.connect(subscribing("/events", "Last-Event-ID: " + first), [b""])
            if connection:
                crowd.watch(connection)
        for connection, _ in crowd.ready(0.02):
            about = crowd.open[connection]
            some = crowd.read(connection, 1 << 18)
            if some:
                counts["bytes read"] += len(some)
                if end in about[0] + some:
                    counts["whole logs"] += 1
                    crowd.close(connection)
                about[0] = some[-32:]
        yield True


def _first_id(port):
    """Of the epoch, before its first event."""
    with socket.create_connection((HOST, port), 30) as connection:
        connection.sendall(subscribing("/events?topic=nothing"))
        answer = b""
        while b"\nid: " not in answer or not answer.endswith(b"\n\r\n"):
            answer += connection.recv(4096)
    return answer.split(b"\nid: ")[1].split(b"\n")[0].decode().strip().rpartition("-")[0] + "-0"


def rapid_reset(port, counts):
    """100 connections of HTTP/2 that open streams and reset each at once, in hundreds. Each that is ended is replaced."""
    crowd = Crowd(port, counts)
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + _frame(4, 0, 0, b"")
    path, authority = b"/events?topic=rapid", b"localhost"
    block = b"\x82\x86" + b"\x04" + bytes([len(path)]) + path + b"\x01" + bytes([len(authority)]) + authority
    while True:
        while len(crowd.open) < 100:
            connection = crowd.connect(preface, [1, b""])
            if connection:
                crowd.watch(connection, selectors.EVENT_READ | selectors.EVENT_WRITE)
        for connection, events in crowd.ready(0.02):
            if events & selectors.EVENT_READ and crowd.read(connection) is None:
                continue
            about = crowd.open[connection]
            if events & selectors.EVENT_WRITE:
                if not about[1]:
                    for _ in range(100):
                        about[1] += _frame(1, 5, about[0], block) + _frame(3, 0, about[0], struct.pack(">I", 8))
                        about[0] += 2
                    counts["streams that were reset"] += 100
                about[1] = about[1][crowd.send(connection, about[1]):]
        yield True


def _frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def deep_patterns(port, counts):
    """1 000 subscribers with 16 patterns each, of 32 segments with two ** of them, and 20 events a second with the deepest topic."""
    crowd, publisher, chance, rate = Crowd(port, counts), Publisher(port), random.Random(5), None
    body = json.dumps({"topic": ".".join(["a"] * 32), "data": "deep"})
    in_place = None
    while True:
        if not in_place:
            for _ in range(20):
                patterns = (".".join(["**"] + [chance.choice("a*") for _ in range(14)] + ["**"] + [chance.choice("a*") for _ in range(15)]
                                     + ["z"]) for _ in range(16))
                connection = crowd.connect(subscribing("/events?" + "&".join("topic=" + pattern for pattern in patterns)))
                if connection:
                    crowd.watch(connection)
            if len(crowd.open) == 1000:
                in_place, rate = True, Every(20)
        else:
            for _ in range(rate.due()):
                counts["events, answer %d" % publisher.publish(body)] += 1
        for connection, _ in crowd.ready(0.01):
            crowd.read(connection)
        yield in_place


def distinct_values(port, counts):
    """1 000 subscribers of 31 shapes, each with values of its own, and events without pause, each with 243 combinations of new values."""
    crowd, publisher, number, chance = Crowd(port, counts), Publisher(port), 0, random.Random(6)
    names = ["a%d" % n for n in range(5)]
    shapes = [[name for bit, name in enumerate(names) if shape >> bit & 1] for shape in range(1, 32)]
    in_place = None
    while True:
        if not in_place:
            for _ in range(20):
                shape = chance.choice(shapes)
                query = "&".join("%s=s%d-%d" % (shape[n % len(shape)], len(crowd.open), n) for n in range(len(shape)))
                connection = crowd.connect(subscribing("/events?" + query))
                if connection:
                    crowd.watch(connection)
            in_place = len(crowd.open) == 1000 or None
        else:
            lines = []
            for _ in range(50):
                number += 1
                attributes = {name: ["v%d-%d" % (number, n) for n in range(3)] for name in names}
                lines.append(json.dumps({"topic": "distinct", "attributes": attributes, "data": number}) + "\n")
            counts["events, answer %d" % publisher.publish("".join(lines), "application/x-ndjson")] += 50
        for connection, _ in crowd.ready():
            crowd.read(connection)
        yield in_place


def forged(port, counts):
    """50 connections with what a page of another site can make a browser send: other hosts, other origins, forms; it forges the very
    events that the legitimate clients wait for."""
    event = json.dumps(dict(WATCHED, data="forged"))
    host = b"Host: localhost"
    requests = [
        ("rebound, read", subscribing("/events?topic=load.event&lane=0").replace(host, b"Host: evil.example")),
        ("rebound, publish", publishing(event).replace(host, b"Host: evil.example")),
        ("rebound with a port", publishing(event).replace(host, b"Host: localhost.evil.example:80")),
        ("another origin", publishing(event, "application/json", "Origin: https://evil.example")),
        ("another origin, form", publishing(event, "text/plain", "Origin: https://evil.example")),
        ("no origin, form", publishing(event, "text/plain")),
        ("no origin, form of fields", publishing(event, "application/x-www-form-urlencoded")),
        ("sandboxed frame", publishing(event, "application/json", "Origin: null")),
        ("preflight", b"OPTIONS /events HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
                      b"Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n\r\n"),
        ("through a proxy", publishing(event, "application/json", "X-Forwarded-For: 10.0.0.1")),
    ]
    crowd, number, rate = Crowd(port, counts), 0, Every(5000)
    free = collections.deque()
    while True:
        while len(crowd.open) < 50:
            connection = crowd.connect(about=[""])
            if connection:
                crowd.watch(connection)
                free.append(connection)
        for _ in range(min(rate.due(), len(free))):
            connection = free.popleft()
            if connection in crowd.open:
                crowd.open[connection][0], request = requests[number % len(requests)]
                number += 1
                crowd.send(connection, request)
        for connection, _ in crowd.ready(0.002):
            asked, some = crowd.open[connection][0], crowd.read(connection)
            if some:
                counts["%s: %s" % (asked, some[9:12].decode())] += 1
                # A preflight may be answered with success, as long as no origin is let in.
                if b"access-control-allow-origin" in some.lower() if asked == "preflight" else some[9:10] == b"2":
                    counts["BREACH " + asked] += 1
                free.append(connection)
        yield True


ATTACKS = {attack.__name__.replace("_", "-"): attack for attack in
           (slow_heads, never_reading, churn, replay, rapid_reset, deep_patterns, distinct_values, forged)}


def main(name, port):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    counts = collections.Counter()
    announced = False
    trouble = ""
    try:
        for in_place in ATTACKS[name](port, counts):
            if in_place and not announced:
                announced = True
                print("ready", flush=True)
            if select.select([sys.stdin], [], [], 0)[0]:
                break
    except OSError as e:
        trouble = str(e)
    print(json.dumps({"counts": counts, "trouble": trouble}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
