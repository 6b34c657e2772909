"""What a phone says of a push: once, of its own reminders, and never more than is possible."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response
from sqlalchemy import select

from api.tables import Reminder
from tests.acting.care import Care, body_of, local, on, problem, refusals, stored_of
from tests.acting.planning import claim
from tests.acting.reminding import a_reminder, deliver, deliveries, register, reminder
from tests.cast import Person

# Ana's reminder was due, and left, at 07:00Z; it is 08:00Z.
RECEIVED, OPENED = "2026-03-02T07:00:05Z", "2026-03-02T07:10:00Z"


@pytest.fixture
async def row(care: Care) -> Reminder:
    """Return a reminder that was sent to Ana's phone."""
    await register(care.ana)
    item = await care.prescribe("09:00")
    row = await a_reminder(care, item["id"])
    await deliver(care, row)
    return row


async def report(person: Person, row: Reminder, **said: Any) -> Response:
    return await person.put(f"/v1/me/reminders/{row.id}/receipt", said)


async def test_what_the_phone_reports_is_stored_and_shown(care, row):
    told = stored_of(await report(care.ana, row, received_at=RECEIVED, opened_at=OPENED))
    assert told == {
        "id": str(row.id),
        "source": "prescription",
        "prescription_id": str(row.prescription_id),
        "local_date": on(3, 2),
        "slot": "08:00",
        "due_at": "2026-03-02T07:00:00Z",
        "due_local": local(on(3, 2), "08:00"),
        "expires_at": "2026-03-02T09:00:00Z",
        "state": "sent",
        "reason": None,
        "deliveries": [
            {
                "installation_id": "phone-1",
                "state": "accepted",
                "dispatched_at": "2026-03-02T07:00:00Z",
                "received_at": RECEIVED,
                "opened_at": OPENED,
                "error": None,
            }
        ],
    }


async def test_the_earliest_report_of_each_instant_holds_in_whatever_order_they_come(care, row):
    first = body_of(await report(care.ana, row, received_at=RECEIVED))
    assert body_of(await report(care.ana, row, received_at=RECEIVED)) == first
    body_of(await report(care.ana, row, received_at=OPENED, dismissed_at=OPENED))
    body_of(await report(care.ana, row, received_at=None, dismissed_at=RECEIVED))
    stored = (await deliveries(care))["phone-1"]
    assert stored.received_at.isoformat() == "2026-03-02T07:00:05+00:00"
    assert stored.dismissed_at.isoformat() == "2026-03-02T07:00:05+00:00"
    assert stored.opened_at is None


async def test_what_a_wrong_clock_reports_is_corrected_by_when_it_was_sent(care, row):
    for days in (-9, 9):
        ahead = timedelta(days=days)
        told = {"received_at": datetime.fromisoformat(RECEIVED), "sent_at": care.clock.at}
        wrong = {name: (at + ahead).isoformat() for name, at in told.items()}
        (shown,) = body_of(await report(care.ana, row, **wrong))["deliveries"]
        assert shown["received_at"] == RECEIVED


async def test_a_phones_clock_is_believed_only_between_the_push_and_now(care, row):
    early, late = "2026-03-02T06:00:00Z", "2027-01-01T00:00:00Z"
    (told,) = body_of(await report(care.ana, row, received_at=early, opened_at=late))["deliveries"]
    assert (told["received_at"], told["opened_at"]) == (
        "2026-03-02T07:00:00Z",
        "2026-03-02T08:00:00Z",
    )


async def test_a_receipt_that_says_nothing_is_refused_and_what_is_not_known_is_ignored(care, row):
    for body in ({}, {"received_at": None}, {"installation_id": "phone-1"}):
        assert refusals(await report(care.ana, row, **body)) == [("", "nothing_reported")]
    assert refusals(await report(care.ana, row, opened_at="2026-03-02T07:00:00")) == [
        ("/opened_at", "offset_missing")
    ]
    odd = await report(care.ana, row, opened_at=OPENED, installation_id="has space")
    assert refusals(odd) == [("/installation_id", "string_pattern_mismatch")]
    body_of(await report(care.ana, row, opened_at=OPENED, battery=12))


async def test_nobody_reports_of_another_persons_reminder(care, row):
    for stranger in (care.cast.cy, care.ben):
        refused = await report(stranger, row, opened_at=OPENED, installation_id="phone-1")
        assert problem(refused) == (404, "not_found")
    row.id = uuid4()
    assert problem(await report(care.ana, row, opened_at=OPENED)) == (404, "not_found")


async def test_a_phone_that_changed_hands_cannot_report_for_who_had_it_before(care, row):
    body_of(await care.ana.delete("/v1/me/devices/phone-1"))
    await register(care.cast.cy)
    assert problem(await report(care.cast.cy, row, opened_at=OPENED))[0] == 404
    # She can, from the next phone that she is signed in on.
    body_of(await report(care.ana, row, opened_at=OPENED))


async def test_a_receipt_is_stored_for_the_phone_that_is_signed_in_or_the_one_it_names(care, row):
    second = await care.another_phone()
    await register(second, "phone-2")
    await deliver(care, row, "phone-2", state="dead", error="UNREGISTERED")
    body_of(await report(second, row, received_at=RECEIVED))
    body_of(await report(second, row, opened_at=OPENED, installation_id="phone-1"))
    stored = await deliveries(care)
    assert {
        name: (each.received_at is None, each.opened_at is None) for name, each in stored.items()
    } == {
        "phone-1": (True, False),
        "phone-2": (False, True),
    }
    # What FCM refused for good is not made good by a phone.
    assert stored["phone-2"].state == "dead"


async def test_of_two_installations_of_one_sign_in_the_newer_one_reports(care, row):
    care.advance(minutes=1)
    await register(care.ana, "phone-2")
    await deliver(care, row, "phone-2")
    body_of(await report(care.ana, row, received_at=RECEIVED))
    stored = await deliveries(care)
    assert (stored["phone-1"].received_at, stored["phone-2"].received_at is None) == (None, False)


async def test_without_a_delivery_to_the_phone_there_is_nothing_to_report(care, row):
    named = await report(care.ana, row, opened_at=OPENED, installation_id="phone-9")
    assert problem(named) == (409, "no_delivery")
    item = await care.prescribe("18:00", exercise="cat-cow")
    other = await a_reminder(care, item["id"])
    assert problem(await report(care.ana, other, opened_at=OPENED)) == (409, "no_delivery")
    second = await care.another_phone()
    await register(second, "phone-2")
    await deliver(care, row, "phone-2")
    third = await care.another_phone()
    assert problem(await report(third, row, opened_at=OPENED)) == (409, "no_delivery")


@pytest.mark.parametrize(
    ("state", "reason"), [("unknown", "unknown"), ("retry", "not_accepted_in_time")]
)
async def test_a_receipt_proves_that_an_unclear_push_was_accepted(care, state, reason):
    await register(care.ana)
    item = await care.prescribe("09:00")
    row = await a_reminder(care, item["id"], state="failed", reason=reason)
    await deliver(care, row, state=state, error="worker_lost")
    told = body_of(await report(care.ana, row, received_at=RECEIVED))
    assert (told["state"], told["reason"]) == ("sent", None)
    (delivery,) = told["deliveries"]
    assert (delivery["state"], delivery["error"]) == ("accepted", None)
    stored = await reminder(care, row)
    assert (stored.state, stored.reason, stored.claim_token) == ("sent", None, None)


async def test_what_a_worker_has_in_hand_gets_its_instants_and_nothing_else(care):
    await register(care.ana)
    item = await care.prescribe("09:00")
    row = await a_reminder(care, item["id"], state="scheduled")
    await deliver(care, row, state="dispatching")
    await claim(care, row)
    told = body_of(await report(care.ana, row, received_at=RECEIVED))
    assert (told["state"], told["deliveries"][0]["state"]) == ("claimed", "dispatching")
    assert told["deliveries"][0]["received_at"] == RECEIVED
    care.advance(minutes=2)
    told = body_of(await report(care.ana, row, opened_at=OPENED))
    # The lease is over, the worker gone: the push is known to have arrived, the rest is a worker's.
    assert (told["state"], told["deliveries"][0]["state"]) == ("claimed", "accepted")


async def test_what_ended_for_another_reason_keeps_it(care):
    await register(care.ana)
    item = await care.prescribe("09:00")
    row = await a_reminder(care, item["id"], state="skipped", reason="done")
    await deliver(care, row, state="unknown")
    told = body_of(await report(care.ana, row, received_at=RECEIVED))
    assert (told["state"], told["reason"]) == ("skipped", "done")
    assert told["deliveries"][0]["state"] == "accepted"


async def test_a_therapists_phone_reports_its_test_push(care):
    await register(care.ben, "ben-1")
    made = body_of(await care.ben.post("/v1/me/devices/ben-1/test-push"), 201)
    (row,) = await care.rows(select(Reminder))
    await deliver(care, row, "ben-1")
    told = body_of(await report(care.ben, row, opened_at="2026-03-02T08:00:00Z"))
    assert (told["id"], told["source"]) == (made["reminder_id"], "test")
