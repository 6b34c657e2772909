"""Which kinds of alerts earn their place, as a therapist is shown it."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.platform.http.fields import Out
from api.platform.http.ranges import DateRange
from api.rules.instants import A_DAY, local_date, moved_wall_time, zone
from api.rules.months import whole_months
from api.safety.usefulness import LEAST_OTHERS, Answers, load_answers
from api.tables.safety import ALERT_KINDS

USUAL = timedelta(days=89)


class AnswersOut(Out):
    """Alerts that were opened, and those of them that are acknowledged: by what was said of them.

    `acknowledged` = `useful` + `not_useful` + `unanswered`.
    """

    opened: int
    acknowledged: int
    useful: int
    not_useful: int
    unanswered: int


class PracticeAnswersOut(AnswersOut):
    """The same over whole months of UTC, each named by its first date."""

    months: list[date]


class UsefulnessOfKind(Out):
    """`mine` is of the clients in my care, `practice` of all of its clients, without a name.

    `practice` is of those months within the range that are over, and in which alerts of this kind
    are of `least_others` clients or more who were never in my care, since fewer could be told from
    it; null without any.
    """

    kind: str
    mine: AnswersOut
    practice: PracticeAnswersOut | None


class UsefulnessOut(Out):
    """Every kind, the gravest first; alerts count by the day on which they were opened."""

    from_on: date = Field(serialization_alias="from")
    to_on: date = Field(serialization_alias="to")
    least_others: int
    kinds: list[UsefulnessOfKind]


async def show_usefulness(
    session: AsyncSession, me: Caller, now: datetime, span: DateRange
) -> UsefulnessOut:
    """Return what was said of the alerts of a span, usually of 90 days; one query."""
    from_on, to_on = span.ending(local_date(now, zone(me.timezone)), USUAL)
    from_at, until_at = (_midnight(day, me.timezone) for day in (from_on, to_on + A_DAY))
    months = whole_months(from_on, min(to_on, now.date() - A_DAY))
    found = await load_answers(session, me, from_at, until_at, months)
    return UsefulnessOut(
        from_on=from_on,
        to_on=to_on,
        least_others=LEAST_OTHERS,
        kinds=[
            UsefulnessOfKind(
                kind=kind,
                mine=_shown(found[kind].mine),
                practice=_of_practice(found[kind]),
            )
            for kind in ALERT_KINDS
        ],
    )


def _of_practice(found: Answers) -> PracticeAnswersOut | None:
    if not found.months:
        return None
    return PracticeAnswersOut(**dict(_shown(found.practice)), months=sorted(found.months))


def _shown(counts: Counter[str]) -> AnswersOut:
    unanswered = counts["acknowledged"] - counts["useful"] - counts["not_useful"]
    return AnswersOut(
        opened=counts["opened"],
        acknowledged=counts["acknowledged"],
        useful=counts["useful"],
        not_useful=counts["not_useful"],
        unanswered=unanswered,
    )


def _midnight(day: date, timezone: str) -> datetime:
    return moved_wall_time(datetime.combine(day, time.min, UTC), "UTC", timezone)
