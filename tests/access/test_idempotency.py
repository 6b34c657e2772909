"""POSTs that create are safe to send again with their Idempotency-Key."""

import json
from typing import Any

import pytest
from fastapi import FastAPI

from api.tables import (
    Acknowledgement,
    ExcusedPeriod,
    KeptAnswer,
    Prescription,
)
from tests.acting.care import Json, body_of, problem, refusals
from tests.acting.credentials import BEN, give_password
from tests.acting.passkeys import MINE, SoftKey, options_to_add
from tests.acting.planning import update_reminder
from tests.acting.practice import THERAPISTS, at_work
from tests.acting.repeating import (
    ITEM,
    KEY,
    SICK,
    count,
    excused,
    is_replay_of,
    prescriptions,
    send,
)
from tests.cast import Person


def creating(app: FastAPI) -> dict[str, Any]:
    """Return every POST that can answer 201, from the description."""
    return {
        path: methods["post"]
        for path, methods in app.openapi()["paths"].items()
        if "201" in methods.get("post", {}).get("responses", {})
    }


async def test_every_post_that_creates_is_described_with_the_key_and_its_refusals(app):
    found = creating(app)
    assert len(found) >= 12
    for path, operation in found.items():
        (key,) = [p for p in operation["parameters"] if p["name"] == "Idempotency-Key"]
        assert (key["in"], key["required"]) == ("header", False), path
        assert {"409", "422"} <= operation["responses"].keys(), path
        assert "Idempotency-Replayed" in operation["responses"]["201"]["headers"], path
        assert operation["responses"]["201"]["content"], path
    others = [
        operation
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
        if method != "post" or path not in found
    ]
    for operation in others:
        names = [p["name"] for p in operation.get("parameters", [])]
        assert "Idempotency-Key" not in names or operation["operationId"] == "redeem_invite"


async def test_the_same_request_again_is_answered_the_same_and_creates_once(care):
    first = await send(care.ben, prescriptions(care), ITEM)
    care.advance(hours=23)
    again = await send(care.ben, prescriptions(care), ITEM)
    assert is_replay_of(first, again)
    assert body_of(again, 201)["version"] == 1
    assert await count(care, Prescription) == 1


async def test_every_post_that_creates_creates_once(care, app):
    client = f"/v1/clients/{care.ana.id}"
    item = (await care.prescribe("10:00"))["id"]
    care.move(2026, 3, 2, 9, 1)
    reminder = (await care.reminders())["2026-03-02", "10:00"]
    await update_reminder(care, reminder, state="sent")
    phone = {"platform": "android", "target": {"kind": "fid", "value": "x"}, "locale": "en"}
    phone |= {"app_version": "1.0.0", "timezone": "Europe/Berlin"}
    body_of(await care.ana.put("/v1/me/devices/phone", phone), 201)
    dan = await at_work(care, "Dan")
    await give_password(care, care.ben, BEN)
    asked: dict[str, tuple[Person, str, Json | None]] = {
        "/v1/clients": (care.ben, "/v1/clients", {"name": "Ida", "timezone": "Europe/Berlin"}),
        "/v1/clients/{client_id}/invites": (care.ben, f"{client}/invites", None),
        "/v1/clients/{client_id}/excused": (care.ben, f"{client}/excused", excused("16", "17")),
        "/v1/clients/{client_id}/prescriptions": (care.ben, prescriptions(care), ITEM),
        "/v1/clients/{client_id}/goals": (care.ben, f"{client}/goals", {"text": "Lift my child"}),
        "/v1/clients/{client_id}/appointments": (
            care.ben, f"{client}/appointments", {"starts_at": "2026-03-09T10:00:00Z"}
        ),
        "/v1/clients/{client_id}/episodes": (
            care.ben, f"{client}/episodes", {"starts_on": "2026-03-09"}
        ),
        "/v1/clients/{client_id}/brief/read": (care.ben, f"{client}/brief/read", None),
        "/v1/therapists": (care.ben, THERAPISTS, {"name": "Eli"}),
        "/v1/therapists/{therapist_id}/invites": (care.ben, f"{THERAPISTS}/{dan.id}/invites", None),
        "/v1/me/excused": (care.ana, "/v1/me/excused", excused("18", "19")),
        "/v1/me/acknowledgements": (
            care.ana, "/v1/me/acknowledgements", {"prescription_id": item, "version": 1}
        ),
        "/v1/me/devices/{installation_id}/test-push": (
            care.ana, "/v1/me/devices/phone/test-push", None
        ),
        "/v1/me/reminders/{reminder_id}/snooze": (
            care.ana, f"/v1/me/reminders/{reminder.id}/snooze", {"minutes": 15}
        ),
        MINE: (care.ben, MINE, SoftKey().make(await options_to_add(care.ben))),
    }  # fmt: skip
    assert asked.keys() == creating(app).keys()
    for name, (me, path, body) in asked.items():
        first = await send(me, path, body, key=f"key-of-{name}")
        assert first.status_code == 201, (name, first.text)
        again = await send(me, path, body, key=f'"key-of-{name}"')
        assert is_replay_of(first, again), name
    assert await count(care, KeptAnswer) == len(asked)
    assert await count(care, Acknowledgement) == 1
    assert await count(care, ExcusedPeriod) == 2


async def test_without_a_key_each_request_creates(care):
    for _ in range(2):
        answer = await care.ben.post(prescriptions(care), ITEM)
        assert answer.status_code == 201
        assert "idempotency-replayed" not in answer.headers
    assert await count(care, Prescription) == 2
    assert await count(care, KeptAnswer) == 0


async def test_another_body_is_refused_and_another_order_of_it_is_no_other_body(care):
    first = await send(care.ben, prescriptions(care), ITEM)
    for body in (ITEM | {"max_pain": 4}, ITEM | {"exercise": "cat-cow"}, {"nonsense": 1}, None):
        answer = await send(care.ben, prescriptions(care), body)
        assert problem(answer) == (422, "idempotency_key_reused")
    turned = json.dumps(dict(reversed(ITEM.items())), indent=2)
    headers = {"idempotency-key": KEY, "content-type": "application/json"}
    again = await care.ben.call("POST", prescriptions(care), content=turned, headers=headers)
    assert is_replay_of(first, again)
    assert await count(care, Prescription) == 1


async def test_a_key_is_of_one_account_and_one_path(care, casting):
    first = await send(care.ben, "/v1/clients", {"name": "Ida", "timezone": "Europe/Berlin"})
    second = await send(care.cast.dora, "/v1/clients", {"name": "Io", "timezone": "Europe/Berlin"})
    third = await send(care.ben, prescriptions(care), ITEM)
    other = await care.of_someone_new(casting)
    fourth = await send(care.ben, prescriptions(other), ITEM)
    fifth = await send(care.ana, "/v1/me/excused", SICK)
    for answer in (first, second, third, fourth, fifth):
        assert answer.status_code == 201, answer.text
        assert "idempotency-replayed" not in answer.headers


async def test_after_24_hours_a_key_is_as_new(care):
    first = body_of(await send(care.ben, prescriptions(care), ITEM), 201)
    care.advance(hours=24)
    second = await send(care.ben, prescriptions(care), ITEM)
    assert body_of(second, 201)["id"] != first["id"]
    assert "idempotency-replayed" not in second.headers
    care.advance(hours=23)
    assert is_replay_of(second, await send(care.ben, prescriptions(care), ITEM))
    assert (await count(care, Prescription), await count(care, KeptAnswer)) == (2, 1)


async def test_a_refusal_is_not_kept(care):
    refused = await send(care.ben, prescriptions(care), ITEM | {"exercise": "no-such-item"})
    assert refusals(refused) == [("/exercise", "unknown_exercise")]
    assert refusals(await send(care.ben, prescriptions(care), {})) == [("/exercise", "missing")]
    assert await count(care, KeptAnswer) == 0
    assert (await send(care.ben, prescriptions(care), ITEM)).status_code == 201


@pytest.mark.parametrize(
    ("sent", "again"),
    [
        ("a", '"a"'),
        ('"a"', "a"),
        ("~!a@", '  "~!a@" '),
        (r'"a\"b\\c"', r'"a\"b\\c"'),
        ('a"b', r'"a\"b"'),
        (r"a\b", r'"a\\b"'),
        ("x" * 255, f'"{"x" * 255}"'),
    ],
)
async def test_quoted_and_bare_a_key_is_the_same(care, sent, again):
    first = await send(care.ana, "/v1/me/excused", SICK, key=sent)
    assert is_replay_of(first, await send(care.ana, "/v1/me/excused", SICK, key=again))


@pytest.mark.parametrize(
    "key", ["", " ", '""', '"a', '"a"b"', '"', "a b", '"a b"', '"a";v=1', "x" * 256, "a\tb", "é"]
)
async def test_what_is_no_key_is_refused_by_name(care, key):
    headers = [(b"idempotency-key", key.encode("latin-1"))]
    token = (b"authorization", f"Bearer {care.ana.token}".encode())
    answer = await care.ana.http.post("/v1/me/excused", json=SICK, headers=[*headers, token])
    assert refusals(answer) == [("/header/Idempotency-Key", "not_an_idempotency_key")]
    assert await count(care, ExcusedPeriod) == 0
