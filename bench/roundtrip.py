#!/usr/bin/env python3
"""The round trip of a publisher: bench/roundtrip.py PORT

Publishes 200 events a second for 15 s, to a topic that nobody reads, and prints percentiles. A process of its own, so that what the
load generator waits for does not count.
"""
import http.client
import socket
import sys
import time

COUNT, PER_SECOND = 3000, 200
EVENT = b'{"topic":"nobody.reads","data":1}'

connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
connection.connect()
connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
millis = []
begin = time.perf_counter()
for i in range(COUNT):
    time.sleep(max(0, begin + i / PER_SECOND - time.perf_counter()))
    sent = time.perf_counter()
    connection.request("POST", "/events", EVENT, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        sys.exit(f"status {answer.status}")
    millis.append(1000 * (time.perf_counter() - sent))
millis.sort()
print("round trip " + "  ".join(f"{name} {millis[int(COUNT * share)]:.2f} ms" for name, share in
                                (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999))))
