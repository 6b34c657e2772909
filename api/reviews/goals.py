"""A client's goals in a brief: in her words, with her weekly ratings and their change."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.http.fields import Out
from api.platform.statements import fetch
from api.reviews.record import Record
from api.reviews.weeks import weeks_by_then
from api.rules.insights.goals import Progress, WeeklyRating, is_on_the_page, progress
from api.rules.plan.goals import ACTIVE
from api.tables import WeeklyCheckIn


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


def goals(record: Record) -> list[BriefGoalOut]:
    """Return the goals of a brief as of its date, in the order in which they were set."""
    rated = _ratings(record)
    first_on, as_of = record.window[0], record.as_of
    return [
        _show(goal, rated[str(goal.id)], as_of)
        for goal in sorted(record.facts.goals, key=lambda row: row.id)
        if is_on_the_page(goal.set_on, goal.ended_on, first_on, as_of)
    ]


async def load_progress(
    session: AsyncSession, client_id: UUID, goals: Sequence[UUID]
) -> dict[UUID, Progress]:
    """Return what a client rated each of these goals in all weeks, and its change; one query."""
    rated: defaultdict[str, list[WeeklyRating]] = defaultdict(list)
    for week in await fetch(session, _RATED, {"client": client_id}):
        for each in week.goals:
            rated[each["goal_id"]].append(WeeklyRating(week.monday, each["rating"]))
    return {each: progress(rated[str(each)]) for each in goals}


def _ratings(record: Record) -> Mapping[str, Sequence[WeeklyRating]]:
    rated: defaultdict[str, list[WeeklyRating]] = defaultdict(list)
    for week in weeks_by_then(record):
        for each in week.goals:
            rated[each["goal_id"]].append(WeeklyRating(week.monday, each["rating"]))
    return rated


def _show(goal: Any, ratings: Sequence[WeeklyRating], as_of: date) -> BriefGoalOut:
    is_over = goal.ended_on is not None and goal.ended_on <= as_of
    moved = progress(ratings)
    return BriefGoalOut(
        id=goal.id,
        text=goal.text,
        earlier_texts=[EarlierWordsOut.model_validate(each) for each in goal.earlier_texts],
        state=goal.state if is_over else ACTIVE,
        set_on=goal.set_on,
        ended_on=goal.ended_on if is_over else None,
        first=moved.first and WeeklyRatingOut.model_validate(moved.first),
        latest=moved.latest and WeeklyRatingOut.model_validate(moved.latest),
        change=moved.change,
        reason=moved.reason,
        ratings=[WeeklyRatingOut.model_validate(each) for each in moved.ratings],
    )


# Built once.
_RATED = select(WeeklyCheckIn.monday, WeeklyCheckIn.goals).where(
    WeeklyCheckIn.client_id == bindparam("client"), WeeklyCheckIn.answered
)
