"""The brief of a session is ready: from the appointment to the therapist's phone."""

import json

import pytest
from sqlalchemy import delete, update

from api.platform.db import transaction
from api.tables import Account, Appointment, CareLink, Client, SignIn
from tests.acting.briefing import book, brief_rows, briefs, change, lead
from tests.acting.care import at, body_of, problem
from tests.acting.practice import discharge, reassign
from tests.acting.reminding import deliver
from tests.push.claims_by_hand import claim_due, dispatch_claim
from tests.push.rig import ANA, BEN, Rig, monday

SENT = [("02 13:00", "sent", None)]


async def end_of_turn(rig: Rig, wall: str = "14:00") -> tuple[str, str | None]:
    """Return what became of the only brief, which left for nobody."""
    assert await rig.turn_at(wall) == []
    ((_, *end),) = await brief_rows(rig.care)
    return end[0], end[1]


async def change_rows(rig: Rig, model: type, *which: object, **values: object) -> None:
    """Change what is stored, without anyone who would bring the reminders in line with it."""
    async with transaction(rig.care.sessions) as session:
        await session.execute(update(model).where(*which).values(**values))


async def test_ben_is_told_once_and_ana_is_not(both: Rig) -> None:
    assert await both.turn_at("13:59:59") == []
    assert await both.turn_at("14:00") == [BEN]
    for wall in ("14:00:01", "14:30", "15:00", "15:30"):
        assert await both.turn_at(wall) == [BEN]
    assert await brief_rows(both.care) == SENT
    assert await both.deliveries() == {BEN: "accepted"}


async def test_it_leaves_for_a_phone_whose_sign_in_is_over_which_may_not_read_the_brief(
    both: Rig,
) -> None:
    ended = {"expires_at": monday("13:00")}
    await change_rows(both, SignIn, SignIn.account_id == both.care.ben.id, **ended)
    assert await both.turn_at("14:00") == [BEN]
    assert problem(await both.care.ben.get("/v1/me/briefs")) == (401, "sign_in_expired")


async def test_it_says_that_a_brief_is_ready_and_nothing_of_her(both: Rig) -> None:
    await both.turn_at("14:00")
    (entry,) = both.stub.accepted
    (row,) = await briefs(both.care)
    message = entry["message"]
    link = f"carryover://reminders/{row.id}"
    assert message["data"] == {"reminder_id": str(row.id), "link": link}
    assert message["android"]["notification"]["title_loc_key"] == "brief_title"
    assert message["android"]["notification"]["body_loc_key"] == "brief_body"
    alert = message["apns"]["payload"]["aps"]["alert"]
    assert (alert["title"], alert["body"]) == ("Hay un resumen listo", "Ya puedes leerlo")
    assert message["android"]["ttl"] == "3600s"
    for private in ("Ana", str(both.care.ana.id), str(row.subject_id), str(both.care.ben.id)):
        assert private not in json.dumps(message)


async def test_it_leaves_at_night_and_however_many_there_are(rig: Rig) -> None:
    await rig.phone(BEN, rig.care.ben)
    rig.move(at(2026, 3, 2, 1))
    for minute in range(8):
        await book(rig.care, f"2026-03-02T03:{minute:02}:00Z")
    rig.move(at(2026, 3, 2, 2, 30))
    await rig.worker.turn()
    assert rig.pushed == [BEN] * 8
    assert {(state, reason) for _, state, reason in await brief_rows(rig.care)} == {("sent", None)}


async def test_one_does_not_wait_for_another_nor_speak_for_it(both: Rig) -> None:
    await book(both.care, "2026-03-02T14:05:00Z")
    assert await both.turn_at("14:00") == [BEN]
    assert await both.turn_at("14:05") == [BEN, BEN]


async def test_the_clients_own_reminders_go_on_as_ever(both: Rig) -> None:
    await both.prefer(reminder_cap=1)
    await both.care.prescribe("14:00")
    assert sorted(await both.turn_at("14:00")) == [ANA, BEN]
    assert (await both.ends())["14:00"] == ("sent", None)


async def test_after_the_session_began_nothing_leaves(both: Rig) -> None:
    assert await end_of_turn(both, "15:00") == ("expired", "expired")


async def test_without_a_phone_it_is_left_out(rig: Rig) -> None:
    await rig.phone(ANA)
    await book(rig.care)
    assert await end_of_turn(rig) == ("skipped", "no_device")


async def test_what_is_due_at_once_leaves_at_once(rig: Rig) -> None:
    await rig.phone(BEN, rig.care.ben)
    await book(rig.care, "2026-03-02T08:20:00Z")
    assert await rig.turn_at("09:00") == [BEN]


async def test_a_moved_session_is_told_of_at_its_new_time_alone(both: Rig) -> None:
    (row,) = await briefs(both.care)
    await change(both.care, {"id": str(row.subject_id)}, starts_at="2026-03-02T16:00:00Z")
    assert await both.turn_at("14:30") == []
    assert await both.turn_at("16:00") == [BEN]


async def test_one_that_was_told_of_is_not_told_of_again_that_day(both: Rig) -> None:
    await both.turn_at("14:00")
    (row,) = await briefs(both.care)
    session = {"id": str(row.subject_id)}
    await change(both.care, session, starts_at="2026-03-02T17:00:00Z")
    assert await both.turn_at("17:30") == [BEN]
    await change(both.care, session, starts_at="2026-03-03T14:00:00Z")
    both.move(at(2026, 3, 3, 13))
    await both.worker.turn()
    assert both.pushed == [BEN, BEN]


async def test_who_has_read_the_brief_that_day_is_not_told(both: Rig) -> None:
    both.move(monday("09:30"))
    body_of(await both.care.ben.post(f"/v1/clients/{both.care.ana.id}/brief/read"), 201)
    assert await end_of_turn(both) == ("skipped", "done")


async def test_what_was_read_the_day_before_is_told_again(both: Rig) -> None:
    await change(
        both.care, {"id": str((await briefs(both.care))[0].subject_id)}, status="cancelled"
    )
    body_of(await both.care.ben.post(f"/v1/clients/{both.care.ana.id}/brief/read"), 201)
    await book(both.care, "2026-03-03T14:00:00Z")
    both.move(at(2026, 3, 3, 13))
    await both.worker.turn()
    assert both.pushed == [BEN]


@pytest.mark.parametrize(
    ("status", "pushed"), [("completed", [BEN]), ("missed", []), ("cancelled", [])]
)
async def test_a_session_in_between_makes_it_another_brief(
    both: Rig, status: str, pushed: list[str]
) -> None:
    body_of(await both.care.ben.post(f"/v1/clients/{both.care.ana.id}/brief/read"), 201)
    both.move(monday("11:00"))
    await book(both.care, "2026-03-02T09:00:00Z", status=status)
    assert await both.turn_at("14:00") == pushed


async def test_what_another_therapist_read_is_not_read_by_ben(both: Rig) -> None:
    await reassign(both.care, both.care.cast.dora)
    body_of(await both.care.cast.dora.post(f"/v1/clients/{both.care.ana.id}/brief/read"), 201)
    await reassign(both.care, both.care.ben)
    assert await both.turn_at("14:00") == [BEN]


async def test_after_a_hand_over_the_other_phone_is_told(both: Rig) -> None:
    await both.phone("dora-phone", both.care.cast.dora)
    await reassign(both.care, both.care.cast.dora)
    assert await both.turn_at("14:00") == ["dora-phone"]


async def test_after_a_discharge_nobody_is_told(both: Rig) -> None:
    await discharge(both.care)
    assert await end_of_turn(both) == ("cancelled", "discharged")


# What changed without a word to the reminders, as by an older version, is seen as they leave.
NOT_HERS, NOT_TO_BE = ("cancelled", "discharged"), ("cancelled", "plan_changed")
UNSEEN = [
    (Appointment, {"status": "cancelled"}, NOT_TO_BE),
    (Appointment, {"status": "completed"}, NOT_TO_BE),
    (Appointment, {"starts_at": at(2026, 3, 2, 14, 30)}, NOT_TO_BE),
    (Account, {"brief_lead_min": None}, NOT_TO_BE),
    (Account, {"deactivated_at": at(2026, 3, 2, 8)}, NOT_HERS),
    (CareLink, {"ended_at": at(2026, 3, 2, 8)}, NOT_HERS),
    (Client, {"discharged_at": at(2026, 3, 2, 8)}, NOT_HERS),
    (Client, {"sharing_withdrawn_at": at(2026, 3, 2, 8)}, NOT_HERS),
]


@pytest.mark.parametrize(("model", "values", "end"), UNSEEN)
async def test_what_no_longer_holds_does_not_leave(
    both: Rig, model: type, values: dict[str, object], end: tuple[str, str]
) -> None:
    await change_rows(both, model, **values)
    assert await end_of_turn(both) == end


async def test_the_brief_of_who_was_erased_does_not_leave(both: Rig) -> None:
    async with transaction(both.care.sessions) as session:
        await session.execute(delete(Account).where(Account.id == both.care.ana.id))
    assert await end_of_turn(both) == ("cancelled", "discharged")


async def test_what_is_put_off_is_taken_out_of_a_workers_hand(both: Rig) -> None:
    both.move(monday("14:00"))
    claimed = await claim_due(both)
    await lead(both.care.ben, 30)
    assert await dispatch_claim(both, claimed) == []
    assert await both.turn_at("14:30") == [BEN]


async def test_what_is_on_its_way_is_not_touched(both: Rig) -> None:
    both.move(monday("14:00"))
    await claim_due(both)
    (row,) = await briefs(both.care)
    await deliver(both.care, row, BEN, state="dispatching")
    await lead(both.care.ben, 30)
    assert await brief_rows(both.care) == [("02 13:00", "claimed", None)]


async def test_a_busy_service_is_asked_again_while_the_session_is_to_come(rig: Rig) -> None:
    await rig.phone(BEN, rig.care.ben)
    await book(rig.care)
    rig.stub.script("503", times=1)
    assert await rig.turn_at("14:00") == []
    assert (await brief_rows(rig.care))[0][1] == "scheduled"
    assert await rig.turn_at("14:05") == [BEN]
    assert await brief_rows(rig.care) == SENT
