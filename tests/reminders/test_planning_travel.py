"""Reminders follow the client from zone to zone, and over the nights clocks change."""

from datetime import timedelta

from tests.acting.care import at, on
from tests.acting.planning import due_times, extend_plan, update_reminder

MON = (on(3, 2), "10:00")


async def test_a_new_zone_moves_what_is_to_come(care):
    await care.prescribe("10:00")
    ids = {key: row.id for key, row in (await care.reminders()).items()}
    await care.travel("America/New_York")
    assert await due_times(care) == {
        (on(3, day), "10:00"): at(2026, 3, day, 15) for day in (2, 3, 4)
    }
    rows = await care.reminders()
    for key, one in ids.items():
        assert rows[key].id == one
    jitters = {row.next_attempt_at - row.due_at for row in rows.values() if row.state != "sent"}
    assert max(jitters) < timedelta(seconds=60)


async def test_flying_east_over_a_slot_never_reminds_of_it(care):
    await care.prescribe("10:00")
    care.move(2026, 3, 2, 8, 30)
    await care.travel("Asia/Kolkata")
    assert MON not in await due_times(care)
    assert (await care.states())[MON] == ("cancelled", "plan_changed")
    assert (await due_times(care))[on(3, 3), "10:00"] == at(2026, 3, 3, 4, 30)
    care.move(2026, 3, 2, 8, 45)
    await care.travel("Europe/Berlin")
    await extend_plan(care)
    # Back home before ten: it is still to come, and still hers.
    assert (await due_times(care))[MON] == at(2026, 3, 2, 9)


async def test_flying_west_never_doubles_a_slot_that_was_sent(care):
    await care.prescribe("10:00")
    care.move(2026, 3, 2, 9, 30)
    sent = (await care.reminders())[MON]
    await update_reminder(care, sent, state="sent")
    for zone in ("America/New_York", "Pacific/Honolulu", "Europe/Berlin", "America/New_York"):
        await care.travel(zone)
        await extend_plan(care)
        rows = await care.reminders()
        assert rows[MON].id == sent.id
        assert (rows[MON].state, rows[MON].due_at) == ("sent", at(2026, 3, 2, 9))
    assert MON not in await due_times(care)


async def test_a_later_slot_that_was_sent_stays_sent_wherever_she_is(care):
    await care.prescribe("10:00")
    tomorrow = (on(3, 3), "10:00")
    await update_reminder(care, (await care.reminders())[tomorrow], state="sent")
    await care.travel("America/New_York")
    assert tomorrow not in await due_times(care)
    assert (await care.states())[tomorrow] == ("sent", None)


async def test_a_fixed_schedule_stays_in_its_zone(care):
    await care.prescribe("10:00", schedule={"timezone_mode": "fixed"})
    before = await due_times(care)
    await care.travel("Asia/Tokyo")
    assert await due_times(care) == before
    assert before[MON] == at(2026, 3, 2, 9)


async def test_a_therapist_who_sets_the_zone_moves_them_too(care):
    await care.prescribe("10:00")
    path = f"/v1/clients/{care.ana.id}"
    etag = (await care.ben.get(path)).headers["etag"]
    await care.ben.patch(path, {"timezone": "Europe/London"}, headers={"if-match": etag})
    assert (await due_times(care))[MON] == at(2026, 3, 2, 10)


async def test_the_night_the_clock_springs_forward_reminds_once_and_not_early(care):
    care.move(2026, 3, 27, 12)
    await care.prescribe("02:30", "03:00", schedule={"start_on": on(3, 28)})
    found = await due_times(care)
    assert found[on(3, 28), "02:30"] == at(2026, 3, 28, 1, 30)
    assert found[on(3, 29), "02:30"] == at(2026, 3, 29, 1, 30)
    assert found[on(3, 29), "03:00"] == at(2026, 3, 29, 1)
    assert found[on(3, 30), "02:30"] == at(2026, 3, 30, 0, 30)


async def test_the_night_the_clock_falls_back_reminds_once_at_the_first_reading(care):
    care.move(2026, 10, 23, 12)
    await care.prescribe("02:30", schedule={"start_on": on(10, 24)})
    assert await due_times(care) == {
        (on(10, 24), "02:30"): at(2026, 10, 24, 0, 30),
        (on(10, 25), "02:30"): at(2026, 10, 25, 0, 30),
        (on(10, 26), "02:30"): at(2026, 10, 26, 1, 30),
    }
