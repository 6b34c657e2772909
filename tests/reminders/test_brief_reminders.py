"""The reminder of a brief is written, moved and ended with all that it depends on."""

from datetime import date, timedelta

import pytest

from api.platform.db import transaction
from tests.acting.briefing import SESSION, book, brief_recipients, brief_rows, briefs, change, lead
from tests.acting.care import at, body_of, problem, refusals
from tests.acting.planning import update_reminder
from tests.acting.practice import act_on_client, deactivate, discharge, reassign

DUE = ("02 13:00", "scheduled", None)
OVER = ("02 13:00", "cancelled", "plan_changed")
NO_LONGER_HERS = ("02 13:00", "cancelled", "discharged")


async def test_a_planned_session_has_its_brief_an_hour_before(care):
    session = await book(care)
    (row,) = await briefs(care)
    assert (row.account_id, str(row.subject_id)) == (care.ben.id, session["id"])
    assert (row.slot, row.prescription_id) == (f"brief:{care.ben.id}", None)
    assert row.plan_revision == 0
    assert (row.due_at, row.expires_at) == (at(2026, 3, 2, 13), at(2026, 3, 2, 14))
    assert row.due_at <= row.next_attempt_at <= row.due_at + timedelta(minutes=1)
    assert (row.local_date, row.state) == (date(2026, 3, 2), "scheduled")


async def test_one_of_next_month_has_it_at_once_too_on_its_date_where_ben_is(care):
    await book(care, "2026-04-01T22:30:00Z")
    (row,) = await briefs(care)
    assert (row.due_at, row.local_date) == (at(2026, 4, 1, 21, 30), date(2026, 4, 2))


@pytest.mark.parametrize("status", ["completed", "missed", "cancelled"])
async def test_a_session_that_is_not_to_come_has_none(care, status):
    await book(care, "2026-03-02T07:00:00Z", status=status)
    await book(care, "2026-03-02T06:00:00Z")
    await book(care, status="cancelled")
    assert await briefs(care) == []


async def test_what_is_planned_twenty_minutes_ahead_is_due_at_once(care):
    await book(care, "2026-03-02T08:20:00Z")
    (row,) = await briefs(care)
    assert (row.due_at, row.expires_at) == (care.clock.at, at(2026, 3, 2, 8, 20))
    before = row.next_attempt_at
    care.advance(minutes=5)
    (session,) = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/appointments"))["items"]
    await change(care, session, note="By tram.")
    (row,) = await briefs(care)
    # It has been due since, and is not due anew with each edit.
    assert (row.due_at, row.next_attempt_at) == (at(2026, 3, 2, 8), before)


async def test_it_leaves_before_the_session_however_late_its_turn_would_be(care):
    care.move(2026, 3, 2, 8, 19, 59)
    await book(care, "2026-03-02T08:20:00Z")
    (row,) = await briefs(care)
    assert row.next_attempt_at == row.due_at == care.clock.at


async def test_it_moves_with_the_session_within_the_day(care):
    session = await book(care)
    await change(care, session, starts_at="2026-03-02T16:30:00Z")
    assert await brief_rows(care) == [("02 15:30", "scheduled", None)]
    (row,) = await briefs(care)
    assert row.expires_at == at(2026, 3, 2, 16, 30)


@pytest.mark.parametrize(
    ("starts_at", "due"), [("08:58", "02 08:00"), ("09:03", "02 08:03"), ("09:30", "02 08:30")]
)
async def test_what_has_been_due_is_not_told_earlier_than_she_asked(care, starts_at, due):
    session = await book(care, "2026-03-02T08:50:00Z")
    care.advance(minutes=5)
    await change(care, session, starts_at=f"2026-03-02T{starts_at}:00Z")
    assert await brief_rows(care) == [(due, "scheduled", None)]


async def test_it_moves_with_the_session_to_another_day_and_back(care):
    session = await book(care)
    await change(care, session, starts_at="2026-03-04T14:00:00Z")
    assert await brief_rows(care) == [OVER, ("04 13:00", "scheduled", None)]
    await change(care, session, starts_at=SESSION)
    assert await brief_rows(care) == [DUE, ("04 13:00", "cancelled", "plan_changed")]


async def test_a_session_moved_to_begin_in_half_an_hour_is_told_of_at_once(care):
    session = await book(care)
    await change(care, session, starts_at="2026-03-02T08:30:00Z")
    assert await brief_rows(care) == [("02 08:00", "scheduled", None)]


async def test_a_therapist_whose_phone_is_where_the_session_is_tomorrow_is_not_told_twice(care):
    session = await book(care, "2026-03-02T16:00:00Z")
    (told,) = await briefs(care)
    await update_reminder(care, told, state="sent")
    phone = {"platform": "ios", "target": {"kind": "token", "value": "t"}, "timezone": "Asia/Tokyo"}
    body_of(await care.ben.put("/v1/me/devices/bens", phone), 201)
    await change(care, session, note="Bring the scan.")
    assert [(row.id, row.state) for row in await briefs(care)] == [(told.id, "sent")]
    # Another day is another session to be told of.
    await change(care, session, starts_at="2026-03-03T16:00:00Z")
    assert [row.state for row in await briefs(care)] == ["sent", "scheduled"]


async def test_it_ends_with_a_cancelled_session_and_comes_back_with_it(care):
    session = await book(care)
    await change(care, session, status="cancelled")
    assert await brief_rows(care) == [OVER]
    await change(care, session, status="planned")
    assert await brief_rows(care) == [DUE]
    await change(care, session, starts_at="2026-03-01T14:00:00Z")
    assert await brief_rows(care) == [OVER]


@pytest.mark.parametrize("status", ["completed", "missed"])
async def test_what_no_worker_told_in_time_is_left_to_expire(care, status):
    session = await book(care)
    care.move(2026, 3, 2, 15)
    await change(care, session, status=status)
    assert await brief_rows(care) == [DUE]


async def test_an_hour_is_the_usual_and_a_therapist_chooses_another(care):
    assert body_of(await care.ben.get("/v1/me/brief-reminder")) == {"lead_min": 60}
    await book(care)
    await book(care, "2026-03-05T14:00:00Z")
    for minutes, first, second in ((5, "02 13:55", "05 13:55"), (1440, "02 08:00", "04 14:00")):
        await lead(care.ben, minutes)
        assert [when for when, *_ in await brief_rows(care)] == [first, second]
        assert body_of(await care.ben.get("/v1/me/brief-reminder")) == {"lead_min": minutes}
    assert body_of(await care.cast.dora.get("/v1/me/brief-reminder")) == {"lead_min": 60}


async def test_without_a_lead_time_there_is_none_until_there_is_one_again(care):
    await book(care)
    await lead(care.ben, None)
    assert await brief_rows(care) == [OVER]
    await book(care, "2026-03-05T14:00:00Z")
    assert await brief_rows(care) == [OVER]
    await lead(care.ben, 60)
    assert await brief_rows(care) == [DUE, ("05 13:00", "scheduled", None)]


async def test_nobody_elses_briefs_move_with_my_lead_time(care):
    path = f"/v1/clients/{care.cast.cy.id}/appointments"
    body_of(await care.cast.dora.post(path, {"starts_at": SESSION}), 201)
    await lead(care.ben, 30)
    assert await brief_rows(care) == [DUE]
    assert await brief_recipients(care) == ["dora"]


@pytest.mark.parametrize(
    ("lead_min", "code"),
    [(4, "greater_than_equal"), (1441, "less_than_equal"), ("60", "int_type"), (7.5, "int_type")],
)
async def test_a_lead_time_that_cannot_be_is_refused(care, lead_min, code):
    answer = await care.ben.patch("/v1/me/brief-reminder", {"lead_min": lead_min})
    assert refusals(answer) == [("/lead_min", code)]
    assert refusals(await care.ben.patch("/v1/me/brief-reminder", {})) == [("/lead_min", "missing")]
    assert body_of(await care.ben.get("/v1/me/brief-reminder")) == {"lead_min": 60}


async def test_a_client_has_no_lead_time(care):
    for answer in (
        await care.ana.get("/v1/me/brief-reminder"),
        await care.ana.patch("/v1/me/brief-reminder", {"lead_min": 30}),
        await care.ana.get("/v1/me/briefs"),
    ):
        assert problem(answer) == (403, "forbidden")


async def test_it_ends_with_a_discharge_and_comes_back_with_her(care):
    await book(care)
    await discharge(care)
    assert await brief_rows(care) == [NO_LONGER_HERS]
    body_of(await act_on_client(care.ben, care.ana, "readmit"))
    assert await brief_rows(care) == [DUE]


async def test_it_ends_as_she_shares_no_longer_and_comes_back_as_she_does(care):
    await book(care)
    body_of(await care.ana.put("/v1/me/consents", {"share_with_therapist": False}))
    assert await brief_rows(care) == [NO_LONGER_HERS]
    body_of(await care.ana.put("/v1/me/consents", {"share_with_therapist": True}))
    assert await brief_rows(care) == [DUE]


async def test_she_who_comes_back_within_the_hour_is_told_of_at_once(care):
    await book(care)
    await discharge(care)
    care.move(2026, 3, 2, 13, 30)
    body_of(await act_on_client(care.ben, care.ana, "readmit"))
    assert await brief_rows(care) == [("02 13:30", "scheduled", None)]


async def test_who_takes_her_over_is_told_by_her_own_lead_time(care):
    await lead(care.cast.dora, 30)
    await book(care)
    await reassign(care, care.cast.dora)
    assert await brief_rows(care) == [NO_LONGER_HERS, ("02 13:30", "scheduled", None)]
    assert await brief_recipients(care) == ["dora"]
    await reassign(care, care.ben)
    assert await brief_rows(care) == [DUE, ("02 13:30", "cancelled", "discharged")]
    assert await brief_recipients(care) == ["ben"]
    assert [row.account_id for row in await briefs(care)] == [care.ben.id, care.cast.dora.id]


async def test_of_two_who_care_for_her_it_is_for_who_noted_the_session(care, casting):
    dora = care.cast.dora
    async with transaction(casting._sessions) as session:
        session.add(casting._ties(await care.account(), dora)[1])
    await book(care)
    await book(care, "2026-03-03T14:00:00Z", by=dora)
    assert await brief_recipients(care) == ["ben", "dora"]
    await lead(care.ben, None)
    # She who holds the session wants no reminder: it is not for another.
    assert await brief_recipients(care) == ["dora"]


async def test_who_is_deactivated_is_told_nothing_until_she_is_back(care):
    cys = f"/v1/clients/{care.cast.cy.id}/appointments"
    body_of(await care.cast.dora.post(cys, {"starts_at": SESSION}), 201)
    body_of(await deactivate(care, care.cast.dora))
    assert await brief_rows(care) == [NO_LONGER_HERS]
    body_of(await care.ben.post(f"/v1/therapists/{care.cast.dora.id}/reactivate"))
    assert await brief_rows(care) == [DUE]
    assert await brief_recipients(care) == ["dora"]


async def test_what_a_deactivated_therapist_planned_is_her_successors(care):
    cys = f"/v1/clients/{care.cast.cy.id}/appointments"
    body_of(await care.cast.dora.post(cys, {"starts_at": SESSION}), 201)
    body_of(await deactivate(care, care.cast.dora, to=care.ben))
    assert sorted(await brief_rows(care)) == [NO_LONGER_HERS, DUE]
    assert await brief_recipients(care) == ["ben"]
