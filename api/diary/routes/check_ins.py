"""Daily check-ins: the phone writes them, client and therapist read them."""

from datetime import date as calendar_date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from starlette.background import BackgroundTask

from api import access
from api.access.deps import ClientMe, Config, Content, Language, Now, Pages, Session, Therapist
from api.care.calendars import load_zones
from api.diary.answering import CHECK_INS, act_on_check_in, is_news, take_back_day
from api.diary.check_ins import CheckInIn, CheckInOut, accept, check_in_columns, show_check_in
from api.diary.kept import KEEPS_RED_FLAGS
from api.diary.uploads import list_rows, store
from api.insights.after_answers import Looks
from api.insights.marks import mark_for_look
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import LocalDate, Out
from api.platform.http.ranges import Range
from api.platform.http.uploads import RecordedIn, UploadOut
from api.reminders.planning import replan
from api.safety.texts import SafetyTextOut, texts_of_red_flags

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["check-ins"])


class StoredCheckIn(CheckInOut, UploadOut):
    """`safety_texts`: what to show now, when what was sent holds red flags.

    `undone`: this date was taken back by something recorded later than what was sent.
    """

    undone: bool
    safety_texts: list[SafetyTextOut]


class CheckInTakenBack(UploadOut):
    """`undone`: false if something that was recorded later still holds."""

    date: calendar_date
    undone: bool


class CheckInPage(Out):
    items: list[CheckInOut]
    next_cursor: str | None


@router.put(
    "/me/check-ins/{date}",
    operation_id="put_check_in",
    response_model=StoredCheckIn,
    dependencies=[KEEPS_RED_FLAGS],
    responses={
        201: {"model": StoredCheckIn, "description": "The first of its date."},
        **refusals(Conflict),
    },
)
async def put_check_in(
    date: LocalDate,
    body: CheckInIn,
    me: ClientMe,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
    language: Language,
    looks: Looks,
    response: Response,
) -> StoredCheckIn:
    """Store a date's check-in. Send it again as often as the network needs: it converges.

    A red flag pauses the plan until the therapist resumes it, even if it is taken back, and even
    if the rest of the body is refused.
    """
    history = await load_zones(session, me.id)
    upload = accept(body, date, history, library, me, now)
    stored = await store(session, CHECK_INS, date, body.id, upload, me)
    row, spread_s = stored.row, config.reminder_spread_s
    response.status_code = 201 if stored.is_first else 200
    if await act_on_check_in(session, stored, body, date, me, now, library, spread_s):
        await replan(session, me.id, now, spread_s)
    has_map = bool(body.body_map)
    if is_news(stored) and not await mark_for_look(session, me.id, date, has_map, history, now):
        response.background = BackgroundTask(looks.ask)
    texts = await texts_of_red_flags(session, me, library, language, body.red_flags)
    return StoredCheckIn(
        **check_in_columns(row), undone=row.undone, safety_texts=texts, server_time=now
    )


@router.delete(
    "/me/check-ins/{date}", operation_id="undo_check_in", response_model=CheckInTakenBack
)
async def undo_check_in(
    date: LocalDate,
    said: Annotated[RecordedIn, Query()],
    me: ClientMe,
    session: Session,
    now: Now,
    config: Config,
) -> CheckInTakenBack:
    """Take a date's check-in back, even one that has not arrived yet; a later one counts again.

    What its red flag paused stays paused.
    """
    row = await take_back_day(session, date, said, await load_zones(session, me.id), me, now)
    await replan(session, me.id, now, config.reminder_spread_s)
    return CheckInTakenBack(date=date, undone=row.undone, server_time=now)


@router.get("/me/check-ins", operation_id="list_my_check_ins", response_model=CheckInPage)
async def list_my_check_ins(
    me: ClientMe, session: Session, span: Range, pages: Pages
) -> CheckInPage:
    """List my check-ins of a range of dates, oldest first."""
    rows, cursor = await list_rows(session, CHECK_INS, me.id, span, pages)
    return CheckInPage(items=list(map(show_check_in, rows)), next_cursor=cursor)


@router.get(
    "/clients/{client_id}/check-ins", operation_id="list_check_ins", response_model=CheckInPage
)
async def list_check_ins(
    client_id: UUID, me: Therapist, session: Session, now: Now, span: Range, pages: Pages
) -> CheckInPage:
    """List a client's check-ins of a range of dates, oldest first."""
    await access.client(session, client_id, me, now, "view check-ins")
    rows, cursor = await list_rows(session, CHECK_INS, client_id, span, pages)
    return CheckInPage(items=list(map(show_check_in, rows)), next_cursor=cursor)
