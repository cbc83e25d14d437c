"""Follows a stream over any number of connections, with Python's standard library: follow.py URL"""

import sys
import time
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def events(url, last_event_id="", headers={}):
    """Yields (id, type, data) of each event. Raises HTTPError if the hub refuses it for good."""
    pause = 2.0
    while True:
        fields = {"Accept": "text/event-stream", **headers}
        if last_event_id:
            fields["Last-Event-ID"] = last_event_id
        try:
            # After 45 s, three heartbeats, without a byte the connection is dead.
            with urlopen(Request(url, headers=fields), timeout=45) as stream:
                block_id, event_type, data = last_event_id, "message", []
                for line in stream:
                    name, _, value = line.decode("utf-8", "replace").rstrip("\r\n").partition(":")
                    value = value.removeprefix(" ")
                    if name == "id":
                        block_id = value
                    elif name == "event":
                        event_type = value
                    elif name == "data":
                        data.append(value)
                    elif name == "retry" and value.isdecimal():
                        pause = int(value) / 1000
                    elif line in (b"\n", b"\r\n"):
                        if data:
                            yield block_id, event_type, "\n".join(data)
                        # Only now: what was cut off in the middle of a block comes again.
                        last_event_id, event_type, data = block_id, "message", []
        except HTTPError as refusal:
            if refusal.code < 500 and refusal.code not in (408, 429):
                raise
        except (OSError, HTTPException):
            pass  # cut off, or nobody there
        time.sleep(pause)


if __name__ == "__main__":
    for event_id, event_type, data in events(sys.argv[1]):
        print(event_id, event_type, data, flush=True)
