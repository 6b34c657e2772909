"""Reminders of the daily check-in: who is asked, when, and what makes them unnecessary."""

from datetime import timedelta

import pytest

from tests.acting.care import at, body_of, on
from tests.acting.credentials import ANA, PASSWORD, invite, redeem
from tests.acting.planning import (
    begin_to_leave,
    claim,
    due_times,
    extend_plan,
    give_email,
    rebuild_plan,
    snapshot,
    update_reminder,
)
from tests.acting.safety import NIGHT_PAIN, flag

MON, TUE, WED = ((on(3, day), "check_in") for day in (2, 3, 4))
OPEN, DONE = ("scheduled", None), ("skipped", "done")
EXCUSED = ("skipped", "excused")


async def ends(care):
    found = await care.states()
    return [found.get(key) for key in (MON, TUE, WED)]


async def prefer(care, **preferences):
    body_of(await care.ana.patch("/v1/me", preferences))


async def test_she_is_asked_each_day_at_half_past_six_for_two_hours(care):
    await give_email(care)
    rows = await care.reminders()
    assert {key: row.due_at for key, row in rows.items()} == {
        MON: at(2026, 3, 2, 17, 30),
        TUE: at(2026, 3, 3, 17, 30),
        WED: at(2026, 3, 4, 17, 30),
    }
    for row in rows.values():
        assert (row.source, row.subject_id, row.prescription_id) == ("check_in", care.ana.id, None)
        assert row.expires_at == row.due_at + timedelta(minutes=120)
        assert (row.state, row.reason) == OPEN


async def test_planning_again_asks_no_second_time(care):
    await give_email(care)
    before = await snapshot(care)
    await extend_plan(care)
    assert await snapshot(care) == before
    await rebuild_plan(care)
    assert len(await snapshot(care)) == len(before)


async def test_who_has_not_redeemed_her_invite_is_not_asked(care):
    await extend_plan(care)
    assert await care.reminders() == {}


@pytest.mark.parametrize("credentials", [{}, {"email": ANA, "password": PASSWORD}])
async def test_whoever_redeems_an_invite_is_asked_the_same_day(care, http, credentials):
    body_of(await redeem(http, await invite(care), **credentials))
    assert await due_times(care) == {
        MON: at(2026, 3, 2, 17, 30),
        TUE: at(2026, 3, 3, 17, 30),
        WED: at(2026, 3, 4, 17, 30),
    }


async def test_whoever_redeems_it_elsewhere_is_asked_at_her_own_evening(care, http):
    body_of(await redeem(http, await invite(care), timezone="America/New_York"))
    assert (await due_times(care))[MON] == at(2026, 3, 2, 23, 30)


async def test_whoever_redeems_it_at_night_is_asked_from_the_next_day_on(care, http):
    code = await invite(care)
    care.move(2026, 3, 2, 18)
    body_of(await redeem(http, code))
    assert MON not in await care.reminders()
    assert TUE in await due_times(care)


async def test_a_second_phone_changes_nothing(care, http):
    await care.prescribe("20:00")
    body_of(await redeem(http, await invite(care)))
    before = await snapshot(care)
    body_of(await redeem(http, await invite(care)))
    assert await snapshot(care) == before


async def test_a_refused_invite_plans_nothing(care, http):
    assert (await redeem(http, "XXXXX-XXXXX")).status_code == 404
    await extend_plan(care)
    assert await care.reminders() == {}


async def test_a_check_in_ends_the_reminder_of_its_date(care):
    await give_email(care)
    body_of(await care.check_in(on(3, 2), pain_average=3), 201)
    assert await ends(care) == [DONE, OPEN, OPEN]


async def test_who_checked_in_before_it_was_planned_is_not_asked(care):
    body_of(await care.check_in(on(3, 2), pain_average=3), 201)
    await give_email(care)
    assert await ends(care) == [DONE, OPEN, OPEN]


async def test_a_late_upload_ends_the_reminder_of_its_date_alone(care):
    await give_email(care)
    care.move(2026, 3, 3, 0, 30)
    recorded_at = "2026-03-02T16:00:00Z"
    body_of(await care.check_in(on(3, 2), stress=3, recorded_at=recorded_at), 201)
    assert await ends(care) == [DONE, OPEN, OPEN]


async def test_a_check_in_does_not_touch_a_push_that_is_on_its_way(care):
    await give_email(care)
    await begin_to_leave(care, (await care.reminders())[MON])
    body_of(await care.check_in(on(3, 2), stress=3), 201)
    assert (await ends(care))[0] == ("claimed", None)


async def test_a_check_in_ends_one_that_is_claimed_and_not_leaving(care):
    await give_email(care)
    await claim(care, (await care.reminders())[MON])
    body_of(await care.check_in(on(3, 2), stress=3), 201)
    assert (await ends(care))[0] == DONE


async def test_a_log_of_an_item_leaves_the_check_in_open(care):
    await give_email(care)
    item = await care.prescribe("18:30")
    body_of(await care.log(item, on(3, 2), "18:30"), 201)
    states = await care.states()
    assert states[on(3, 2), "18:30"] == DONE
    assert states[MON] == OPEN


async def test_another_time_moves_what_is_still_to_come(care):
    await give_email(care)
    await prefer(care, check_in_time="20:00")
    assert await due_times(care) == {
        MON: at(2026, 3, 2, 19),
        TUE: at(2026, 3, 3, 19),
        WED: at(2026, 3, 4, 19),
    }


async def test_a_time_that_is_over_today_begins_tomorrow_and_can_be_taken_back(care):
    await give_email(care)
    await prefer(care, check_in_time="08:30")
    assert await ends(care) == [("cancelled", "plan_changed"), OPEN, OPEN]
    await prefer(care, check_in_time="18:30")
    assert await ends(care) == [OPEN, OPEN, OPEN]


async def test_who_was_asked_today_is_not_asked_again_by_a_later_time(care):
    await give_email(care)
    care.move(2026, 3, 2, 17, 40)
    await update_reminder(care, (await care.reminders())[MON], state="sent")
    await prefer(care, check_in_time="21:00")
    rows = await care.reminders()
    assert (rows[MON].state, rows[MON].due_at) == ("sent", at(2026, 3, 2, 17, 30))
    assert rows[TUE].due_at == at(2026, 3, 3, 20)


async def test_a_check_in_follows_her_when_she_travels(care):
    await give_email(care)
    await care.travel("America/New_York")
    assert (await due_times(care))[MON] == at(2026, 3, 2, 23, 30)
    await care.travel("Europe/Berlin")
    assert (await due_times(care))[MON] == at(2026, 3, 2, 17, 30)


async def test_who_was_asked_at_home_is_not_asked_again_where_she_lands(care):
    await give_email(care)
    care.move(2026, 3, 2, 18)
    await update_reminder(care, (await care.reminders())[MON], state="sent")
    await care.travel("America/New_York")
    assert (await ends(care))[0] == ("sent", None)
    assert (await due_times(care))[TUE] == at(2026, 3, 3, 23, 30)


async def test_on_excused_dates_nobody_asks(care):
    await give_email(care)
    body = {"from": on(3, 3), "to": on(3, 3), "reason": "sick"}
    excused = body_of(await care.ana.post("/v1/me/excused", body), 201)
    assert await ends(care) == [OPEN, EXCUSED, OPEN]
    body_of(await care.ana.delete(f"/v1/me/excused/{excused['id']}"))
    assert await ends(care) == [OPEN, OPEN, OPEN]


async def test_a_discharge_ends_them(care):
    await give_email(care)
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/discharge", {"reason": "Well again."}))
    assert await ends(care) == [("cancelled", "discharged")] * 3


async def test_a_pause_for_safety_does_not_stop_check_in_reminders(care):
    """She is asked how she is all the more."""
    await give_email(care)
    item = await care.prescribe("20:00")
    body_of(await flag(care, NIGHT_PAIN), 201)
    states = await care.states()
    assert states[on(3, 2), "20:00"] == ("skipped", "safety")
    assert [states[key] for key in (MON, TUE, WED)] == [DONE, OPEN, OPEN]
    await care.act_on(item, "resume", {"note": "Seen today."})
    assert await ends(care) == [DONE, OPEN, OPEN]


async def test_without_any_item_she_is_still_asked(care):
    await give_email(care)
    item = await care.prescribe("20:00")
    await care.act_on(item, "stop", {"reason": "done with it"})
    assert await ends(care) == [OPEN, OPEN, OPEN]
