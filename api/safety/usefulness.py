"""Which kinds of alerts earn their place: how often therapists said that one was useful."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.tables import Alert, Client

LEAST_OTHERS = 5
"""Of fewer clients of colleagues the practice's sums of a kind are not told: each could be guessed
from them, by whoever takes her own away."""
COUNTS = ("opened", "acknowledged", "useful", "not_useful")


@dataclass(slots=True)
class Answers:
    """What was said of the alerts of one kind, by `COUNTS`.

    `mine` are of the clients in a therapist's care, `practice` of all; `others` is of how many
    clients out of her care the latter are.
    """

    mine: Counter[str] = field(default_factory=Counter)
    practice: Counter[str] = field(default_factory=Counter)
    others: int = 0

    @property
    def told(self) -> Counter[str] | None:
        """The sums of the practice, None where they would tell of a colleague's client."""
        return self.practice if self.others >= LEAST_OTHERS else None


async def load_answers(
    session: AsyncSession, me: Caller, from_at: datetime, until_at: datetime
) -> defaultdict[str, Answers]:
    """Return what was said of the alerts opened within [from_at, until_at), by kind; one query.

    Clients who no longer share what is theirs are left out.
    """
    found: defaultdict[str, Answers] = defaultdict(Answers)
    each = (
        select(
            Alert,
            Alert.client_id.in_(access.client_ids(me)).label("is_mine"),
        )
        .join(Client, Client.id == Alert.client_id)
        .where(
            Client.practice_id == me.practice_id,
            Client.sharing_withdrawn_at.is_(None),
            Alert.created_at >= from_at,
            Alert.created_at < until_at,
        )
        .subquery("told")
        .c
    )
    counts = (
        func.count(),
        func.count(each.acknowledged_at),
        func.count(case((each.useful.is_(True), 1))),
        func.count(case((each.useful.is_(False), 1))),
    )
    groups = select(each.kind, each.is_mine, func.count(each.client_id.distinct()), *counts)
    for kind, is_mine, clients, *told in await session.execute(
        groups.group_by(each.kind, each.is_mine)
    ):
        named = dict(zip(COUNTS, told, strict=True))
        found[kind].practice.update(named)
        if is_mine:
            found[kind].mine.update(named)
        else:
            found[kind].others = clients
    return found
