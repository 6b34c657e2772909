"""Sending requests with an Idempotency-Key, and sending them again."""

from httpx2 import Response
from sqlalchemy import func, select

from api.tables import Base
from tests.acting.care import Care, Json
from tests.cast import Person

KEY = "8e03978e-40d5-43e8-bc93-6894a57f9324"
ITEM = {"exercise": "chin-tuck", "schedule": {"times": ["08:00"]}}
# What differs between two answers by nature, whatever they say.
OWN = ("x-request-id", "idempotency-replayed")


def prescriptions(care: Care) -> str:
    return f"/v1/clients/{care.ana.id}/prescriptions"


async def send(me: Person, path: str, body: Json | None = None, key: str = KEY) -> Response:
    return await me.post(path, body, headers={"idempotency-key": key})


async def count(care: Care, model: type[Base]) -> int:
    (found,) = await care.rows(select(func.count()).select_from(model))
    return int(found)


def is_replay_of(first: Response, again: Response) -> bool:
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    told = [{k: v for k, v in each.headers.items() if k not in OWN} for each in (first, again)]
    return (
        first.status_code == again.status_code
        and first.content == again.content
        and told[0] == told[1]
    )


def excused(first: str, last: str) -> Json:
    return {"from": f"2026-03-{first}", "to": f"2026-03-{last}", "reason": "sick"}


SICK = excused("02", "03")
