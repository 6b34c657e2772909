from uuid import UUID

from api.appointments.feedback import FeedbackAsked
from tests.acting.care import Care, at, body_of
from tests.appointments.test_feedback import add, mark, say, sore


async def asked(care: Care) -> FeedbackAsked | None:
    found = body_of(await care.ana.get("/v1/me/today"))["feedback"]
    return found and FeedbackAsked.model_validate(found)


async def missing(care: Care) -> tuple[str | None, list[int]] | None:
    found = await asked(care)
    return found and (found.pressure, [day.day for day in found.soreness_dates_missing])


async def test_the_home_screen_asks_about_the_newest_session_until_all_is_said(care):
    assert await asked(care) is None
    older = await add(care, "2026-03-01T07:00:00Z", status="completed")
    row = await add(care)
    await add(care, "2026-03-02T08:00:01Z")
    found = await asked(care)
    assert (found.appointment_id, found.starts_at) == (UUID(row["id"]), at(2026, 3, 2, 7))
    assert await missing(care) == (None, [2])
    body_of(await say(care, row, pressure="right"), 201)
    assert await missing(care) == ("right", [2])
    body_of(await say(care, row, at(2026, 3, 2, 8), pressure="right", soreness=sore(2)))
    body_of(await say(care, older), 201)


async def test_the_home_screen_asks_for_each_day_once_it_has_come(care):
    row = await add(care)
    body_of(await say(care, row, pressure="right", soreness=sore(2)), 201)
    assert await missing(care) is None
    care.move(2026, 3, 3, 22, 59)
    assert await missing(care) == ("right", [3])
    care.move(2026, 3, 3, 23)
    assert await missing(care) == ("right", [3, 4])
    body_of(await say(care, row, soreness=sore(2, 3, 4)))
    assert await missing(care) == (None, [])


async def test_the_home_screen_asks_for_four_days_and_not_about_what_was_called_off(care):
    row = await add(care)
    care.move(2026, 3, 6, 6, 59)
    assert await missing(care) == (None, [2, 3, 4, 5])
    await mark(care, row, "missed")
    assert await missing(care) is None
    await mark(care, row, "completed")
    care.move(2026, 3, 6, 7)
    assert await missing(care) is None
