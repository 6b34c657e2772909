"""Who leaves her reminders unanswered: three ignored running, and only every second one leaves."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import among
from api.tables import Reminder

IGNORED_OFTEN = 3
IGNORED_BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Streak:
    """How many reminders a client ignored since she last answered one, and since when.

    Ignored is what was sent, whose window is over, and which was neither logged nor opened. A
    habit's cue asks for no answer, so it is never ignored. `held_back` tells of cues (True) and of
    the others (False) whether the last one was left out.
    """

    ignored: int
    since: datetime | None
    held_back: frozenset[bool]

    @property
    def is_long(self) -> bool:
        """Whether fewer reminders leave because of it."""
        return self.ignored >= IGNORED_OFTEN

    def holds_back(self, source: str) -> bool:
        """Tell whether the next one of a source is left out: cues take turns among themselves."""
        return self.is_long and _is_cue(source) not in self.held_back


async def read_streaks(
    session: AsyncSession, unanswered: Mapping[UUID, int], now: datetime
) -> dict[UUID, Streak]:
    """Return the streaks of clients, given how many reminders each has left unanswered."""
    if not unanswered:
        return {}
    rows: dict[UUID, list[Any]] = defaultdict(list)
    these = {"ids": list(unanswered), "since": now - IGNORED_BACK, "now": now}
    for row in await session.execute(_LATEST, these):
        rows[row.account_id].append(row)
    return {client: streak_of(rows[client], most, now) for client, most in unanswered.items()}


def streak_of(rows: Sequence[Any], unanswered: int, now: datetime) -> Streak:
    """Return a client's streak, read from her latest reminders backwards as far as unanswered."""
    left = [row for row in rows if row.counted_on is not None][:unanswered]
    ignored = [
        row.due_at
        for row in left
        if row.state == "sent" and not _is_cue(row.source) and row.expires_at <= now
    ]
    # Newest first, so that the oldest of each kind is written first and the latest stays.
    last = {_is_cue(row.source): row.reason for row in reversed(rows)}
    held_back = frozenset(kind for kind, reason in last.items() if reason == "backoff")
    return Streak(len(ignored), min(ignored, default=None), held_back)


def _is_cue(source: str) -> bool:
    return source == "nudge"


# Built once. Newest first: what left, and what was held back.
_LATEST: Select[*tuple[Any, ...]] = (
    select(
        Reminder.account_id,
        Reminder.source,
        Reminder.state,
        Reminder.reason,
        Reminder.due_at,
        Reminder.expires_at,
        Reminder.counted_on,
    )
    .where(
        among(Reminder.account_id),
        Reminder.due_at.between(bindparam("since"), bindparam("now")),
        or_(Reminder.counted_on.is_not(None), Reminder.reason == "backoff"),
    )
    .order_by(Reminder.account_id, Reminder.due_at.desc(), Reminder.id.desc())
)
