"""Ratings of goals in a weekly check-in: as they are sent, kept and shown, and what is refused."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.http.errors import Invalid
from api.platform.http.fields import Out, PhoneIn, Score
from api.tables import Goal


class GoalRating(PhoneIn):
    """How well she can do what a goal says: 0, not at all, to 10, as well as before."""

    goal_id: UUID
    rating: Score


class GoalRatingOut(Out):
    goal_id: UUID
    rating: int


def answers_of(ratings: Sequence[GoalRating]) -> dict[str, Any]:
    """Return ratings as the answers of a week have them.

    Without any there is nothing to add: what a phone said before there were goals is still the
    same when it says it again.
    """
    said = [{"goal_id": str(each.goal_id), "rating": each.rating} for each in ratings]
    return {"goals": said} if said else {}


async def require_goals(
    session: AsyncSession, client_id: UUID, ratings: Sequence[GoalRating]
) -> None:
    """Refuse a goal that is rated twice, or is none of the client's.

    One that has ended is rated still: her phone may not have heard of it.
    """
    ids = [each.goal_id for each in ratings]
    mine = select(Goal.id).where(Goal.client_id == client_id, Goal.id.in_(ids))
    known = set(await session.scalars(mine)) if ids else set()
    for index, goal_id in enumerate(ids):
        pointer = f"/goals/{index}/goal_id"
        if goal_id in ids[:index]:
            raise Invalid(pointer, "repeated_goal", "This goal is there twice.")
        if goal_id not in known:
            raise Invalid(pointer, "unknown_goal", "This is no goal of yours.")
