"""Series of pain, sleep and stress with their gaps: the therapist's view and the client's own."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.deps import ClientMe, Content, Language, Now, Session, Therapist
from api.insights.charts import last_read_at
from api.insights.own_words import WordsOut, load_words
from api.insights.series import TrendsOut, load_series, show_trends
from api.platform.http.bodies import JsonRoute
from api.platform.http.ranges import DateRange, Range
from api.platform.statements import fetch
from api.rules.insights.trends import series
from api.rules.instants import History, ZoneSpan, local_date_in_history
from api.tables import Account, CheckIn, ZoneChange

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["insights"])


class MyTrendsOut(TrendsOut):
    """The same with two things more.

    `read_at`: when a therapist of mine last read what they tell. `words`: up to six sentences of
    what they tell as of today, the most useful first; none for a range that ends before today.
    """

    read_at: datetime | None
    words: list[WordsOut]


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a client is and was, her date there, and the first on which she could have checked in.

    `read_at` is when a therapist last marked her brief as read, if that was asked for.
    """

    timezone: str
    history: History
    today: date
    joined_on: date
    read_at: datetime | None


@router.get("/clients/{client_id}/trends", operation_id="get_trends", response_model=TrendsOut)
async def get_trends(
    client_id: UUID, me: Therapist, session: Session, now: Now, span: Range
) -> TrendsOut:
    """Read a client's series over a range of local dates."""
    await access.client(session, client_id, me, now, "view trends")
    return await _trends(session, client_id, await _load_where(session, client_id, now), span)


@router.get("/me/trends", operation_id="get_my_trends", response_model=MyTrendsOut)
async def get_my_trends(
    me: ClientMe, session: Session, now: Now, span: Range, library: Content, language: Language
) -> MyTrendsOut:
    """Read my own series over a range of local dates, and what they tell in words as of today.

    A range that ends before today has no words: theirs would be other days than those it shows.
    """
    mine = await _load_where(session, me.id, now, _LIVED_AND_READ)
    shown = await _trends(session, me.id, mine, span)
    is_over = shown.to_on < mine.today
    texts = library.insight_texts(language)
    words = [] if is_over else await load_words(session, me.id, mine.history, now, texts)
    return MyTrendsOut(read_at=mine.read_at, words=words, **dict(shown))


async def _trends(
    session: AsyncSession, client_id: UUID, hers: _Where, span: DateRange
) -> TrendsOut:
    from_on, to_on = span.ending(hers.today)
    entries = await load_series(session, client_id, from_on, to_on)
    # Today is due once its check-in came or its date is over.
    over_on = hers.today - timedelta(days=1)
    return show_trends(series(from_on, to_on, entries, hers.joined_on, over_on), hers.timezone)


async def _load_where(
    session: AsyncSession, client_id: UUID, now: datetime, lived: Select[Any] | None = None
) -> _Where:
    """Return where a client is without the rest of her chart; one query."""
    rows = await fetch(session, _LIVED if lived is None else lived, {"client_id": client_id})
    history = tuple(ZoneSpan(row.zone, row.from_at) for row in rows)
    her = rows[0]
    joined_on = local_date_in_history(her.created_at, history)
    return _Where(
        timezone=her.timezone,
        history=history,
        today=local_date_in_history(now, history),
        joined_on=min(her.first_on or joined_on, joined_on),
        read_at=getattr(her, "read_at", None),
    )


# Built once; a row for each zone that she lived in.
_LIVED = (
    select(
        Account.timezone,
        Account.created_at,
        ZoneChange.timezone.label("zone"),
        ZoneChange.from_at,
        select(func.min(CheckIn.on_date))
        .where(CheckIn.client_id == bindparam("client_id"), CheckIn.answered)
        .scalar_subquery()
        .label("first_on"),
    )
    .join(ZoneChange, ZoneChange.client_id == Account.id)
    .where(Account.id == bindparam("client_id"))
    .order_by(ZoneChange.from_at, ZoneChange.id)
)
_LIVED_AND_READ = _LIVED.add_columns(
    last_read_at(bindparam("client_id")).scalar_subquery().label("read_at")
)
