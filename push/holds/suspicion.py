"""Whether INVALID_ARGUMENT blames a target, or every one of them because our message is wrong.

FCM says the same in both cases. What tells them apart is what became of the last pushes, of this
and every other worker, so it is read from their deliveries:

- closed: of the last pushes most were accepted, so a target that is called invalid is believed;
- doubted: too few were. Nobody is disabled; the operator is told;
- open: several people's targets are called invalid, and more than were accepted. Nobody is
  disabled, and everything is held for a while;
- half-open: after that a few at a time leave (`Holds.is_trial`), and only what is sent from then
  on counts. Either they trip it again or, when a minute has gone by, it is closed.

What is called invalid is counted by person, so that nobody's own phones hold up the others. A
refused push is not sent again, so each trial has others to try and a hold ends by itself. When a
message breaks while hardly anybody is due, two targets may be disabled before it is doubted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.ids import oldest_id
from api.tables import Delivery, Reminder
from push.holds.holds import last_held
from push.transports import Accepted, Dead, Outcome, Refused

INVALID = "INVALID_ARGUMENT"
# So many pushes are looked at, or the whole batch, and none older than this.
LAST = 20
RECENT = timedelta(days=1)
# An identifier has the clock of its process in it, which may differ from the database's.
SLACK = timedelta(days=1)
# Five people's phones do not break at once.
FLOOD = 5
# Several are believed when so many were accepted for each.
PROOF = 9
Verdict: TypeAlias = Literal["believed", "doubted", "flood"]


@dataclass(slots=True)
class Votes:
    """What became of some pushes: who was called invalid, and how many were accepted."""

    invalid: set[UUID] = field(default_factory=set)
    accepted: int = 0
    pushes: int = 0

    def add(self, person: UUID, *, accepted: bool) -> None:
        """Count one push of a person that was accepted or called invalid."""
        self.pushes += 1
        if accepted:
            self.accepted += 1
        else:
            self.invalid.add(person)


def weigh(invalid: int, accepted: int) -> Verdict:
    """Return what to make of so many people's targets being called invalid."""
    if invalid >= FLOOD and invalid > accepted:
        return "flood"
    # A single one needs no more proof than that anybody was accepted.
    return "believed" if accepted >= (1 if invalid == 1 else PROOF * invalid) else "doubted"


async def judge(
    session: AsyncSession, pushes: Iterable[tuple[UUID, Outcome]], now: datetime
) -> Verdict:
    """Return what to make of INVALID_ARGUMENT among these people's outcomes."""
    votes = Votes()
    for person, outcome in pushes:
        if isinstance(outcome, Accepted) or is_invalid(outcome):
            votes.add(person, accepted=isinstance(outcome, Accepted))
    if not votes.invalid:
        return "believed"
    last = await last_held(session)
    if last is not None and last.until > now:
        # What was in flight when everything was held proves nothing for a target.
        return "flood" if weigh(len(votes.invalid), votes.accepted) == "flood" else "doubted"
    since = max(now - RECENT, last.until) if last else now - RECENT
    await _recall(session, votes, since)
    return weigh(len(votes.invalid), votes.accepted)


def is_invalid(outcome: Outcome) -> bool:
    """Tell whether FCM called the target or the message invalid."""
    return isinstance(outcome, Dead | Refused) and outcome.code == INVALID


async def _recall(session: AsyncSession, votes: Votes, since: datetime) -> None:
    """Add the pushes before these, as far as too few of these are known."""
    if votes.pushes < LAST:
        these = {"since": since, "oldest": oldest_id(since - SLACK), "most": LAST - votes.pushes}
        found = await session.execute(_LATEST, these)
        for row in found:
            votes.add(row.account_id, accepted=row.state == "accepted")


# Built once. Identifiers sort by the time they were made, so that few rows are looked at.
_LATEST: Select[*tuple[Any, ...]] = (
    select(Delivery.state, Reminder.account_id)
    .join(Reminder, Reminder.id == Delivery.reminder_id)
    .where(
        Delivery.id >= bindparam("oldest"),
        Delivery.dispatched_at >= bindparam("since"),
        or_(Delivery.state == "accepted", Delivery.error == INVALID),
    )
    .order_by(Delivery.id.desc())
    .limit(bindparam("most"))
)
