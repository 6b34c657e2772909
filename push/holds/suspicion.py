"""Whether INVALID_ARGUMENT means that one target is invalid, or that our own message is.

FCM answers the same in both cases. The outcomes of the latest pushes of all workers, read from
their deliveries, tell the cases apart, as a circuit breaker does:

- closed: most of the latest pushes were accepted, so an invalid target is believed to be one;
- doubted: too few were accepted. No target is disabled, and the operator is told;
- open: the targets of several people are called invalid, more than were accepted. No target is
  disabled, and everything is held for a while;
- half-open: after that hold a few pushes at a time are sent (`Holds.is_trial`), and only those
  count. They open it again, or it closes after a minute.

Invalid targets are counted per person, so that one person's phones cannot hold up the others. A
refused push is not sent again, so each trial uses other reminders and a hold ends by itself. If a
message breaks while hardly any reminder is due, two targets may be disabled before doubt arises.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.ids import oldest_id
from api.platform.statements import fetch
from api.tables import Delivery, Device, Reminder
from push.holds.holds import last_held
from push.transports import WEB_PUSH, Accepted, Dead, Outcome, Refused

INVALID = "INVALID_ARGUMENT"
# How many of the latest pushes are counted (at least the whole batch), and how old they may be.
LAST = 20
RECENT = timedelta(days=1)
# Ids contain the time of their process's clock, which may differ from the database's by this.
SLACK = timedelta(days=1)
# The targets of this many people do not become invalid at the same time.
FLOOD = 5
# Several invalid targets are believed if this many pushes were accepted for each of them.
PROOF = 9
Verdict: TypeAlias = Literal["believed", "doubted", "flood"]


@dataclass(slots=True)
class Votes:
    """Outcomes of pushes: the people whose targets were called invalid, and accepted pushes."""

    invalid: set[UUID] = field(default_factory=set)
    accepted: int = 0
    pushes: int = 0

    def add(self, person: UUID, *, accepted: bool) -> None:
        """Count one push to a person that was accepted or called invalid."""
        self.pushes += 1
        if accepted:
            self.accepted += 1
        else:
            self.invalid.add(person)


def weigh(invalid: int, accepted: int) -> Verdict:
    """Return the verdict from the number of people with invalid targets and of accepted pushes."""
    if invalid >= FLOOD and invalid > accepted:
        return "flood"
    # A single invalid target is believed if any push was accepted.
    return "believed" if accepted >= (1 if invalid == 1 else PROOF * invalid) else "doubted"


async def judge(
    session: AsyncSession, pushes: Iterable[tuple[UUID, Outcome]], now: datetime
) -> Verdict:
    """Return the verdict on INVALID_ARGUMENT among these (person, outcome) pairs."""
    votes = Votes()
    for person, outcome in pushes:
        if isinstance(outcome, Accepted) or is_invalid(outcome):
            votes.add(person, accepted=isinstance(outcome, Accepted))
    if not votes.invalid:
        return "believed"
    last = await last_held(session)
    if last is not None and last.until > now:
        # Pushes in flight when the hold began prove nothing about a target.
        return "flood" if weigh(len(votes.invalid), votes.accepted) == "flood" else "doubted"
    since = max(now - RECENT, last.until) if last else now - RECENT
    await _recall(session, votes, since)
    return weigh(len(votes.invalid), votes.accepted)


def is_invalid(outcome: Outcome) -> bool:
    """Tell whether FCM answered INVALID_ARGUMENT, about the target or about the message."""
    return isinstance(outcome, Dead | Refused) and outcome.code == INVALID


async def _recall(session: AsyncSession, votes: Votes, since: datetime) -> None:
    """Add earlier pushes from the database until enough are counted."""
    if votes.pushes < LAST:
        these = {"since": since, "oldest": oldest_id(since - SLACK), "most": LAST - votes.pushes}
        for row in await fetch(session, _LATEST, these):
            votes.add(row.account_id, accepted=row.state == "accepted")


# Built once. Ids sort by creation time, so few rows are read.
_LATEST: Select[*tuple[Any, ...]] = (
    select(Delivery.state, Reminder.account_id)
    .join(Reminder, Reminder.id == Delivery.reminder_id)
    .join(Device, Device.id == Delivery.device_id)
    .where(
        Delivery.id >= bindparam("oldest"),
        Delivery.dispatched_at >= bindparam("since"),
        # What browsers take proves nothing of a message to FCM.
        Device.target_kind != WEB_PUSH,
        or_(Delivery.state == "accepted", Delivery.error == INVALID),
    )
    .order_by(Delivery.id.desc())
    .limit(bindparam("most"))
)
