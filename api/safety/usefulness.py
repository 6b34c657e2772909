"""Which kinds of alerts earn their place: how often therapists said that one was useful."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Date, Integer, Select, case, cast, func, literal, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.rules.months import next_month
from api.tables import Alert, CareLink, Client

LEAST_OTHERS = 5
"""Of fewer clients who were never in her care a therapist is not told a month's sums: each of them
could be guessed from these, by whoever takes her own away."""
COUNTS = ("opened", "acknowledged", "useful", "not_useful")
_COUNTED = (
    func.count(),
    func.count(Alert.acknowledged_at),
    func.count(case((Alert.useful.is_(True), 1))),
    func.count(case((Alert.useful.is_(False), 1))),
)


@dataclass(slots=True)
class Answers:
    """What was said of the alerts of one kind, by `COUNTS`.

    `mine` are of the clients in a therapist's care, `practice` of all in those `months` that tell
    of nobody, by their first dates.
    """

    mine: Counter[str] = field(default_factory=Counter)
    practice: Counter[str] = field(default_factory=Counter)
    months: list[date] = field(default_factory=list)


async def load_answers(
    session: AsyncSession,
    me: Caller,
    from_at: datetime,
    until_at: datetime,
    months: Sequence[date],
) -> defaultdict[str, Answers]:
    """Return what was said of alerts, by kind; one query.

    Hers are those opened within [from_at, until_at), the practice's those of whole months, wherever
    she is: whichever ranges she takes from each other, whole months are left. Clients who no longer
    share what is theirs are left out.
    """
    found: defaultdict[str, Answers] = defaultdict(Answers)
    every = union_all(_mine(me, from_at, until_at), *(_of_all(me, month) for month in months))
    for kind, month, others, *told in await session.execute(every):
        named = dict(zip(COUNTS, told, strict=True))
        if month is None:
            found[kind].mine.update(named)
        elif others >= LEAST_OTHERS:
            found[kind].practice.update(named)
            found[kind].months.append(month)
    return found


def _mine(me: Caller, from_at: datetime, until_at: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(Alert.kind, cast(null(), Date), cast(null(), Integer), *_COUNTED)
        .where(
            Alert.client_id.in_(access.client_ids(me)),
            Alert.created_at >= from_at,
            Alert.created_at < until_at,
        )
        .group_by(Alert.kind)
    )


def _of_all(me: Caller, month: date) -> Select[*tuple[Any, ...]]:
    """Select the practice's sums of a month; of how many clients whom she never knew they are."""
    ever_hers = select(CareLink.client_id).where(CareLink.therapist_id == me.id)
    unknown = case((Alert.client_id.not_in(ever_hers), Alert.client_id))
    return (
        select(Alert.kind, literal(month, Date), func.count(unknown.distinct()), *_COUNTED)
        .join(Client, Client.id == Alert.client_id)
        .where(
            Client.practice_id == me.practice_id,
            Client.sharing_withdrawn_at.is_(None),
            Alert.created_at >= _midnight(month),
            Alert.created_at < _midnight(next_month(month)),
        )
        .group_by(Alert.kind)
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
