"""What a phone says of a date or a week, carried out: stored, and then what follows from it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.diary.check_ins import CheckInIn
from api.diary.uploads import Stored, dated_table, take_back
from api.library import Library
from api.platform.http.errors import Invalid
from api.platform.http.uploads import RecordedIn
from api.reminders.done import note_answer, skip_checked_in, skip_week
from api.rules.instants import History
from api.rules.uploads import refused_undo, taking_back
from api.safety.stops import Said, raise_red_flags
from api.tables import CheckIn, WeeklyCheckIn

CHECK_INS = dated_table(CheckIn, "on_date", "id_of_another_date")
WEEKLY_CHECK_INS = dated_table(WeeklyCheckIn, "monday", "id_of_another_week")


async def act_on_check_in(
    session: AsyncSession,
    stored: Stored,
    body: CheckInIn,
    on: date,
    me: Caller,
    now: datetime,
    library: Library,
    spread_s: int,
) -> bool:
    """Bring in line what depends on a date's check-in; tell whether a replan is still needed.

    A red flag that is named pauses the plan, whichever body holds.
    """
    row = stored.row
    if body.red_flags:
        said = Said(me.id, row.id, on, body.red_flags)
        await raise_red_flags(session, said, library, now, spread_s)
    if is_news(stored) and await skip_checked_in(
        session, me.id, on, sign_in_id=me.sign_in_id, now=now
    ):
        await note_answer(session, me.id)
    return needs_replan(stored)


async def act_on_week(
    session: AsyncSession, stored: Stored, monday: date, me: Caller, now: datetime
) -> bool:
    """Bring in line what depends on a week's check-in; tell whether a replan is still needed."""
    if is_news(stored) and await skip_week(
        session, me.id, monday, sign_in_id=me.sign_in_id, now=now
    ):
        await note_answer(session, me.id)
    return needs_replan(stored)


def is_news(stored: Stored) -> bool:
    """Tell whether an upload has answered something; what follows from one known was done once."""
    return bool(stored.row.answered) and not stored.is_known


def needs_replan(stored: Stored) -> bool:
    """Tell whether an upload may have taken an answer away, so that it is asked for again."""
    return not (stored.row.answered or stored.is_first or stored.is_known)


async def take_back_day(
    session: AsyncSession,
    on: date,
    said: RecordedIn,
    history: History,
    me: Caller,
    now: datetime,
) -> Any:
    """Return what holds of a date once its check-in was taken back; a replan is still needed."""
    upload = taking_back(said.stamps(me.sign_in_id, now))
    _require(refused_undo(on, upload.latest_date(history)), "/date", "This date")
    return await take_back(session, CHECK_INS, on, upload, me)


async def take_back_week(
    session: AsyncSession,
    monday: date,
    said: RecordedIn,
    history: History,
    me: Caller,
    now: datetime,
) -> Any:
    """Return what holds of a week once its check-in was taken back; a replan is still needed."""
    upload = taking_back(said.stamps(me.sign_in_id, now))
    refused = refused_undo(monday, upload.latest_date(history))
    if not refused and monday.isoweekday() != 1:
        refused = "not_a_monday"
    _require(refused, "/monday", "This week")
    return await take_back(session, WEEKLY_CHECK_INS, monday, upload, me)


def _require(refused: str | None, pointer: str, what: str) -> None:
    if refused:
        raise Invalid(pointer, refused, f"{what} cannot be taken back.")
