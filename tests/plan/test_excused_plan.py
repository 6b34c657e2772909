"""What an excused day changes: the denominator, the streak, today and the reminders."""

from tests.acting.care import Care, Json, body_of, on

MINE = "/v1/me/excused"
SLOT = "20:00"
EXCUSED, OPEN = ("skipped", "excused"), ("scheduled", None)


async def excuse(care: Care, first: str, last: str) -> Json:
    body = {"from": first, "to": last, "reason": "sick"}
    return body_of(await care.ana.post(MINE, body), 201)


async def remove(care: Care, period: Json) -> None:
    body_of(await care.ana.delete(f"{MINE}/{period['id']}"))


async def figures(care: Care) -> Json:
    path = f"/v1/clients/{care.ana.id}/adherence"
    found = body_of(await care.ben.get(path, params={"from": on(3, 2), "to": on(3, 6)}))
    (item,) = found["items"]
    return {name: item[name] for name in ("due", "done", "skipped", "excused", "unlogged")}


async def streak(care: Care) -> int:
    found: int = body_of(await care.ana.get("/v1/me/today"))["streak"]
    return found


async def log(care: Care, item: Json, day: int, outcome: str = "done") -> None:
    care.move(2026, 3, day, 20)
    body_of(await care.log(item, on(3, day), SLOT, outcome), 201)


async def test_an_excused_day_leaves_the_denominator_and_comes_back_when_it_is_removed(care):
    item = await care.prescribe(SLOT)
    for day in (2, 3, 6):
        await log(care, item, day)
    care.move(2026, 3, 6, 22)
    counted = {"due": 5, "done": 3, "skipped": 0, "excused": 0, "unlogged": 2}
    assert await figures(care) == counted
    body = {"from": on(3, 4), "to": on(3, 5), "reason": "holiday"}
    path = f"/v1/clients/{care.ana.id}/excused"
    made = body_of(await care.ben.post(path, body), 201)
    assert await figures(care) == counted | {"due": 3, "excused": 2, "unlogged": 0}
    body_of(await care.ben.delete(f"{path}/{made['id']}"))
    assert await figures(care) == counted


async def test_done_on_an_excused_day_is_done_and_skipped_is_excused(care):
    item = await care.prescribe(SLOT)
    await excuse(care, on(3, 2), on(3, 6))
    await log(care, item, 2)
    await log(care, item, 3, "skipped")
    await log(care, item, 4, "partial")
    care.move(2026, 3, 6, 22)
    assert await figures(care) == {"due": 2, "done": 1, "skipped": 0, "excused": 3, "unlogged": 0}


async def test_excused_days_freeze_the_streak(care):
    item = await care.prescribe(SLOT)
    await log(care, item, 2)
    await log(care, item, 3)
    care.move(2026, 3, 4, 9)
    period = await excuse(care, on(3, 4), on(3, 7))
    care.move(2026, 3, 8, 9)
    assert await streak(care) == 2
    await log(care, item, 8)
    assert await streak(care) == 3
    await remove(care, period)
    assert await streak(care) == 1


async def test_today_says_why_nothing_is_due(care):
    await care.prescribe(SLOT)
    period = await excuse(care, on(3, 2), on(3, 2))
    assert body_of(await care.ana.get("/v1/me/today"))["excused"] == "sick"
    await remove(care, period)
    assert body_of(await care.ana.get("/v1/me/today"))["excused"] is None


async def test_reminders_of_excused_days_are_skipped_and_come_back(care):
    await care.prescribe("11:00", SLOT)
    period = await excuse(care, on(3, 2), on(3, 3))
    states = await care.states()
    days = {key: EXCUSED if key[0] < on(3, 4) else OPEN for key in states}
    assert states == days
    assert {(on(3, 2), SLOT), (on(3, 3), "11:00"), (on(3, 4), SLOT)} <= days.keys()
    care.move(2026, 3, 2, 12)
    await remove(care, period)
    back = await care.states()
    # What was due meanwhile is not sent late.
    assert back.pop((on(3, 2), "11:00")) == EXCUSED
    assert set(back.values()) == {OPEN}


async def test_a_plan_made_afterwards_reminds_on_no_excused_day(care):
    await excuse(care, on(3, 2), on(3, 3))
    await care.prescribe(SLOT)
    assert await care.states() == {(on(3, 4), SLOT): OPEN}


async def test_a_reminder_of_a_slot_that_is_done_stays_done(care):
    item = await care.prescribe(SLOT)
    body_of(await care.log(item, on(3, 2), SLOT), 201)
    period = await excuse(care, on(3, 2), on(3, 2))
    await remove(care, period)
    assert (await care.states())[on(3, 2), SLOT] == ("skipped", "done")
