"""Reading a client's brief, and saying that it was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.library import Library
from api.platform.http.errors import Invalid
from api.platform.http.fields import In, LocalDate
from api.reviews.brief_shapes import BriefOut
from api.reviews.briefs import brief_of
from api.reviews.record import Record, load_record
from api.rules.insights.baselines import Baseline, progress
from api.rules.insights.means import PAIN, Mean, answers
from api.rules.insights.running import running_means
from api.tables import BriefRead


class BriefReadIn(In):
    """`as_of` is that of the brief that was read; without it, today's."""

    as_of: LocalDate | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A brief, and the record that it was made from."""

    record: Record
    brief: BriefOut

    @property
    def baseline(self) -> Baseline:
        """The dates and the mean with which pain is compared."""
        pain = answers(self.record.diary, PAIN)
        return progress(pain, self.record.chart.where, self.record.as_of).baseline

    @property
    def week_means(self) -> list[Mean]:
        """For each date of the series, the mean pain of the seven days up to it."""
        return running_means(answers(self.record.diary, PAIN), self.brief.series.dates)

    @property
    def sessions_on(self) -> Sequence[date]:
        """The dates of the sessions that were held, on the dates of the series."""
        return [on for on in self.record.chart.visits.held_on if on in self.brief.series.dates]

    @property
    def edits_on(self) -> list[date]:
        """The dates from which edits of the plan counted; of a stop, when it was."""
        return [
            self.record.care.date_of(each.at) if each.kind == "stopped" else each.effective_on
            for each in self.brief.plan_changes
        ]

    def is_of_today(self, now: datetime) -> bool:
        """Tell whether it is of the client's today."""
        return self.record.as_of == self.record.care.today(now)


async def open_brief(
    session: AsyncSession,
    me: Caller,
    client_id: UUID,
    as_of: date | None,
    now: datetime,
    library: Library,
    language: str,
) -> Reading:
    """Return a client's brief as of one of her dates, by default today."""
    client = await access.client(session, client_id, me, now, "view brief")
    record = await load_record(session, client, as_of, now)
    _require_past(record, now, "/query/as_of")
    return Reading(record, brief_of(record, library, language, now))


async def mark_read(
    session: AsyncSession,
    me: Caller,
    client_id: UUID,
    as_of: date | None,
    now: datetime,
    library: Library,
    language: str,
) -> BriefRead:
    """Keep a client's brief as it stands now, so that she is told that I have read it."""
    client = await access.client(session, client_id, me, now, "read brief")
    record = await load_record(session, client, as_of, now)
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
    return row


def _require_past(record: Record, now: datetime, pointer: str) -> None:
    if record.as_of > record.care.today(now):
        raise Invalid(pointer, "in_the_future", "A brief is of today or of a past date.")
