"""A client's goals and her ratings of them: read for a brief, and shown with their change."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.plans import CarePlan
from api.insights.charts import Chart
from api.platform.http.fields import Out
from api.platform.statements import fetch
from api.rules.insights.goals import WeeklyRating, is_on_the_page, progress
from api.rules.plan.goals import ACTIVE
from api.tables import Goal, WeeklyCheckIn


class WeeklyRatingOut(Out):
    """`on` is the Monday of the week that was rated."""

    on: date
    rating: int


class EarlierWordsOut(Out):
    """Words that a goal had before, and until when she rated these."""

    text: str
    until_on: date


class BriefGoalOut(Out):
    """A goal in the client's words, rated 0, not at all, to 10, as well as before.

    `change` is latest less first, so more is better. `state` and `ended_on` are those of the date;
    one that ended before the dates of the brief is left out.
    """

    id: UUID
    text: str
    earlier_texts: list[EarlierWordsOut]
    state: str
    set_on: date
    ended_on: date | None
    first: WeeklyRatingOut | None
    latest: WeeklyRatingOut | None
    change: int | None
    reason: str | None
    ratings: list[WeeklyRatingOut]


@dataclass(frozen=True, slots=True)
class Rated:
    """A goal as it is stored, with what she rated it."""

    goal: Any
    ratings: Sequence[WeeklyRating]


# Built once. Goals, then the weeks in which she rated any.
_GOALS = union_all(
    select(
        Goal.id,
        Goal.text,
        Goal.state,
        Goal.set_on.label("on_date"),
        Goal.ended_on,
        Goal.earlier_texts.label("said"),
        Goal.created_at.label("told_at"),
    ).where(Goal.client_id == bindparam("client")),
    select(
        null(),
        null(),
        null(),
        WeeklyCheckIn.monday,
        null(),
        WeeklyCheckIn.goals,
        WeeklyCheckIn.ordered_at,
    ).where(WeeklyCheckIn.client_id == bindparam("client"), WeeklyCheckIn.answered),
)


async def load_goals(session: AsyncSession, chart: Chart, care: CarePlan) -> list[Rated]:
    """Return a client's goals as of a date, in the order in which they were set; one query."""
    rows = await fetch(session, _GOALS, {"client": chart.client_id})
    rated: dict[str, list[WeeklyRating]] = defaultdict(list)
    for week in rows:
        if week.id is None and care.date_of(week.told_at) <= chart.as_of:
            for each in week.said:
                rated[each["goal_id"]].append(WeeklyRating(week.on_date, each["rating"]))
    goals = sorted((row for row in rows if row.id is not None), key=lambda row: row.id)
    first_on = chart.window[0]
    return [
        Rated(goal, rated[str(goal.id)])
        for goal in goals
        if is_on_the_page(goal.on_date, goal.ended_on, first_on, chart.as_of)
    ]


def show_goals(found: Sequence[Rated], as_of: date) -> list[BriefGoalOut]:
    """Return the goals of a brief as of its date."""
    return [_show(each, as_of) for each in found]


def _show(found: Rated, as_of: date) -> BriefGoalOut:
    goal, is_over = found.goal, found.goal.ended_on is not None and found.goal.ended_on <= as_of
    moved = progress(found.ratings)
    return BriefGoalOut(
        id=goal.id,
        text=goal.text,
        earlier_texts=[EarlierWordsOut.model_validate(each) for each in goal.said],
        state=goal.state if is_over else ACTIVE,
        set_on=goal.on_date,
        ended_on=goal.ended_on if is_over else None,
        first=moved.first and WeeklyRatingOut.model_validate(moved.first),
        latest=moved.latest and WeeklyRatingOut.model_validate(moved.latest),
        change=moved.change,
        reason=moved.reason,
        ratings=[WeeklyRatingOut.model_validate(each) for each in moved.ratings],
    )
