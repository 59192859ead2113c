"""Sends CloudEvents with the SDK for Python: structured, binary, and two in one batch."""

import json
import sys

import httpx
from cloudevents.core.bindings.http import to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

url, secret, subject = sys.argv[1:]


def event_of(mode: str) -> CloudEvent:
    attributes = {
        "id": f"{subject}-{mode}",
        "source": "/shops/7",
        "type": "Purchase",
        "specversion": "1.0",
        "subject": subject,
        "datacontenttype": "application/json",
    }
    return CloudEvent(attributes, {"mode": mode, "amount": 12.5})


def send(headers: dict[str, str], body: bytes) -> None:
    answer = httpx.post(url, headers={**headers, "x-api-key": secret}, content=body)
    assert answer.status_code == 202, answer.text


for write, mode in ((to_structured, "structured"), (to_binary, "binary")):
    message = write(event_of(mode), JSONFormat())
    send(message.headers, message.body)

batch = [json.loads(JSONFormat().write(event_of(f"batched-{n}"))) for n in (1, 2)]
send({"content-type": "application/cloudevents-batch+json"}, json.dumps(batch).encode())
