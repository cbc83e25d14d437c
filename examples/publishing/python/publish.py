"""Publishes with Python's standard library: publish.py URL KEY EVENT, where the event, or an array of them, is JSON"""

import json
import random
import sys
import time
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

TRY_SECONDS = 240  # four minutes: the hub remembers a key for five


def publish(url, key, event, headers={}):
    """Returns the hub's answer, {"id"} or {"ids"}. Raises HTTPError if it refuses the event, OSError if it cannot be reached for long."""
    fields = {**headers, "Content-Type": "application/json", "Idempotency-Key": key}
    request = Request(url, json.dumps(event).encode(), fields)
    end = time.monotonic() + TRY_SECONDS
    pause = 0.25
    while True:
        wait = pause * random.uniform(0.5, 1.5)
        try:
            with urlopen(request, timeout=30) as response:
                return json.load(response)
        except HTTPError as answer:
            failure = answer
            if answer.code < 500 and answer.code not in (408, 429):
                raise
            wait = max(wait, float(answer.headers.get("Retry-After") or 0))
        except (OSError, HTTPException, ValueError) as unanswered:
            failure = unanswered  # it may have been published: the same key again tells
        if time.monotonic() + wait > end:
            raise failure
        time.sleep(wait)
        pause = min(2 * pause, 10)


if __name__ == "__main__":
    hub, event_key, text = sys.argv[1:]
    try:
        print(json.dumps(publish(hub, event_key, json.loads(text))))
    except HTTPError as refusal:
        sys.exit(f"refused: {refusal.code} {refusal.read().decode()}")
