"""A client's own figures in words: from the database to the sentences that she reads."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.care.calendars import load_zones
from api.insights.charts import Chart, load_chart
from api.insights.series import load_diary
from api.library.insights import InsightTexts
from api.platform.http.fields import Out
from api.rules.insights.own_words import Figure, own, sentences


class WordsOut(Out):
    """One sentence in the reader's language, and the figure it is of."""

    figure: Figure
    text: str


async def load_own_chart(session: AsyncSession, client_id: UUID, now: datetime) -> Chart:
    """Return a client's chart as of her local today; three queries."""
    return await load_chart(session, client_id, await load_zones(session, client_id), now)


async def load_words(session: AsyncSession, chart: Chart, texts: InsightTexts) -> list[WordsOut]:
    """Return the sentences for a client, the most useful first; two queries."""
    seen = own(
        await load_diary(session, chart),
        chart.where,
        chart.as_of,
        due_from=chart.joined_on,
        is_seen=await access.is_seen(session, chart.client_id),
    )
    return [
        WordsOut(figure=each.figure, text=texts.sentence(each.code, each.facts))
        for each in sentences(seen)
    ]
