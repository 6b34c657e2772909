"""The goals of a brief: as of its date, with her ratings and their change."""

from datetime import timedelta
from typing import Any

from tests.acting.care import Care, Json, body_of
from tests.acting.reviews import TODAY, ago, brief
from tests.diary.test_goal_ratings import rated
from tests.diary.test_weekly_check_ins import answer
from tests.plan.test_goals import edit, set_goal

MONDAYS = [TODAY - timedelta(weeks=weeks) for weeks in (3, 2, 1, 0)]


async def rate(care: Care, goal: Json, *ratings: int | None) -> None:
    """Have a goal rated on the Sundays of the weeks from three weeks ago on, at noon."""
    for monday, rating in zip(MONDAYS, ratings, strict=False):
        sunday = monday + timedelta(days=6)
        care.move(*sunday.timetuple()[:3], 12)
        if rating is not None:
            body_of(await answer(care, monday.isoformat(), goals=[rated(goal, rating)]), 201)
    care.move(2026, 3, 2, 8)


def week(number: int, rating: int) -> Json:
    return {"on": MONDAYS[number].isoformat(), "rating": rating}


async def goals(care: Care, days: int = 0) -> list[Any]:
    found: list[Any] = (await brief(care, ago(days)))["goals"]
    return found


async def test_a_goal_stands_there_with_its_ratings_and_their_change(care):
    care.move(2026, 2, 9, 8)
    goal = await set_goal(care)
    care.move(2026, 2, 16, 8)
    await edit(care, goal, text="Lift Mia")
    await rate(care, goal, 2, None, 6)
    assert await goals(care) == [
        {
            "id": goal["id"],
            "text": "Lift Mia",
            "earlier_texts": [{"text": "Lift my child", "until_on": "2026-02-16"}],
            "state": "active",
            "set_on": "2026-02-09",
            "ended_on": None,
            "first": week(0, 2),
            "latest": week(2, 6),
            "change": 4,
            "reason": None,
            "ratings": [week(0, 2), week(2, 6)],
        }
    ]


async def test_below_two_ratings_there_is_no_change_and_a_reason(care):
    care.move(2026, 2, 9, 8)
    goal = await set_goal(care)
    care.move(2026, 3, 2, 8)
    (found,) = await goals(care)
    assert (found["first"], found["latest"], found["ratings"]) == (None, None, [])
    assert (found["change"], found["reason"]) == (None, "insufficient_data")
    await rate(care, goal, 2)
    (found,) = await goals(care)
    assert (found["first"], found["latest"]) == (week(0, 2), week(0, 2))
    assert (found["change"], found["reason"]) == (None, "insufficient_data")


async def test_as_of_a_past_date_it_has_what_was_told_by_then(care):
    care.move(2026, 2, 9, 8)
    goal = await set_goal(care)
    await rate(care, goal, 2, 5, 8)
    await edit(care, goal, state="reached")
    seen = [(each["change"], each["state"], each["ended_on"]) for each in await goals(care)]
    assert seen == [(6, "reached", "2026-03-02")]
    # The second week was rated on its Sunday, 22 February.
    for days, ratings in ((1, [2, 5, 8]), (8, [2, 5]), (9, [2]), (16, [])):
        (found,) = await goals(care, days)
        assert [each["rating"] for each in found["ratings"]] == ratings, days
        assert (found["state"], found["ended_on"]) == ("active", None)
    assert await goals(care, 22) == []


async def test_one_that_ended_before_the_dates_of_the_brief_is_left_out(care):
    care.move(2026, 1, 5, 8)
    old, new = await set_goal(care), await set_goal(care, "Swim")
    await edit(care, old, state="ended")
    care.move(2026, 3, 2, 8)
    assert [each["id"] for each in await goals(care)] == [new["id"]]
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/brief/read"), 201)


async def test_a_week_that_was_taken_back_counts_nowhere(care):
    care.move(2026, 2, 9, 8)
    goal = await set_goal(care)
    await rate(care, goal, 2, 5)
    said = {"recorded_at": care.clock.at.isoformat()}
    path = f"/v1/me/weekly-check-ins/{MONDAYS[1]}"
    body_of(await care.ana.delete(path, params=said))
    (found,) = await goals(care)
    assert found["ratings"] == [week(0, 2)]
