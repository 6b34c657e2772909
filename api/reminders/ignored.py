"""Who leaves her reminders unanswered: three ignored running, and only every second one leaves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import among
from api.platform.statements import fetch
from api.tables import Reminder

IGNORED_OFTEN = 3
IGNORED_BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Streak:
    """How many reminders a client ignored since she last answered one, and since when.

    Ignored is what was sent, whose window is over, and which was neither logged nor opened. A
    habit's cue asks for no answer, so it is never ignored. `last_cue_held_back`: of the cues the
    last one was left out; `last_other_held_back`: of the others.
    """

    ignored: int
    since: datetime | None
    last_cue_held_back: bool
    last_other_held_back: bool

    @property
    def is_long(self) -> bool:
        """Whether fewer reminders leave because of it."""
        return self.ignored >= IGNORED_OFTEN

    def holds_back(self, source: str) -> bool:
        """Tell whether the next one of a source is left out: cues take turns among themselves."""
        last = self.last_cue_held_back if _is_cue(source) else self.last_other_held_back
        return self.is_long and not last


async def read_streaks(
    session: AsyncSession, unanswered: Mapping[UUID, int], now: datetime
) -> dict[UUID, Streak]:
    """Return the streaks of clients, given how many reminders each has left unanswered."""
    if not unanswered:
        return {}
    rows: dict[UUID, list[Any]] = defaultdict(list)
    these = {"ids": list(unanswered), "since": now - IGNORED_BACK, "now": now}
    for row in await fetch(session, _LATEST, these):
        rows[row.account_id].append(row)
    return {client: streak_of(rows[client], most, now) for client, most in unanswered.items()}


def streak_of(rows: Sequence[Any], unanswered: int, now: datetime) -> Streak:
    """Return a client's streak; of `rows`, newest first, as many count as she left `unanswered`."""
    left = [row for row in rows if row.counted_on is not None][:unanswered]
    ignored = [
        row.due_at
        for row in left
        if row.state == "sent" and not _is_cue(row.source) and row.expires_at <= now
    ]
    return Streak(
        ignored=len(ignored),
        since=min(ignored, default=None),
        last_cue_held_back=_is_held_back(row for row in rows if _is_cue(row.source)),
        last_other_held_back=_is_held_back(row for row in rows if not _is_cue(row.source)),
    )


def _is_held_back(newest_first: Iterable[Any]) -> bool:
    """Tell whether the newest of these was held back."""
    newest = next(iter(newest_first), None)
    return newest is not None and newest.reason == "backoff"


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
