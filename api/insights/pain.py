"""The pain that clients told of, as far as their figures need it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import String, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.insights.charts import Chart
from api.platform.many import Span, read_within, within
from api.rules.appointments.courses import Standing
from api.rules.insights.baselines import Progress, progress
from api.rules.insights.means import Answers
from api.tables import CheckIn

# Built once.
_TOLD = CheckIn.answered, CheckIn.pain_average.is_not(None)
# Those of a client in one row, since a caseload has thousands of them.
_AVERAGES = within(
    select(
        CheckIn.client_id,
        func.aggregate_strings(
            cast(CheckIn.on_date, String) + " " + cast(CheckIn.pain_average, String), ","
        ),
    )
    .where(*_TOLD)
    .group_by(CheckIn.client_id),
    CheckIn.client_id,
    CheckIn.on_date,
)
_PAIN = within(
    select(CheckIn.client_id, CheckIn.on_date, CheckIn.pain_average, CheckIn.impact).where(*_TOLD),
    CheckIn.client_id,
    CheckIn.on_date,
)


class Pain(NamedTuple):
    """A client's average pain by date, and the dates on which it was hard to bear."""

    average: Answers
    hard_on: set[date]

    @classmethod
    def untold(cls) -> "Pain":
        return cls({}, set())


async def load_progress(session: AsyncSession, charts: Sequence[Chart]) -> dict[UUID, Progress]:
    """Return the progress of clients: baseline, current pain and change; one query."""
    spans = [span for each in charts for span in each.spans_of_change]
    told: defaultdict[UUID, list[str]] = defaultdict(list)
    for client_id, averages in await read_within(session, _AVERAGES, spans):
        told[client_id].append(averages)
    return {
        each.client_id: _progress(",".join(told[each.client_id]), each.where, each.as_of)
        for each in charts
    }


async def load_pain(
    session: AsyncSession, charts: Sequence[Chart], back: timedelta
) -> dict[UUID, Pain]:
    """Return the pain of the days `back` before each chart's date, and of its baseline."""
    spans = [span for each in charts for span in each.spans(each.as_of - back)]
    found = await load_pain_within(session, spans)
    return {each.client_id: found[each.client_id] for each in charts}


async def load_pain_within(session: AsyncSession, spans: Iterable[Span]) -> defaultdict[UUID, Pain]:
    """Return the pain of clients in ranges of dates, by client; one query."""
    found: defaultdict[UUID, Pain] = defaultdict(Pain.untold)
    for client_id, on, value, was_hard in await read_within(session, _PAIN, spans):
        of_client = found[client_id]
        of_client.average[on] = value
        if was_hard:
            of_client.hard_on.add(on)
    return found


# Whoever looks at a caseload looks again, and few of her clients have told more since.
@lru_cache(maxsize=2048)
def _progress(told: str, where: Standing, as_of: date) -> Progress:
    """Return the progress from what the database tells: "2026-03-02 5,2026-03-03 4"."""
    days = (each.split() for each in told.split(",") if each)
    return progress({date.fromisoformat(on): int(value) for on, value in days}, where, as_of)
