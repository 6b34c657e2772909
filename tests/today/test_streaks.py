from tests.acting.care import Care, body_of, on


async def streak(care: Care, day: str | None = None) -> int:
    params = {"on": day} if day else {}
    found: int = body_of(await care.ana.get("/v1/me/today", params=params))["streak"]
    return found


async def check_in(care: Care, *days: int) -> None:
    for day in days:
        care.move(2026, 3, day, 19)
        body_of(await care.check_in(on(3, day), stress=3), 201)


async def test_days_with_a_log_or_a_check_in_count_and_today_does_not_break(care):
    item = await care.prescribe("08:00")
    assert await streak(care) == 0
    body_of(await care.log(item, on(3, 2), "08:00", "skipped"), 201)
    assert await streak(care) == 1
    await check_in(care, 2, 3)
    assert await streak(care) == 2
    care.move(2026, 3, 4, 9)
    assert await streak(care) == 2
    care.move(2026, 3, 5, 9)
    assert await streak(care) == 0
    assert await streak(care, on(3, 3)) == 2


async def test_an_undone_log_does_not_count(care):
    item = await care.prescribe("08:00")
    made = body_of(await care.log(item, on(3, 2), "08:00"), 201)
    body_of(await care.undo(made["id"]))
    assert await streak(care) == 0


async def test_days_without_anything_due_freeze_it(care):
    await care.prescribe("08:00", schedule={"weekdays": ["mon"]})
    await check_in(care, 2)
    care.move(2026, 3, 9, 9)
    assert await streak(care) == 1
    care.move(2026, 3, 10, 9)
    assert await streak(care) == 0


async def test_a_pause_freezes_it(care):
    item = await care.prescribe("08:00")
    await check_in(care, 2)
    await care.act_on(item, "pause")
    care.move(2026, 3, 8, 9)
    assert await streak(care) == 1
    await care.act_on(item, "resume")
    await check_in(care, 8)
    assert await streak(care) == 2


async def test_a_plan_backdated_afterwards_does_not_break_it(care):
    await check_in(care, 2, 5)
    assert await streak(care) == 2
    await care.prescribe("08:00", schedule={"start_on": on(3, 1)})
    assert await streak(care) == 2


async def test_a_look_at_tomorrow_shows_todays(care):
    await care.prescribe("08:00")
    await check_in(care, 2)
    care.move(2026, 3, 3, 9)
    assert await streak(care, on(3, 4)) == await streak(care) == 1
