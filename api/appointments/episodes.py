"""Episodes of care: the bodies, begun, listed and changed, and how one is shown."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.care.courses import Course, load_course
from api.library import Library
from api.library.codes import require_codes
from api.platform.http.edits import Edit, Patch
from api.platform.http.errors import Conflict, Invalid
from api.platform.http.etags import etag_of, require_condition
from api.platform.http.fields import Conditions, In, LocalDate, Out, whole
from api.platform.http.paging import Paging
from api.rules.appointments.courses import refused_start
from api.tables import Client, Episode

Sessions = Annotated[int, whole(1, 50)]
Weeks = Annotated[int, whole(1, 52)]


class EpisodeIn(In):
    """The conditions are the client's own unless they are sent."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "starts_on": "2026-03-02",
                    "planned_sessions": 4,
                    "planned_weeks": 6,
                    "conditions": ["neck_pain"],
                }
            ]
        }
    )

    starts_on: LocalDate
    planned_sessions: Sessions = 4
    planned_weeks: Weeks = 6
    conditions: Conditions | None = None


class EpisodeOut(Out):
    """An episode; the one that today falls in is the current one."""

    id: UUID
    starts_on: date
    planned_sessions: int
    planned_weeks: int
    planned_until: date
    conditions: list[str]
    sessions_completed: int
    is_current: bool
    created_at: datetime
    etag: str


class EpisodePatch(Patch):
    """Only what is sent changes; a null leaves it as it is."""

    shows = EpisodeOut

    starts_on: LocalDate | None = None
    planned_sessions: Sessions | None = None
    planned_weeks: Weeks | None = None
    conditions: Conditions | None = None


async def begin_episode(
    session: AsyncSession,
    me: Caller,
    client_id: UUID,
    body: EpisodeIn,
    now: datetime,
    library: Library,
) -> EpisodeOut:
    """Begin an episode of a client in my care; the one before it lasts until then."""
    client = await access.client(session, client_id, me, now, "add episode", lock=True)
    await _require_possible(session, body, client_id, library, now)
    fields = body.model_dump(exclude_none=True)
    fields.setdefault("conditions", client.conditions)
    row = Episode(created_at=now, client_id=client_id, created_by=me.id, **fields)
    session.add(row)
    return await show_episode(session, row, now)


async def change_episode(
    session: AsyncSession,
    me: Caller,
    episode_id: UUID,
    body: Edit[EpisodePatch],
    condition: str | None,
    now: datetime,
    library: Library,
) -> EpisodeOut:
    """Change an episode in my care, which is as it was read: `condition` is its ETag."""
    row = await access.fetch(session, Episode, episode_id, me, now, lock=True)
    await access.fetch(session, Client, row.client_id, me, now, lock=True)
    before = await show_episode(session, row, now)
    require_condition(condition, before.etag)
    edit = body.of(before)
    await _require_possible(session, edit, row.client_id, library, now, but=row)
    for name, value in edit.model_dump(exclude_none=True).items():
        setattr(row, name, value)
    shown = await show_episode(session, row, now)
    access.note_edit(session, me, now, "episode", row.client_id, changed=shown != before)
    return shown


async def episodes_of(
    session: AsyncSession, client_id: UUID, pages: Paging, now: datetime
) -> tuple[list[EpisodeOut], str | None]:
    """Return a page of a client's episodes, earliest first, and the cursor of the next."""
    query = select(Episode).where(Episode.client_id == client_id)
    rows = list(await session.scalars(pages.select(query, Episode.starts_on, Episode.id)))
    shown, cursor = pages.cut(rows, lambda row: (row.starts_on, row.id))
    course = await load_course(session, client_id)
    return [_show(row, course, now) for row in shown], cursor


async def show_episode(session: AsyncSession, row: Episode, now: datetime) -> EpisodeOut:
    """Return an episode as it is shown, once it is where its course can count it."""
    await session.flush()
    return _show(row, await load_course(session, row.client_id), now)


def _show(row: Episode, course: Course, now: datetime) -> EpisodeOut:
    bare = EpisodeOut(
        id=row.id,
        starts_on=row.starts_on,
        planned_sessions=row.planned_sessions,
        planned_weeks=row.planned_weeks,
        planned_until=row.starts_on + timedelta(weeks=row.planned_weeks),
        conditions=row.conditions,
        sessions_completed=len(course.sessions[row.starts_on]),
        is_current=course.episode_at(now) is row,
        created_at=row.created_at,
        etag="",
    )
    return bare.model_copy(update={"etag": etag_of(bare)})


async def _require_possible(
    session: AsyncSession,
    body: EpisodeIn | EpisodePatch,
    client_id: UUID,
    library: Library,
    now: datetime,
    but: Episode | None = None,
) -> None:
    """Refuse an unknown condition, a date that is too far off and one that is taken."""
    require_codes(library, "conditions", body.conditions or (), "/conditions")
    if body.starts_on is None:
        return
    course = await load_course(session, client_id)
    refused = refused_start(body.starts_on, course.today(now))
    if refused:
        raise Invalid("/starts_on", refused, "An episode cannot begin on this date.")
    if course.episodes.get(body.starts_on, but) is not but:
        title = "Another episode of this client begins on this date."
        raise Conflict(code="episode_on_date", title=title)
