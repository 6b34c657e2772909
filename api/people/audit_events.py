"""Who did what in a practice, as its admins read it: newest first, by name."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.audit import Named, has_action, names_in, newest_first
from api.access.callers import Caller
from api.care.noted import action_code
from api.platform.http.fields import Out
from api.platform.http.paging import Paging
from api.platform.http.ranges import DateRange
from api.rules.instants import local_date, zone
from api.tables import AuditEvent, Practice

N = TypeVar("N", bound=Out)


class ActorOut(Out):
    id: UUID
    name: str
    role: str


class SubjectClientOut(Out):
    id: UUID
    name: str


class AuditEventOut(Out):
    """`actor` is null for someone of another practice and for what nobody did."""

    id: UUID
    at: datetime
    actor: ActorOut | None
    client: SubjectClientOut | None
    action: str
    subject: dict[str, Any] | None


class AuditPage(Out):
    items: list[AuditEventOut]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events are asked for; the dates are the practice's."""

    dates: DateRange
    client_id: UUID | None
    actor_id: UUID | None
    action: str | None


async def read_audit(
    session: AsyncSession, me: Caller, now: datetime, pages: Paging, asked: Asked
) -> AuditPage:
    """Return a page of what was done in an admin's practice; reading it is noted too."""
    query = await _within(session, me, asked.dates, now)
    if asked.client_id is not None:
        query = query.where(AuditEvent.client_id == asked.client_id)
    if asked.actor_id is not None:
        query = query.where(AuditEvent.actor_id == asked.actor_id)
    if asked.action is not None:
        query = query.where(has_action(asked.action))
    events, cursor = await newest_first(session, query, pages)
    access.note(session, me, now, "view audit")
    return AuditPage(items=await _shown(session, events, me), next_cursor=cursor)


async def _within(
    session: AsyncSession, me: Caller, dates: DateRange, now: datetime
) -> Select[AuditEvent]:
    practice = await session.get_one(Practice, me.practice_id)
    tz = zone(practice.timezone)
    from_on, to_on = dates.ending(local_date(now, tz))
    begin, end = (
        datetime.combine(day, time.min, tz).astimezone(UTC)
        for day in (from_on, to_on + timedelta(days=1))
    )
    return select(AuditEvent).where(
        AuditEvent.practice_id == me.practice_id,
        AuditEvent.created_at >= begin,
        AuditEvent.created_at < end,
    )


async def _shown(
    session: AsyncSession, events: list[AuditEvent], me: Caller
) -> list[AuditEventOut]:
    concerned = [event.actor_id for event in events] + [event.client_id for event in events]
    people = await names_in(session, me.practice_id, concerned)
    return [
        AuditEventOut(
            id=event.id,
            at=event.created_at,
            actor=_named(people.get(event.actor_id), ActorOut),
            client=_named(people.get(event.client_id), SubjectClientOut),
            action=action_code(event.action),
            subject=event.subject,
        )
        for event in events
    ]


def _named(person: Named | None, shown: type[N]) -> N | None:
    return None if person is None else shown.model_validate(person)
