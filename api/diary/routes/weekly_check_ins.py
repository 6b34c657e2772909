"""Weekly check-ins, named by their Monday: the phone writes them, client and therapist read."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api import access
from api.access.deps import ClientMe, Config, Now, Pages, Session, Therapist
from api.care.calendars import load_zones
from api.diary.answering import WEEKLY_CHECK_INS, act_on_week, take_back_week
from api.diary.uploads import list_rows, store
from api.diary.weekly_check_ins import WeeklyCheckInIn, WeeklyCheckInOut, accept_week
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import LocalDate, Out
from api.platform.http.ranges import Range
from api.platform.http.uploads import RecordedIn, UploadOut
from api.reminders.planning import replan

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["check-ins"])


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
    upload = await accept_week(session, body, monday, history, me, now)
    stored = await store(session, WEEKLY_CHECK_INS, monday, body.id, upload, me)
    response.status_code = 201 if stored.is_first else 200
    if await act_on_week(session, stored, monday, me, now):
        await replan(session, me.id, now, config.reminder_spread_s)
    row = stored.row
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
    row = await take_back_week(session, monday, said, await load_zones(session, me.id), me, now)
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
