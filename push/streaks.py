"""Who leaves her reminders unanswered: three ignored running, and only every second one leaves."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Reminder
from push.among import among

IGNORED_OFTEN = 3
LOOK_BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Streak:
    """How many reminders a client ignored since she last answered one, and since when.

    Ignored is what was sent, whose window is over, and which was neither logged nor opened. A
    habit's cue asks for no answer, so it is never ignored.
    """

    ignored: int
    since: datetime | None
    held_back_last: bool

    @property
    def holds_back(self) -> bool:
        """Whether the next one is left out."""
        return self.ignored >= IGNORED_OFTEN and not self.held_back_last


async def read_streaks(
    session: AsyncSession, unanswered: Mapping[UUID, int], now: datetime
) -> dict[UUID, Streak]:
    """Return the streaks of clients, given how many reminders each has left unanswered."""
    if not unanswered:
        return {}
    rows: dict[UUID, list[Any]] = defaultdict(list)
    these = {"ids": list(unanswered), "since": now - LOOK_BACK, "now": now}
    for row in await session.execute(_LATEST, these):
        rows[row.account_id].append(row)
    return {client: streak_of(rows[client], most, now) for client, most in unanswered.items()}


def streak_of(rows: Sequence[Any], unanswered: int, now: datetime) -> Streak:
    """Return a client's streak, read from her latest reminders backwards as far as unanswered."""
    left = [row for row in rows if row.counted_on is not None][:unanswered]
    ignored = [
        row.due_at
        for row in left
        if row.state == "sent" and row.source != "nudge" and row.expires_at <= now
    ]
    held_back_last = bool(rows) and rows[0].reason == "backoff"
    return Streak(len(ignored), min(ignored, default=None), held_back_last)


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
