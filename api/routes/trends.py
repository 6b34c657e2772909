"""Series of pain, sleep and stress with their gaps: the therapist's view and the client's own."""

from datetime import date, datetime, timedelta
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.charts import last_read_at
from api.deps import ClientMe, Content, Language, Now, Session, Therapist
from api.domain.instants import local_date_in_history, zone
from api.domain.trends import series
from api.entries import load_entries
from api.json_bodies import JsonRoute
from api.models import Account, CheckIn
from api.own_words import WordsOut, load_own, show_words
from api.plans import load_zones
from api.ranges import DateRange, Range
from api.series_shapes import TrendsOut, show_trends
from api.spans import Span

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["insights"])


class MyTrendsOut(TrendsOut):
    """The same with two things more.

    `read_at`: when a therapist of mine last read what they tell. `words`: up to six sentences of
    what they tell, the most useful first, as of the last date asked for but no later than today.
    """

    read_at: datetime | None
    words: list[WordsOut]


@router.get("/clients/{client_id}/trends", operation_id="get_trends", response_model=TrendsOut)
async def get_trends(
    client_id: UUID, me: Therapist, session: Session, now: Now, span: Range
) -> TrendsOut:
    """Read a client's series over a range of local dates."""
    await access.client(session, client_id, me, now, "view trends")
    return await _trends(session, client_id, now, span)


@router.get("/me/trends", operation_id="get_my_trends", response_model=MyTrendsOut)
async def get_my_trends(
    me: ClientMe, session: Session, now: Now, span: Range, library: Content, language: Language
) -> MyTrendsOut:
    """Read my own series over a range of local dates, and what they tell in words."""
    shown = await _trends(session, me.id, now, span)
    read_at = await session.scalar(last_read_at(me.id))
    seen = await load_own(session, me.id, span.to_on, now)
    words = show_words(seen, library.insight_texts(language))
    return MyTrendsOut(read_at=read_at, words=words, **dict(shown))


async def _trends(
    session: AsyncSession, client_id: UUID, now: datetime, span: DateRange
) -> TrendsOut:
    account = await session.get_one(Account, client_id)
    today = now.astimezone(zone(account.timezone)).date()
    from_on, to_on = span.ending(today)
    entries = await load_entries(session, [Span(client_id, from_on, to_on)])
    # Today is due once its check-in came or its date is over.
    due_from = await _first_day(session, account)
    found = series(from_on, to_on, entries, due_from, today - timedelta(days=1))
    return show_trends(found, account.timezone)


async def _first_day(session: AsyncSession, account: Account) -> date:
    """Return the first date a check-in could have been made on, or was made for."""
    history = await load_zones(session, account.id)
    joined_on = local_date_in_history(account.created_at, history)
    first = await session.scalar(
        select(func.min(CheckIn.on_date)).where(CheckIn.client_id == account.id)
    )
    return min(first or joined_on, joined_on)
