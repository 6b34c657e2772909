"""The reminder of a weekly check-in: on the Sunday of its week, at the time of the daily one."""

from datetime import timedelta

from tests.acting.care import Care, at, body_of, on
from tests.acting.planning import due_times, extend_plan, give_email, snapshot
from tests.diary.test_weekly_check_ins import answer

# A Friday in Berlin, 13:00: the planner sees Sunday.
FRIDAY = (2026, 3, 6, 12)
WEEK, SUNDAY = on(3, 2), (on(3, 8), "weekly_check_in")
OPEN, DONE = ("scheduled", None), ("skipped", "done")


async def from_friday_on(care: Care) -> None:
    care.move(*FRIDAY)
    await give_email(care)


async def end(care: Care) -> tuple[str, str | None] | None:
    return (await care.states()).get(SUNDAY)


async def test_she_is_asked_on_sunday_at_the_time_of_her_check_in_for_two_hours(care):
    await from_friday_on(care)
    weekly = [row for row in (await care.reminders()).values() if row.slot == "weekly_check_in"]
    (row,) = weekly
    assert (row.source, row.subject_id, row.prescription_id) == (
        "weekly_check_in",
        care.ana.id,
        None,
    )
    assert (row.local_date.isoformat(), row.due_at) == (on(3, 8), at(2026, 3, 8, 17, 30))
    assert row.expires_at == row.due_at + timedelta(minutes=120)
    before = await snapshot(care)
    await extend_plan(care)
    assert await snapshot(care) == before


async def test_an_answer_of_the_week_ends_it_and_one_taken_back_asks_again(care):
    await from_friday_on(care)
    body_of(await answer(care, WEEK), 201)
    assert await end(care) == OPEN
    care.advance(minutes=1)
    body_of(await answer(care, WEEK, energy=3))
    assert await end(care) == DONE
    care.advance(minutes=1)
    said = {"recorded_at": care.clock.at.isoformat()}
    body_of(await care.ana.delete(f"/v1/me/weekly-check-ins/{WEEK}", params=said))
    assert await end(care) == OPEN
    care.advance(minutes=1)
    body_of(await answer(care, WEEK, energy=3))
    care.advance(minutes=1)
    body_of(await answer(care, WEEK))
    assert await end(care) == OPEN


async def test_an_answer_before_it_is_planned_ends_it_and_one_of_another_week_does_not(care):
    body_of(await answer(care, on(2, 23), energy=3), 201)
    await from_friday_on(care)
    assert await end(care) == OPEN
    body_of(await answer(care, WEEK, energy=3), 201)
    care.move(2026, 3, 13, 12)
    await extend_plan(care)
    assert (await care.states())[on(3, 15), "weekly_check_in"] == OPEN
    body_of(await answer(care, on(3, 9), energy=4), 201)
    assert (await care.states())[on(3, 15), "weekly_check_in"] == DONE


async def test_a_week_answered_before_it_was_planned_is_done(care):
    body_of(await answer(care, WEEK, energy=3), 201)
    await from_friday_on(care)
    assert await end(care) == DONE


async def test_a_daily_check_in_leaves_it_open_and_the_other_way_round(care):
    await from_friday_on(care)
    care.move(2026, 3, 8, 9)
    body_of(await care.check_in(on(3, 8), stress=3), 201)
    assert await end(care) == OPEN
    assert (await care.states())[on(3, 8), "check_in"] == DONE
    body_of(await answer(care, WEEK, energy=3), 201)
    assert await end(care) == DONE


async def test_it_follows_her_time_and_an_excused_sunday_has_none(care):
    await from_friday_on(care)
    body_of(await care.ana.patch("/v1/me", {"check_in_time": "10:00"}))
    assert (await due_times(care))[SUNDAY] == at(2026, 3, 8, 9)
    body = {"from": on(3, 8), "to": on(3, 8), "reason": "sick"}
    body_of(await care.ana.post("/v1/me/excused", body), 201)
    assert await end(care) == ("skipped", "excused")


async def test_a_discharge_ends_it(care):
    await from_friday_on(care)
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/discharge", {"reason": "Well."}))
    assert await end(care) == ("cancelled", "discharged")


async def test_the_ledger_and_the_phone_tell_of_it(care):
    await from_friday_on(care)
    care.advance(days=1)
    upcoming = body_of(await care.ana.get("/v1/me/reminders/upcoming"))["items"]
    assert "weekly_check_in" in {each["source"] for each in upcoming}
    path = f"/v1/clients/{care.ana.id}/reminders"
    ledger = body_of(await care.ben.get(path, params={"from": on(3, 8), "to": on(3, 8)}))
    assert "weekly_check_in" in {each["source"] for each in ledger["items"]}
