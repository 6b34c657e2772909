"""What a flight or a pause took away counts nowhere: not in figures, streak, today or ledger."""

from tests.acting.care import Care, Json, body_of, on
from tests.reminders.test_ledger import forget
from tests.reminders.test_ledger import found as ledger

DAY = on(3, 5)


async def item_of(care: Care, first: str = DAY, last: str = DAY) -> Json:
    path = f"/v1/clients/{care.ana.id}/adherence"
    (item,) = body_of(await care.ben.get(path, params={"from": first, "to": last}))["items"]
    return {name: item[name] for name in ("due", "unlogged", "paused", "skipped", "done")}


def counts(due: int = 0, **more: int) -> Json:
    return {"due": due, "unlogged": 0, "paused": 0, "skipped": 0, "done": 0} | more


async def home(care: Care, day: str) -> Json:
    return body_of(await care.ana.get("/v1/me/today", params={"on": day}))


async def slots_of(care: Care, day: str) -> list[tuple[str, str | None]]:
    items = (await home(care, day))["items"]
    return [(slot["slot"], slot["outcome"]) for item in items for slot in item["slots"]]


async def streak_after_check_ins_around(care: Care) -> int:
    """Return the streak of a client who checked in on all days but the one that is asked about."""
    for day in (2, 3, 4, 6):
        recorded = {"recorded_at": f"{on(3, day)}T12:00:00Z"}
        body_of(await care.check_in(on(3, day), stress=3, **recorded), 201)
    streak: int = (await home(care, on(3, 6)))["streak"]
    return streak


async def fly_east_over(care: Care) -> Json:
    """Have Ana leave Berlin at 7:00 of the day, for Kolkata, where it is 11:30."""
    item = await care.prescribe("08:00", "18:00")
    care.move(2026, 3, 5, 6)
    await care.travel("Asia/Kolkata")
    return item


async def test_a_slot_that_a_flight_took_away_is_nowhere_held_against_her(care):
    item = await fly_east_over(care)
    assert (await ledger(care, from_=DAY, to=DAY))[DAY, "08:00"] == ("cancelled", "plan_changed")
    assert await slots_of(care, DAY) == [("18:00", None)]
    care.move(2026, 3, 5, 12, 31)
    body_of(await care.log(item, DAY, "18:00"), 201)
    care.move(2026, 3, 6, 18)
    assert await item_of(care) == counts(1, done=1)


async def test_what_she_did_all_the_same_counts_though_a_flight_took_it_away(care):
    item = await fly_east_over(care)
    body_of(await care.log(item, DAY, "08:00"), 201)
    assert await slots_of(care, DAY) == [("08:00", "done"), ("18:00", None)]
    care.move(2026, 3, 6, 18)
    assert await item_of(care) == counts(2, done=1, unlogged=1)


async def test_a_date_of_which_a_flight_took_all_freezes_the_streak(care):
    await care.prescribe("08:00")
    care.move(2026, 3, 5, 6)
    await care.travel("Asia/Kolkata")
    care.move(2026, 3, 6, 13)
    assert await streak_after_check_ins_around(care) == 4


async def test_the_ledger_says_so_of_a_slot_that_nobody_planned(care):
    await fly_east_over(care)
    await forget(care)
    assert (await ledger(care, from_=DAY, to=DAY))[DAY, "08:00"] == ("cancelled", "plan_changed")


async def test_a_date_on_which_a_pause_began_counts_what_was_logged_alone(care):
    item = await care.prescribe("08:00", "12:00")
    care.move(2026, 3, 5, 15)
    await care.act_on(item, "pause")
    care.move(2026, 3, 6, 15)
    assert await item_of(care) == counts(paused=2)
    assert await streak_after_check_ins_around(care) == 4
    late = {"recorded_at": f"{DAY}T12:00:00Z"}
    body_of(await care.log(item, DAY, "08:00", "skipped", **late), 201)
    assert await item_of(care) == counts(1, paused=1, skipped=1)


async def test_a_date_on_which_a_pause_ended_still_reminds_but_is_not_held_against_her(care):
    item = await care.prescribe("08:00", "18:00")
    care.move(2026, 3, 4, 22)
    await care.act_on(item, "pause")
    care.move(2026, 3, 5, 9)
    await care.act_on(item, "resume")
    assert await slots_of(care, DAY) == [("18:00", None)]
    told = await ledger(care, from_=DAY, to=DAY)
    assert told[DAY, "18:00"] == ("scheduled", None)
    care.move(2026, 3, 6, 15)
    assert await item_of(care) == counts(paused=2)
    assert await item_of(care, on(3, 4), on(3, 4)) == counts(paused=2)
    assert await item_of(care, on(3, 3), on(3, 3)) == counts(2, unlogged=2)
    assert await streak_after_check_ins_around(care) == 4
