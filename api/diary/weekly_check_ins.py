"""Weekly check-ins: one on the wire, and what is refused of it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.diary.goal_ratings import GoalRating, GoalRatingOut, answers_of, require_goals
from api.platform.http.errors import Invalid
from api.platform.http.fields import Note, Out, Score, whole
from api.platform.http.uploads import TIMES, RecordedIn
from api.rules.instants import History
from api.rules.uploads import Upload, upload_of

# Three at a time, and those that took their place within the week.
MOST_RATED = 12


class WeeklyCheckInIn(RecordedIn):
    """Every answer may be left out or null; only when it was recorded must be said.

    `overall_change` is 1, very much better, to 7, very much worse. `goals` are those of
    `GET /v1/me/today`, each at most once; one that has ended meanwhile is taken, too.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "019cd105-3e00-7d2a-8c11-6b0f4e2a9d73",
                    "energy": 6,
                    "days_in_bed": 1,
                    "pain_interference": 4,
                    "enjoyment": 7,
                    "overall_change": 3,
                    "goals": [{"goal_id": "019c9a21-7400-7c1b-8f02-5d3e9b6a4c11", "rating": 4}],
                    "note": "Gardening again.",
                    "duration_s": 31,
                    "recorded_at": "2026-03-08T18:20:00+01:00",
                }
            ]
        }
    )

    id: UUID
    energy: Score | None = None
    days_in_bed: Annotated[int, whole(0, 7)] | None = None
    pain_interference: Score | None = None
    enjoyment: Score | None = None
    overall_change: Annotated[int, whole(1, 7)] | None = None
    goals: Annotated[list[GoalRating], Field(max_length=MOST_RATED)] | None = None
    note: Note | None = None
    duration_s: Annotated[int, whole(0, 86_400)] | None = None


class WeeklyCheckInOut(Out):
    id: UUID
    monday: date
    energy: int | None
    days_in_bed: int | None
    pain_interference: int | None
    enjoyment: int | None
    overall_change: int | None
    goals: list[GoalRatingOut]
    note: str | None
    duration_s: int | None
    recorded_at: datetime


async def accept_week(
    session: AsyncSession,
    body: WeeklyCheckInIn,
    monday: date,
    history: History,
    me: Caller,
    now: datetime,
) -> Upload:
    """Return what a phone hands in for a week; refused is a week that cannot be filled in now."""
    rated = body.goals or []
    answers = body.model_dump(exclude={"id", "goals", *TIMES}) | answers_of(rated)
    upload = upload_of(answers, body.stamps(me.sign_in_id, now))
    refused = upload.refused_for_week(monday, history)
    if refused:
        raise Invalid("/monday", refused, "This week cannot be filled in now.")
    await require_goals(session, me.id, rated)
    return upload
