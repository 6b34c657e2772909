"""A client's own figures in words: from her record to the sentences she reads."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.charts import load_charts, todays
from api.content.insights import InsightTexts
from api.domain.own_words import Figure, Own, own, sentences
from api.entries import load_diary
from api.models import Client
from api.plans import load_histories
from api.schemas import Out

DAY = timedelta(days=1)


class WordsOut(Out):
    """One sentence in the reader's language, and the figure it is of."""

    figure: Figure
    text: str


async def load_own(
    session: AsyncSession, client_id: UUID, to_on: date | None, now: datetime
) -> Own:
    """Return what a client can be told of, as of a date but no later than today (five queries)."""
    client = await session.get_one(Client, client_id)
    histories = await load_histories(session, [client_id])
    today = todays(histories, now)[client_id]
    as_of = min(to_on or today, today)
    chart = (await load_charts(session, histories, {client_id: as_of}))[client_id]
    return own(
        await load_diary(session, chart),
        chart.where,
        as_of,
        due_from=chart.joined_on,
        over_on=min(as_of, today - DAY),
        is_shared=access.is_shared(client),
    )


def show_words(seen: Own, texts: InsightTexts) -> list[WordsOut]:
    """Return what a client is told, the most useful first."""
    return [
        WordsOut(figure=each.figure, text=texts.sentence(each.code, each.facts))
        for each in sentences(seen)
    ]
