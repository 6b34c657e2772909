"""Daily check-ins: the phone writes them, client and therapist read them."""

from datetime import date as calendar_date
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from starlette.background import BackgroundTask

from api import access
from api.access.deps import ClientMe, Config, Content, Language, Now, Pages, Session, Therapist
from api.care.calendars import load_zones
from api.diary.check_ins import CheckInAnswers, CheckInIn, accept
from api.diary.kept import KEEPS_RED_FLAGS
from api.diary.uploads import dated_table, list_rows, store, take_back
from api.insights.after_answers import Looks
from api.insights.marks import mark_for_look
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, Invalid, refusals
from api.platform.http.fields import LocalDate, Out
from api.platform.http.ranges import Range
from api.platform.http.uploads import RecordedIn, UploadOut
from api.reminders.done import note_answer, skip_checked_in
from api.reminders.planning import replan
from api.rules.uploads import refused_undo, taking_back
from api.safety.stops import Said, raise_red_flags
from api.safety.texts import SafetyTextOut, texts_of_red_flags
from api.tables import CheckIn

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["check-ins"])
CHECK_INS = dated_table(CheckIn, "on_date", "id_of_another_date")


class CheckInOut(CheckInAnswers):
    id: UUID
    date: calendar_date
    recorded_at: datetime


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


SHOWN = CheckInOut.model_fields.keys() - {"date"}


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
    row, is_first, is_known = await store(session, CHECK_INS, date, body.id, upload, me)
    response.status_code = 201 if is_first else 200
    if body.red_flags:
        said = Said(me.id, row.id, date, body.red_flags)
        await raise_red_flags(session, said, library, now, config.reminder_spread_s)
    # Whatever follows from one that is known was done when it came first.
    if row.answered and not is_known:
        if await skip_checked_in(session, me.id, date, sign_in_id=me.sign_in_id, now=now):
            await note_answer(session, me.id)
        if not await mark_for_look(session, me.id, date, bool(body.body_map), history, now):
            response.background = BackgroundTask(looks.ask)
    elif not is_first and not is_known:
        await replan(session, me.id, now, config.reminder_spread_s)
    texts = await texts_of_red_flags(session, me, library, language, body.red_flags)
    return StoredCheckIn(**_columns(row), undone=row.undone, safety_texts=texts, server_time=now)


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
    upload = taking_back(said.stamps(me.sign_in_id, now))
    refused = refused_undo(date, upload.latest_date(await load_zones(session, me.id)))
    if refused:
        raise Invalid("/date", refused, "This date cannot be taken back.")
    row = await take_back(session, CHECK_INS, date, upload, me)
    await replan(session, me.id, now, config.reminder_spread_s)
    return CheckInTakenBack(date=date, undone=row.undone, server_time=now)


@router.get("/me/check-ins", operation_id="list_my_check_ins", response_model=CheckInPage)
async def list_my_check_ins(
    me: ClientMe, session: Session, span: Range, pages: Pages
) -> CheckInPage:
    """List my check-ins of a range of dates, oldest first."""
    rows, cursor = await list_rows(session, CHECK_INS, me.id, span, pages)
    return CheckInPage(items=list(map(_shown, rows)), next_cursor=cursor)


@router.get(
    "/clients/{client_id}/check-ins", operation_id="list_check_ins", response_model=CheckInPage
)
async def list_check_ins(
    client_id: UUID, me: Therapist, session: Session, now: Now, span: Range, pages: Pages
) -> CheckInPage:
    """List a client's check-ins of a range of dates, oldest first."""
    await access.client(session, client_id, me, now, "view check-ins")
    rows, cursor = await list_rows(session, CHECK_INS, client_id, span, pages)
    return CheckInPage(items=list(map(_shown, rows)), next_cursor=cursor)


def _shown(row: Any) -> CheckInOut:
    return CheckInOut(**_columns(row))


def _columns(row: Any) -> dict[str, Any]:
    return {"date": row.on_date, **{name: getattr(row, name) for name in SHOWN}}
