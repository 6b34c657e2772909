"""/v1/me/access-log: who else looked at a client's data or changed it, and who signed in as her."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import OF_SIGN_INS, Named, names_in, newest_first
from api.access.callers import Caller
from api.access.deps import ClientMe, Pages, Session
from api.care.noted import action_code, stays_unnamed
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out
from api.tables import AuditEvent, CareLink

router = APIRouter(route_class=JsonRoute, prefix="/v1/me", tags=["me"])


class PersonOut(Out):
    name: str
    role: str


class AccessOut(Out):
    """`by` is null for a stranger, whose attempt was `denied`, and for who reused a refresh token.

    Where somebody signed in with my account or ended that, `by` is me, and `sign_in_id` tells which
    of `GET /v1/me/sign-ins` it is. `code_by` made the code that was used for it: null if that was
    the operator, and in all other rows.
    """

    at: datetime
    action: str
    by: PersonOut | None
    sign_in_id: UUID | None
    code_by: PersonOut | None


class AccessPage(Out):
    items: list[AccessOut]
    next_cursor: str | None


@router.get("/access-log", operation_id="list_my_access_log", response_model=AccessPage)
async def list_my_access_log(me: ClientMe, session: Session, pages: Pages) -> AccessPage:
    """List who else looked at my data or changed it, and who signed in as me, newest first."""
    shown = AuditEvent.actor_id.is_distinct_from(me.id) | AuditEvent.action.in_(OF_SIGN_INS)
    query = select(AuditEvent).where(AuditEvent.client_id == me.id, shown)
    events, cursor = await newest_first(session, query, pages)
    concerned = [who for event in events for who in (event.actor_id, _code_by(event))]
    people = await names_in(session, me.practice_id, concerned)
    carers = await _carers(session, me)
    return AccessPage(items=[_shown(event, people, carers) for event in events], next_cursor=cursor)


def _shown(event: AuditEvent, people: dict[UUID | None, Named], carers: set[UUID]) -> AccessOut:
    maker = people.get(_code_by(event))
    return AccessOut(
        at=event.created_at,
        action=action_code(event.action),
        by=_by(event, people.get(event.actor_id), carers),
        sign_in_id=_id_in(event, "sign_in_id"),
        code_by=None if maker is None else PersonOut.model_validate(maker),
    )


def _by(event: AuditEvent, person: Named | None, carers: set[UUID]) -> PersonOut | None:
    """Return who it was, None for whoever is not known or stays unnamed."""
    if person is None or stays_unnamed(event.action, person.id, carers):
        return None
    return PersonOut.model_validate(person)


def _code_by(event: AuditEvent) -> UUID | None:
    return _id_in(event, "code_by")


def _id_in(event: AuditEvent, name: str) -> UUID | None:
    found = (event.subject or {}).get(name)
    return UUID(found) if found else None


async def _carers(session: AsyncSession, me: Caller) -> set[UUID]:
    """Return who cares for me or ever did."""
    links = select(CareLink.therapist_id).where(CareLink.client_id == me.id)
    return set(await session.scalars(links))
