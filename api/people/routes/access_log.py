"""/v1/me/access-log: who else looked at a client's data or changed it."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import DENIED, Named, action_code, names_in, newest_first
from api.access.callers import Caller
from api.access.deps import ClientMe, Pages, Session
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out
from api.tables import AuditEvent, CareLink

router = APIRouter(route_class=JsonRoute, prefix="/v1/me", tags=["me"])


class PersonOut(Out):
    name: str
    role: str


class AccessOut(Out):
    """`by` is null for a stranger: an attempt of hers was `denied`."""

    at: datetime
    action: str
    by: PersonOut | None


class AccessPage(Out):
    items: list[AccessOut]
    next_cursor: str | None


@router.get("/access-log", operation_id="list_my_access_log", response_model=AccessPage)
async def list_my_access_log(me: ClientMe, session: Session, pages: Pages) -> AccessPage:
    """List who else looked at my data or changed it, newest first."""
    others = AuditEvent.actor_id.is_distinct_from(me.id)
    query = select(AuditEvent).where(AuditEvent.client_id == me.id, others)
    events, cursor = await newest_first(session, query, pages)
    people = await names_in(session, me.practice_id, [event.actor_id for event in events])
    carers = await _carers(session, me)
    items = [_shown(event, people.get(event.actor_id), carers) for event in events]
    return AccessPage(items=items, next_cursor=cursor)


def _shown(event: AuditEvent, person: Named | None, carers: set[UUID]) -> AccessOut:
    return AccessOut(
        at=event.created_at,
        action=action_code(event.action),
        by=_by(event, person, carers),
    )


def _by(event: AuditEvent, person: Named | None, carers: set[UUID]) -> PersonOut | None:
    """Return who it was. A stranger who was refused stays unnamed: she may be a client herself."""
    if person is None or (event.action == DENIED and person.id not in carers):
        return None
    return PersonOut.model_validate(person)


async def _carers(session: AsyncSession, me: Caller) -> set[UUID]:
    """Return who cares for me or ever did."""
    links = select(CareLink.therapist_id).where(CareLink.client_id == me.id)
    return set(await session.scalars(links))
