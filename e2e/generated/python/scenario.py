"""The same scenario with the client that openapi-python-client generates."""

import json
import sys

from client import AuthenticatedClient, Client
from client.api.api_keys import create_api_key
from client.api.events import list_events, send_events
from client.api.login import sign_in
from client.api.quests import create_quest
from client.api.wallets import get_wallet
from client.models import (
    ApiKeyCreate,
    ApiKeyCreateScopesItem,
    PlainEvent,
    Problem,
    QuestCreateFull,
    SignInBody,
)

base_url, name = sys.argv[1:]

signed_in = sign_in.sync(
    client=Client(base_url=base_url),
    body=SignInBody(grant_type="password", username="user", password="password"),
)
users = AuthenticatedClient(base_url=base_url, token=signed_in.access_token)

quest = QuestCreateFull.from_dict(
    {
        "name": name,
        "objectives": {
            "any_of": [
                {"all_of": [{"event": name, "aggregate": "count", "op": ">=", "target": 1}]}
            ]
        },
        "rewards": [{"currency": "gold", "amount": 7}],
        "auto_claim": True,
    }
)
created = create_quest.sync(client=users, body=quest)
assert created.name == name, created
again = create_quest.sync(client=users, body=quest)
assert isinstance(again, Problem), again

key = create_api_key.sync(
    client=users, body=ApiKeyCreate(name=name, scopes=[ApiKeyCreateScopesItem.EVENTSWRITE])
)
server = AuthenticatedClient(
    base_url=base_url, token=key.secret, prefix="", auth_header_name="x-api-key"
)
sent = send_events.sync(
    client=server, body=PlainEvent(type_=name, user_id=name, id=name), prefer="wait=10"
)
result = sent.results[0]
wallet = get_wallet.sync(name, client=users)
events = list_events.sync(client=users, user_id=name, type_=name)

print(
    json.dumps(
        {
            "refused": again.code,
            "status": result.status.value,
            "credited": result.caused.grants[0].credited,
            "gold": wallet.balances["gold"],
            "events": len(events.data),
        }
    )
)
