"""Reporting red flags and painful exercises, and reading the events, pauses and alerts."""

from collections.abc import Sequence
from uuid import uuid4

from httpx2 import Response
from sqlalchemy import select

from api.tables import Alert, PrescriptionPause, SafetyEvent
from tests.acting.care import Care, Json, body_of, on

MONDAY = on(3, 2)
NIGHT_PAIN, CHEST, CLOT = "constant_night_pain", "chest_pain_or_breathlessness", "swollen_hot_calf"


async def flag(care: Care, *codes: str, day: str = MONDAY, **answers: object) -> Response:
    """Send a check-in with these red flags."""
    return await care.check_in(day, red_flags=list(codes), **answers)


async def events(care: Care) -> Sequence[SafetyEvent]:
    query = select(SafetyEvent).where(SafetyEvent.client_id == care.ana.id)
    return await care.rows(query.order_by(SafetyEvent.created_at, SafetyEvent.id))


async def codes(care: Care) -> list[str]:
    return [event.code for event in await events(care)]


async def pauses(care: Care, item: Json) -> list[PrescriptionPause]:
    query = select(PrescriptionPause).order_by(PrescriptionPause.from_at, PrescriptionPause.safety)
    return [row for row in await care.rows(query) if str(row.prescription_id) == item["id"]]


async def alerts(care: Care, **asked: str) -> list[Json]:
    found: list[Json] = body_of(await care.ben.get("/v1/alerts", params=asked))["items"]
    return found


async def stored_alerts(care: Care) -> Sequence[Alert]:
    return await care.rows(select(Alert).where(Alert.client_id == care.ana.id))


async def state(care: Care, item: Json) -> str:
    return str(body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))["state"])


def safety_text_keys(answer: Response) -> list[str]:
    """Return the keys of the safety texts in an answer."""
    assert answer.status_code in (200, 201), answer.text
    return [text["key"] for text in answer.json()["safety_texts"]]


async def resume(care: Care, item: Json, note: str = "Seen today.") -> Json:
    return await care.act_on(item, "resume", {"note": note})


async def log_pain(care: Care, item: Json, day: str = MONDAY, slot: str = "20:00", **said: object):
    """Log a slot as done, with the pain reported for it."""
    said.setdefault("id", str(uuid4()))
    return await care.log(item, day, slot, **said)
