"""Goals: the bodies, how one is shown and edited, and that a client has three at a time."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.calendars import load_zones
from api.platform.http.edits import Patch
from api.platform.http.errors import Conflict
from api.platform.http.etags import etag_of
from api.platform.http.fields import In, Out, Words
from api.platform.http.paging import Paging
from api.rules.instants import local_date_in_history
from api.rules.plan import goals as rules
from api.rules.plan.goals import ACTIVE, MOST_ACTIVE, edited, is_one_too_many
from api.tables import Goal


class GoalIn(In):
    """`text`: one activity that the client wants to be able to do again, in her own words."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Lift my child"}]})

    text: Words


class EarlierTextOut(Out):
    """Words that a goal had before, and until when."""

    text: str
    until_on: date


class GoalOut(Out):
    """`state` is active, reached or ended; `set_on` and `ended_on` are the client's dates.

    `earlier_texts` are the words that she rated before, the oldest first.
    """

    id: UUID
    text: str
    state: str
    set_on: date
    ended_on: date | None
    earlier_texts: list[EarlierTextOut]
    created_at: datetime
    etag: str


class GoalPatch(Patch):
    """Only what is sent changes. New words are for the same activity: another is another goal.

    A goal that is `reached` or `ended` is no longer asked about; `active` asks about it again.
    """

    shows = GoalOut
    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "reached"}]})

    text: Words | None = None
    state: Literal["active", "reached", "ended"] | None = None


async def set_goal(
    session: AsyncSession, client_id: UUID, text: str, by: UUID, now: datetime
) -> Goal:
    """Return a goal that is new; the client is locked."""
    await _require_room(session, None, rules.Goal(text, ACTIVE, None), client_id)
    row = Goal(
        created_at=now,
        client_id=client_id,
        created_by=by,
        text=text,
        set_on=await _today_of(session, client_id, now),
        state=ACTIVE,
        earlier_texts=[],
    )
    session.add(row)
    await session.flush()
    return row


async def edit(session: AsyncSession, row: Goal, patch: GoalPatch, now: datetime) -> None:
    """Change a goal; it and its client are locked."""
    before = rules.Goal(row.text, row.state, row.ended_on, tuple(row.earlier_texts))
    today = await _today_of(session, row.client_id, now)
    after = edited(before, patch.text, patch.state, today)
    await _require_room(session, before, after, row.client_id)
    row.text, row.state, row.ended_on = after.text, after.state, after.ended_on
    row.earlier_texts = list(after.earlier)
    await session.flush()


async def page_of(
    session: AsyncSession, client_id: UUID, pages: Paging
) -> tuple[list[GoalOut], str | None]:
    """Return a page of a client's goals, newest first, and the cursor of the next."""
    query = select(Goal).where(Goal.client_id == client_id)
    rows = list(await session.scalars(pages.select(query, Goal.id, newest_first=True)))
    shown, cursor = pages.cut(rows, lambda row: (row.id,))
    return [show_goal(row) for row in shown], cursor


def show_goal(row: Goal) -> GoalOut:
    """Return a goal as client and therapist see it."""
    names = GoalOut.model_fields.keys() - {"etag"}
    bare = GoalOut.model_validate({name: getattr(row, name) for name in names} | {"etag": ""})
    return bare.model_copy(update={"etag": etag_of(bare)})


async def _require_room(
    session: AsyncSession, before: rules.Goal | None, after: rules.Goal, client_id: UUID
) -> None:
    active = select(func.count()).where(Goal.client_id == client_id, Goal.state == ACTIVE)
    if is_one_too_many(before, after, await session.scalar(active) or 0):
        title = f"A client has {MOST_ACTIVE} goals at a time. End one of them first."
        raise Conflict(code="too_many_goals", title=title)


async def _today_of(session: AsyncSession, client_id: UUID, now: datetime) -> date:
    return local_date_in_history(now, await load_zones(session, client_id))
