"""Goals: the bodies, how one is set, changed and shown, and that a client has three at a time."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.care.calendars import load_zones
from api.platform.http.edits import Edit, Patch
from api.platform.http.errors import Conflict
from api.platform.http.etags import etag_of, require_condition
from api.platform.http.fields import In, Out, Words
from api.platform.http.paging import Paging
from api.rules.instants import local_date_in_history
from api.rules.plan import goals as rules
from api.rules.plan.goals import ACTIVE, MOST_ACTIVE, edited, is_one_too_many
from api.tables import Client, Goal


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
    session: AsyncSession, me: Caller, client_id: UUID, body: GoalIn, now: datetime
) -> GoalOut:
    """Set a goal with a client in my care."""
    await access.client(session, client_id, me, now, "add goal", lock=True)
    await _require_room(session, None, rules.Goal(body.text, ACTIVE, None), client_id)
    row = Goal(
        created_at=now,
        client_id=client_id,
        created_by=me.id,
        text=body.text,
        set_on=await _today_of(session, client_id, now),
        state=ACTIVE,
        earlier_texts=[],
    )
    session.add(row)
    await session.flush()
    return show_goal(row)


async def change_goal(
    session: AsyncSession,
    me: Caller,
    goal_id: UUID,
    body: Edit[GoalPatch],
    condition: str | None,
    now: datetime,
) -> GoalOut:
    """Change a goal in my care, which is as it was read: `condition` is its ETag."""
    row = await access.fetch(session, Goal, goal_id, me, now, lock=True)
    # Of two writes one waits: a client has three goals at a time.
    await access.fetch(session, Client, row.client_id, me, now, lock=True)
    before = show_goal(row)
    require_condition(condition, before.etag)
    await _change(session, row, body.of(before), now)
    shown = show_goal(row)
    access.note_edit(session, me, now, "goal", row.client_id, changed=shown != before)
    return shown


async def _change(session: AsyncSession, row: Goal, patch: GoalPatch, now: datetime) -> None:
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
