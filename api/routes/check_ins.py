"""Daily check-ins: the phone writes them, client and therapist read them."""

from datetime import date as calendar_date
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field
from sqlalchemy import Row, bindparam, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.auth import Caller
from api.content import Library
from api.deps import ClientMe, Content, Now, Session, Therapist
from api.domain.instants import local_date_in_history
from api.domain.uploads import digest_of, ordering, refused_date
from api.errors import Conflict, Invalid, Unavailable, refusals
from api.json_bodies import JsonRoute
from api.models import CheckIn
from api.paging import Pages
from api.plans import load_zones
from api.ranges import Range
from api.schemas import Code, Flag, Hours, Instant, LocalDate, Note, Out, PhoneIn, Score, whole

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["check-ins"])


class Spot(PhoneIn):
    """One place on the body map."""

    region: Code
    side: Literal["left", "right", "both", "middle"] | None = None
    role: Literal["source", "referred"] = "source"
    tingling: Flag = False


class CheckInIn(PhoneIn):
    """Every answer may be left out or null; only when it was recorded must be said."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "019cad05-7c00-7b3e-9a51-3f2a6c8d1e40",
                    "pain_average": 3,
                    "pain_worst": 5,
                    "sleep_quality": 7,
                    "sleep_hours": 6.5,
                    "stress": 4,
                    "pain_medicine": False,
                    "impact": False,
                    "body_map": [{"region": "neck", "side": "left", "role": "source"}],
                    "red_flags": [],
                    "note": "Better after the walk.",
                    "duration_s": 48,
                    "recorded_at": "2026-03-02T19:12:30+01:00",
                }
            ]
        }
    )

    id: UUID
    pain_average: Score | None = None
    pain_worst: Score | None = None
    sleep_quality: Score | None = None
    sleep_hours: Hours | None = None
    stress: Score | None = None
    pain_medicine: Flag | None = None
    impact: Flag | None = None
    body_map: Annotated[list[Spot], Field(max_length=60)] = []
    red_flags: Annotated[list[Code], Field(max_length=30)] = []
    note: Note | None = None
    duration_s: Annotated[int, whole(0, 86_400)] | None = None
    recorded_at: Instant


class CheckInOut(Out):
    id: UUID
    date: calendar_date
    pain_average: int | None
    pain_worst: int | None
    sleep_quality: int | None
    sleep_hours: float | None
    stress: int | None
    pain_medicine: bool | None
    impact: bool | None
    body_map: list[Spot]
    red_flags: list[str]
    note: str | None
    duration_s: int | None
    recorded_at: datetime


class CheckInPage(Out):
    items: list[CheckInOut]
    next_cursor: str | None


SHOWN = CheckInOut.model_fields.keys() - {"date"}
KEPT = {"id", "created_at", "client_id", "on_date"}


def _upsert(dialect: Any) -> Any:
    """Return the one statement that stores a check-in.

    It does nothing when a newer one is there already, or the id is another date's or person's.
    """
    table = CheckIn.__table__
    sent = {each.name: bindparam(f"new_{each.name}", type_=each.type) for each in table.columns}
    other = (CheckIn.client_id != sent["client_id"]) | (CheckIn.on_date != sent["on_date"])
    taken = select(CheckIn.id).where(CheckIn.id == sent["id"], other).exists()
    insert = dialect.insert(table).from_select(list(sent), select(*sent.values()).where(~taken))
    new = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=["client_id", "on_date"],
        set_={name: new[name] for name in sent if name not in KEPT},
        where=tuple_(new.ordered_at, new.digest) > tuple_(CheckIn.ordered_at, CheckIn.digest),
    ).returning(table)


# Built once: an upsert built for each request costs twice the CPU.
UPSERTS = {"postgresql": _upsert(postgresql), "sqlite": _upsert(sqlite)}


@router.put(
    "/me/check-ins/{date}",
    operation_id="put_check_in",
    response_model=CheckInOut,
    responses={
        201: {"model": CheckInOut, "description": "The first of its date."},
        **refusals(Conflict),
    },
)
async def put_check_in(
    date: LocalDate,
    body: CheckInIn,
    me: ClientMe,
    session: Session,
    now: Now,
    library: Content,
    response: Response,
) -> CheckInOut:
    """Store a date's check-in. Send it again as often as the network needs: it converges."""
    _require_known(body, library)
    history = await load_zones(session, me.id)
    recorded_on = local_date_in_history(ordering(body.recorded_at, now), history)
    refused = refused_date(date, recorded_on, now)
    if refused:
        raise Invalid("/date", refused)
    row = await _store(session, date, body, me, now)
    response.status_code = 201 if row.created_at == now and row.id == body.id else 200
    return _shown(row)


@router.get("/me/check-ins", operation_id="list_my_check_ins", response_model=CheckInPage)
async def list_my_check_ins(
    me: ClientMe, session: Session, span: Range, pages: Pages
) -> CheckInPage:
    """List my check-ins of a range of dates, oldest first."""
    return await _list(session, me.id, span, pages)


@router.get(
    "/clients/{client_id}/check-ins", operation_id="list_check_ins", response_model=CheckInPage
)
async def list_check_ins(
    client_id: UUID, me: Therapist, session: Session, now: Now, span: Range, pages: Pages
) -> CheckInPage:
    """List a client's check-ins of a range of dates, oldest first."""
    await access.client(session, client_id, me, now, "view check-ins")
    return await _list(session, client_id, span, pages)


async def _store(
    session: AsyncSession, on: calendar_date, body: CheckInIn, me: Caller, now: datetime
) -> CheckIn | Row[Any]:
    """Return what is stored for the date now; an id that is another's is 404 or 409."""
    upsert = UPSERTS[session.get_bind().dialect.name]
    values = {f"new_{name}": value for name, value in _values(on, body, me, now).items()}
    try:
        # By the connection, since a check-in that is only shown need not become an object first.
        stored = (await (await session.connection()).execute(upsert, values)).one_or_none()
    except IntegrityError:
        # The id was taken by another date a moment ago; asked again, the answer is plain.
        raise Unavailable(retry_after_s=1) from None
    if stored is not None:
        return stored
    named = await access.own_or_absent(session, CheckIn, body.id, me, now)
    if named is not None and named.on_date != on:
        raise Conflict(code="id_of_another_date", title="This id belongs to another date.")
    same = (CheckIn.client_id == me.id, CheckIn.on_date == on)
    return (await session.scalars(select(CheckIn).where(*same))).one()


def _values(on: calendar_date, body: CheckInIn, me: Caller, now: datetime) -> dict[str, Any]:
    answers = body.model_dump(exclude={"id", "recorded_at"})
    return {
        **answers,
        "id": body.id,
        "created_at": now,
        "client_id": me.id,
        "on_date": on,
        "recorded_at": body.recorded_at,
        "ordered_at": ordering(body.recorded_at, now),
        "digest": digest_of(answers),
        "received_at": now,
    }


def _require_known(body: CheckInIn, library: Library) -> None:
    vocabulary = library.vocabulary("en")
    for index, code in enumerate(body.red_flags):
        if code not in vocabulary.codes("red_flags"):
            raise Invalid(f"/red_flags/{index}", "unknown_red_flag")
    for index, spot in enumerate(body.body_map):
        if spot.region not in vocabulary.codes("regions"):
            raise Invalid(f"/body_map/{index}/region", "unknown_region")


async def _list(session: AsyncSession, client_id: UUID, span: Range, pages: Pages) -> CheckInPage:
    query = select(CheckIn).where(CheckIn.client_id == client_id).order_by(CheckIn.on_date)
    if span.from_on:
        query = query.where(CheckIn.on_date >= span.from_on)
    if span.to_on:
        query = query.where(CheckIn.on_date <= span.to_on)
    if pages.after:
        last = select(CheckIn.on_date).where(CheckIn.id == pages.after)
        query = query.where(CheckIn.on_date > last.scalar_subquery())
    rows = list(await session.scalars(query.limit(pages.fetch)))
    shown, cursor = pages.cut(rows, [row.id for row in rows])
    return CheckInPage(items=[_shown(row) for row in shown], next_cursor=cursor)


def _shown(row: CheckIn | Row[Any]) -> CheckInOut:
    return CheckInOut(date=row.on_date, **{name: getattr(row, name) for name in SHOWN})
