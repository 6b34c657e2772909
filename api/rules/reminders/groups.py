"""Several reminders of one client that fall due together: one notification, not a burst."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api.rules.reminders.leaving import Decision, Defer, Facts, Follow, Send, decide
from api.rules.reminders.quiet_hours import is_quiet
from api.rules.reminders.reasons import ENDS, End

TOGETHER = timedelta(minutes=10)
# How long to let another worker settle the reminder that speaks for this one.
SETTLING = timedelta(seconds=5)
# No client's reminders are spread over more than this after due.
LONGEST_DELAY = timedelta(minutes=10)
GROUPED = ENDS["grouped"]
HELD_BACK = ENDS["backoff"]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another reminder of the client: `left` once it was pushed, as far as known; else open."""

    id: UUID
    due_at: datetime
    next_attempt_at: datetime
    left: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What becomes of one client's reminders now.

    `leader` speaks for the group and is the only new one to leave; those that follow it are decided
    with it. `rank` is that of the most important of them all.
    """

    decisions: dict[UUID, Decision]
    leader: UUID | None = None
    rank: int = 0

    def refuse(self, end: End) -> None:
        """Let nobody of the group leave, since there is no room for a notification."""
        assert self.leader is not None, "only a group that leaves can be refused"
        group = [each for each, own in self.decisions.items() if own == Follow(self.leader)]
        self.decisions.update(dict.fromkeys((self.leader, *group), end))


def decide_together(mine: Sequence[Facts], others: Sequence[Neighbour], now: datetime) -> Turn:
    """Return what becomes of the reminders of one client that are in hand.

    Those due within ten minutes of the first leave as one, when the last of them is due. What is
    late already, after quiet hours or an outage, leaves as one, whoever has it in hand. What is
    held back is decided when they would leave, so that it is a whole notification.
    """
    decisions: dict[UUID, Decision] = {facts.id: decide(facts, now) for facts in mine}
    leaving = [each for each in mine if decisions[each.id] == Send() and not each.alone]
    fresh = [each for each in leaving if not each.left_before]
    again = max((each for each in leaving if each.left_before), key=_order, default=None)
    spoken_for = _spoken_for(fresh, again, _told(mine, others))
    decisions |= spoken_for
    ready = [each for each in fresh if each.id not in spoken_for]
    if not ready:
        return Turn(decisions)
    until = _wait(ready, others, now)
    if until is not None:
        for each in ready:
            decisions[each.id] = Defer(until, exact=True) if until < each.expires_at else GROUPED
        return Turn(decisions)
    if all(each.holds_back for each in ready):
        return Turn(decisions | dict.fromkeys((each.id for each in ready), HELD_BACK))
    *followers, leader = sorted(ready, key=_order)
    decisions.update({facts.id: Follow(leader.id) for facts in followers})
    return Turn(decisions, leader.id, min(facts.rank for facts in ready))


def notifications(dues: Iterable[datetime]) -> int:
    """Return as how many notifications reminders leave that are due at these instants."""
    count, first = 0, None
    for due_at in sorted(dues):
        if first is None or due_at > first + TOGETHER:
            count, first = count + 1, due_at
    return count


def _told(mine: Sequence[Facts], others: Sequence[Neighbour]) -> datetime | None:
    """Return when the latest was due that has been told, as far as known."""
    dues = [each.due_at for each in others if each.left] + [
        e.due_at for e in mine if e.reached and not e.alone
    ]
    return max(dues, default=None)


def _spoken_for(
    fresh: Sequence[Facts], again: Facts | None, told: datetime | None
) -> dict[UUID, Decision]:
    """Return what becomes of those for whom one speaks that was due after them and left already.

    If it was told while they waited, they are grouped. If it leaves again now they follow it, since
    that may fail like the first time.
    """
    found: dict[UUID, Decision] = {}
    for facts in fresh:
        if told is not None and facts.due_at <= told:
            found[facts.id] = GROUPED
        elif again is not None and _order(facts) < _order(again):
            found[facts.id] = Follow(again.id)
    return found


def _order(each: Facts | Neighbour) -> tuple[datetime, UUID]:
    return each.due_at, each.id


def _first_due(ready: Sequence[Facts], others: Sequence[Neighbour]) -> datetime:
    """Return when the group begins, be it with one that another worker has in hand."""
    first = min(each.due_at for each in ready)
    before = (each.due_at for each in others if not each.left)
    return min((at for at in before if first - TOGETHER <= at < first), default=first)


def _falls_silent(facts: Facts, at: datetime) -> bool:
    """Tell whether who waits until then would wait into the client's quiet hours."""
    quiet = facts.quiet
    return quiet is not None and is_quiet(at + SETTLING, facts.timezone, quiet)


def _wait(ready: Sequence[Facts], others: Sequence[Neighbour], now: datetime) -> datetime | None:
    """Return until when the group waits for those due soon after its first, or None."""
    last = max(map(_order, ready))
    first = _first_due(ready, others)
    later = [other for other in others if not other.left and last < _order(other)]
    awaited = [
        other.next_attempt_at
        for other in later
        if other.due_at <= first + TOGETHER
        and now < other.next_attempt_at <= first + TOGETHER + LONGEST_DELAY
        and not _falls_silent(ready[0], other.next_attempt_at)
    ]
    if awaited:
        return max(awaited)
    # One that is overdue and not in hand is just being decided by another worker.
    return now + SETTLING if any(other.next_attempt_at <= now for other in later) else None
