"""Sign in, read today, check in and be refused, with what openapi-python-client made."""

import json
import os
from datetime import datetime
from uuid import UUID

from opc.api.accounts import sign_in
from opc.api.check_ins import put_check_in
from opc.api.today import get_today
from opc.client import AuthenticatedClient, Client
from opc.models import (
    CheckInIn,
    Problem,
    SignInIn,
    StoredCheckIn,
    TodayOut,
    TokensOut,
    UploadProblem,
)

url = os.environ["API_URL"]
who = SignInIn(email=os.environ["API_EMAIL"], password=os.environ["API_PASSWORD"])
tokens = sign_in.sync(client=Client(base_url=url), body=who)
assert isinstance(tokens, TokensOut), tokens
client = AuthenticatedClient(base_url=url, token=tokens.access_token)

today = get_today.sync(client=client)
assert isinstance(today, TodayOut), today

check_in = CheckInIn(
    id=UUID(os.environ["API_CHECK_IN"]),
    recorded_at=datetime.fromisoformat(os.environ["API_RECORDED_AT"]),
    pain_average=4,
)
stored = put_check_in.sync(today.on, client=client, body=check_in)
assert isinstance(stored, StoredCheckIn), stored

check_in.pain_average = 11
refused = put_check_in.sync(today.on, client=client, body=check_in)
assert isinstance(refused, Problem | UploadProblem), refused

print(
    json.dumps(
        {
            "exercises": [item.exercise.slug for item in today.items],
            "recordedAt": stored.recorded_at.isoformat().replace("+00:00", "Z"),
            "painAverage": stored.pain_average,
            "painWorst": stored.pain_worst,
            "problem": refused.code,
            "pointer": refused.errors[0].pointer,
        }
    )
)
