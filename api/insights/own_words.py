"""A client's own figures in words: from the database to the sentences that she reads."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.insights.charts import load_chart
from api.insights.series import load_diary
from api.library.insights import InsightTexts
from api.platform.http.fields import Out
from api.rules.insights.own_words import Figure, own, sentences
from api.rules.instants import History


class WordsOut(Out):
    """One sentence in the reader's language, and the figure it is of."""

    figure: Figure
    text: str


async def load_words(
    session: AsyncSession, client_id: UUID, history: History, now: datetime, texts: InsightTexts
) -> list[WordsOut]:
    """Return the sentences for a client, the most useful first, as of her today; four queries."""
    chart = await load_chart(session, client_id, history, now)
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
