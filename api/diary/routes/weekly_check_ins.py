"""Weekly check-ins, named by their Monday: the phone writes them, client and therapist read."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, Field

from api import access
from api.access.deps import ClientMe, Config, Now, Pages, Session, Therapist
from api.care.calendars import load_zones
from api.diary.goal_ratings import GoalRating, GoalRatingOut, answers_of, require_goals
from api.diary.uploads import dated_table, list_rows, store, take_back
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, Invalid, refusals
from api.platform.http.fields import LocalDate, Note, Out, Score, whole
from api.platform.http.ranges import Range
from api.platform.http.uploads import TIMES, RecordedIn, UploadOut
from api.reminders.done import note_answer, skip_week
from api.reminders.planning import replan
from api.rules.uploads import refused_undo, taking_back, upload_of
from api.tables import WeeklyCheckIn

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["check-ins"])
# Three at a time, and those that took their place within the week.
MOST_RATED = 12
WEEKLY_CHECK_INS = dated_table(WeeklyCheckIn, "monday", "id_of_another_week")


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


class StoredWeeklyCheckIn(WeeklyCheckInOut, UploadOut):
    """What holds of a week now; `undone`: something recorded later took it back."""

    undone: bool


class WeekTakenBack(UploadOut):
    """`undone`: false if something that was recorded later still holds."""

    monday: date
    undone: bool


class WeeklyCheckInPage(Out):
    items: list[WeeklyCheckInOut]
    next_cursor: str | None


@router.put(
    "/me/weekly-check-ins/{monday}",
    operation_id="put_weekly_check_in",
    response_model=StoredWeeklyCheckIn,
    responses={
        201: {"model": StoredWeeklyCheckIn, "description": "The first of its week."},
        **refusals(Conflict),
    },
)
async def put_weekly_check_in(
    monday: LocalDate,
    body: WeeklyCheckInIn,
    me: ClientMe,
    session: Session,
    now: Now,
    config: Config,
    response: Response,
) -> StoredWeeklyCheckIn:
    """Store a week's check-in. Send it again as often as the network needs: it converges."""
    history = await load_zones(session, me.id)
    rated = body.goals or []
    answers = body.model_dump(exclude={"id", "goals", *TIMES}) | answers_of(rated)
    upload = upload_of(answers, body.stamps(me.sign_in_id, now))
    refused = upload.refused_for_week(monday, history)
    if refused:
        raise Invalid("/monday", refused, "This week cannot be filled in now.")
    await require_goals(session, me.id, rated)
    row, is_first, is_known = await store(session, WEEKLY_CHECK_INS, monday, body.id, upload, me)
    response.status_code = 201 if is_first else 200
    if row.answered and not is_known:
        if await skip_week(session, me.id, monday, sign_in_id=me.sign_in_id, now=now):
            await note_answer(session, me.id)
    elif not is_first and not is_known:
        await replan(session, me.id, now, config.reminder_spread_s)
    shown = WeeklyCheckInOut.model_validate(row)
    return StoredWeeklyCheckIn(**dict(shown), undone=row.undone, server_time=now)


@router.delete(
    "/me/weekly-check-ins/{monday}",
    operation_id="undo_weekly_check_in",
    response_model=WeekTakenBack,
)
async def undo_weekly_check_in(
    monday: LocalDate,
    said: Annotated[RecordedIn, Query()],
    me: ClientMe,
    session: Session,
    now: Now,
    config: Config,
) -> WeekTakenBack:
    """Take a week's check-in back, even one that has not arrived yet; a later one counts again."""
    upload = taking_back(said.stamps(me.sign_in_id, now))
    refused = refused_undo(monday, upload.latest_date(await load_zones(session, me.id)))
    if refused or monday.isoweekday() != 1:
        raise Invalid("/monday", refused or "not_a_monday", "This week cannot be taken back.")
    row = await take_back(session, WEEKLY_CHECK_INS, monday, upload, me)
    await replan(session, me.id, now, config.reminder_spread_s)
    return WeekTakenBack(monday=monday, undone=row.undone, server_time=now)


@router.get(
    "/me/weekly-check-ins",
    operation_id="list_my_weekly_check_ins",
    response_model=WeeklyCheckInPage,
)
async def list_my_weekly_check_ins(
    me: ClientMe, session: Session, span: Range, pages: Pages
) -> WeeklyCheckInPage:
    """List my weekly check-ins whose Monday lies in a range of dates, oldest first."""
    rows, cursor = await list_rows(session, WEEKLY_CHECK_INS, me.id, span, pages)
    return WeeklyCheckInPage(items=rows, next_cursor=cursor)


@router.get(
    "/clients/{client_id}/weekly-check-ins",
    operation_id="list_weekly_check_ins",
    response_model=WeeklyCheckInPage,
)
async def list_weekly_check_ins(
    client_id: UUID, me: Therapist, session: Session, now: Now, span: Range, pages: Pages
) -> WeeklyCheckInPage:
    """List a client's weekly check-ins whose Monday lies in a range of dates, oldest first."""
    await access.client(session, client_id, me, now, "view weekly check-ins")
    rows, cursor = await list_rows(session, WEEKLY_CHECK_INS, client_id, span, pages)
    return WeeklyCheckInPage(items=rows, next_cursor=cursor)
