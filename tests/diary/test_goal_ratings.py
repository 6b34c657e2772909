"""Ratings of goals in the weekly check-in: what is taken, what is refused, and what holds."""

from datetime import timedelta
from itertools import permutations
from uuid import uuid4

from sqlalchemy import select

from api.tables import EarlierUpload, WeeklyCheckIn
from tests.acting.care import Care, Json, body_of, on, refusals
from tests.diary.test_weekly_check_ins import LAST_WEEK, THIS_WEEK, answer, stored
from tests.plan.test_goals import edit, set_goal


def rated(goal: Json, rating: int) -> Json:
    return {"goal_id": goal["id"], "rating": rating}


async def shown(care: Care) -> Json:
    items: list[Json] = body_of(await care.ana.get("/v1/me/weekly-check-ins"))["items"]
    return {each["monday"]: each["goals"] for each in items}


async def test_a_rating_is_kept_with_its_week_and_read_by_both(care):
    lift, swim = await set_goal(care), await set_goal(care, "Swim")
    said = [rated(lift, 0), rated(swim, 10)]
    told = body_of(await answer(care, LAST_WEEK, goals=said), 201)
    assert told["goals"] == said
    assert await shown(care) == {LAST_WEEK: said}
    theirs = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/weekly-check-ins"))
    assert [each["goals"] for each in theirs["items"]] == [said]


async def test_a_rating_alone_answers_the_week(care):
    goal = await set_goal(care)
    for goals, done in (([], False), ([rated(goal, 0)], True)):
        care.advance(minutes=1)
        await answer(care, LAST_WEEK, goals=goals)
        week = body_of(await care.ana.get("/v1/me/today"))["weekly_check_in"]
        assert (week["monday"], week["done"]) == (LAST_WEEK, done)


async def test_a_goal_that_ended_meanwhile_is_taken(care):
    goal = await set_goal(care)
    await edit(care, goal, state="ended")
    body_of(await answer(care, LAST_WEEK, goals=[rated(goal, 4)]), 201)
    assert await shown(care) == {LAST_WEEK: [rated(goal, 4)]}


async def test_what_is_no_rating_is_refused_naming_the_item(care):
    mine = await set_goal(care)
    path = f"/v1/clients/{care.cast.cy.id}/goals"
    cys = body_of(await care.cast.dora.post(path, {"text": "Run"}), 201)
    item = "/goals/1/goal_id"
    for second, refused in (
        (rated(cys, 3), [(item, "unknown_goal")]),
        ({"goal_id": str(uuid4()), "rating": 3}, [(item, "unknown_goal")]),
        (rated(mine, 3), [(item, "repeated_goal")]),
        ({"goal_id": mine["id"].upper(), "rating": 3}, [(item, "repeated_goal")]),
        ({"goal_id": "one", "rating": 3}, [(item, "uuid_parsing")]),
        (rated(mine, 11), [("/goals/1/rating", "less_than_equal")]),
        (rated(mine, -1), [("/goals/1/rating", "greater_than_equal")]),
        ({"goal_id": mine["id"]}, [("/goals/1/rating", "missing")]),
    ):
        told = await answer(care, LAST_WEEK, goals=[rated(mine, 2), second])
        assert refusals(told) == refused, second
    many = [rated(mine, 1)] * 13
    assert refusals(await answer(care, LAST_WEEK, goals=many)) == [("/goals", "too_long")]
    assert await stored(care) == []


async def test_the_ratings_recorded_last_hold_whatever_order_they_come_in(casting, care):
    care.move(2026, 3, 2, 13)
    ends = []
    for order in permutations(range(3)):
        someone = await care.of_someone_new(casting)
        someone.sign_in_again()
        goal = await set_goal(someone)
        bodies = [
            {"goals": [rated(goal, 5)], "recorded_at": "2026-03-02T12:00:00Z"},
            {"energy": 2, "recorded_at": "2026-03-02T12:00:01Z"},
            {"goals": [rated(goal, 7)], "recorded_at": "2026-03-02T12:00:02Z"},
        ]
        for index in (*order, order[0]):
            care.clock.at += timedelta(seconds=1)
            end = await answer(someone, LAST_WEEK, **bodies[index])
        ends.append([each["rating"] for each in end.json()["goals"]])
    assert ends == [[7]] * 6


async def test_a_week_that_is_taken_back_has_no_ratings_and_an_earlier_one_does_not_return(care):
    goal = await set_goal(care)
    body_of(await answer(care, LAST_WEEK, goals=[rated(goal, 5)]), 201)
    care.advance(minutes=1)
    said = {"recorded_at": care.clock.at.isoformat()}
    path = f"/v1/me/weekly-check-ins/{LAST_WEEK}"
    assert body_of(await care.ana.delete(path, params=said))["undone"]
    assert await shown(care) == {}
    care.advance(minutes=1)
    body_of(await answer(care, LAST_WEEK, energy=3))
    assert await shown(care) == {LAST_WEEK: []}


async def test_what_was_said_before_there_were_goals_is_the_same_when_it_comes_again(care):
    """An older phone sends no goals, and what it said is kept without any."""
    body = {"id": str(uuid4()), "recorded_at": care.clock.at.isoformat(), "energy": 3}
    body_of(await answer(care, THIS_WEEK, **body), 201)
    for more in ({}, {"goals": []}, {"goals": None}):
        body_of(await answer(care, THIS_WEEK, **body, **more))
    assert await care.rows(select(EarlierUpload)) == []
    assert await care.rows(select(WeeklyCheckIn.goals)) == [[]]


async def test_the_home_screen_has_the_goals_of_this_moment(care):
    async def asked(day: str) -> list[str]:
        goals = body_of(await care.ana.get(f"/v1/me/today?on={day}"))["goals"]
        return [each["text"] for each in goals]

    lift, swim = await set_goal(care), await set_goal(care, "Swim")
    today = body_of(await care.ana.get("/v1/me/today"))
    assert today["goals"] == [{"id": each["id"], "text": each["text"]} for each in (lift, swim)]
    await edit(care, lift, text="Lift Mia")
    assert await asked(on(3, 1)) == ["Lift Mia", "Swim"]
    await edit(care, swim, state="reached")
    assert await asked(on(3, 1)) == ["Lift Mia"]
