"""/v1/clients/{id}/brief: one page before a session, and that it was read."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api import access
from api.access.deps import Content, Language, Now, Session, Therapist
from api.access.repeatable import RepeatableRoute
from api.platform.http.errors import Invalid
from api.platform.http.fields import In, LocalDate, Out
from api.reviews.brief_shapes import BriefOut
from api.reviews.briefs import brief_of
from api.reviews.record import Record, load_record
from api.tables import BriefRead

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/clients", tags=["insights"])


class BriefReadIn(In):
    """`as_of` is that of the brief that was read; without it, today's."""

    as_of: LocalDate | None = None


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
    client = await access.client(session, client_id, me, now, "view brief")
    record = await load_record(session, client, as_of, now)
    _require_past(record, now, "/query/as_of")
    return brief_of(record, library, language, now)


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
    client = await access.client(session, client_id, me, now, "read brief")
    record = await load_record(session, client, body.as_of if body else None, now)
    _require_past(record, now, "/as_of")
    shown = brief_of(record, library, language, now)
    row = BriefRead(
        created_at=now,
        client_id=client_id,
        therapist_id=me.id,
        as_of=record.as_of,
        snapshot=shown.model_dump(mode="json", by_alias=True),
    )
    session.add(row)
    await session.flush()
    return BriefReadOut(id=row.id, as_of=row.as_of, read_at=now)


def _require_past(record: Record, now: datetime, pointer: str) -> None:
    if record.as_of > record.care.today(now):
        raise Invalid(pointer, "in_the_future", "A brief is of today or of a past date.")
