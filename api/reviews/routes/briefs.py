"""/v1/clients/{id}/brief: one page before a session, and that it was read."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.access.deps import Content, Language, Now, Session, Therapist
from api.access.repeatable import RepeatableRoute
from api.platform.http.fields import LocalDate, Out
from api.reviews.brief_shapes import BriefOut
from api.reviews.readings import BriefReadIn, mark_read, open_brief

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/clients", tags=["insights"])


class BriefReadOut(Out):
    """What was read is kept as it stands at this moment."""

    id: UUID
    as_of: date
    read_at: datetime


@router.get("/{client_id}/brief", operation_id="get_brief", response_model=BriefOut)
async def get_brief(
    client_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    library: Content,
    language: Language,
    as_of: Annotated[LocalDate | None, Query()] = None,
) -> BriefOut:
    """Read a client's brief as of one of her dates, by default today."""
    return (await open_brief(session, me, client_id, as_of, now, library, language)).brief


@router.post(
    "/{client_id}/brief/read",
    operation_id="read_brief",
    response_model=BriefReadOut,
    status_code=201,
)
async def read_brief(
    client_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    library: Content,
    language: Language,
    body: BriefReadIn | None = None,
) -> BriefReadOut:
    """Say that I have read a client's brief: it is kept as it stands now, and she is told."""
    as_of = body.as_of if body else None
    row = await mark_read(session, me, client_id, as_of, now, library, language)
    return BriefReadOut(id=row.id, as_of=row.as_of, read_at=now)
