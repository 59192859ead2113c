"""Reads so many events of a stream with httpx-sse and prints their kinds."""

import json
import sys

import httpx
from httpx_sse import connect_sse

url, token, count = sys.argv[1:]
kinds: list[str] = []
with httpx.Client(headers={"authorization": f"Bearer {token}"}, timeout=30) as client:
    with connect_sse(client, "GET", url) as source:
        for event in source.iter_sse():
            assert json.loads(event.data)["kind"] == event.event and event.id, event
            kinds.append(event.event)
            if len(kinds) == int(count):
                break
print(json.dumps(kinds))
