"""How a reminder goes on when the answers are there, and when it is tried again. Pure."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.rules.reminders.reasons import ENDS, SENT, End
from push.transports import EVERYTHING, Retry
from push.turn.claims import REACHED

FIRST_RETRY_S, LONGEST_RETRY_S = 10, 300


@dataclass(frozen=True, slots=True)
class Result:
    """Where a reminder goes from here; with `retry_at` it is tried again then.

    `not_before` is when FCM takes another try, be that too late for this reminder.
    """

    reminder_id: UUID
    state: str
    reason: str | None
    retry_at: datetime | None = None
    not_before: datetime | None = None


def result_of(
    row: Any,
    states: set[str],
    again: Sequence[tuple[str, Retry]],
    held: Mapping[str, datetime],
    now: datetime,
) -> Result:
    """Return how a reminder goes on: tried again while it lasts, else ended by its deliveries."""
    # A phone whose scope is held does not keep another one of the same person waiting.
    own = [now + _wait(row, retry) for _, retry in again if retry.hold is None]
    others = [
        held[EVERYTHING if retry.hold == EVERYTHING else name]
        for name, retry in again
        if retry.hold
    ]
    at = max(own or others, default=None)
    if at is None and "retry" in states and not states.intersection(REACHED):
        # The phones that were pushed to now got nothing; another one still waits for its platform.
        at = now + _retry_wait(row)
    if at is not None and at < row.expires_at:
        return Result(row.id, "scheduled", None, at, at)
    end = _final(states)
    return Result(row.id, end.state, end.reason, not_before=at)


def result_of_follower(row: Any, states: set[str], leader: Result | None, now: datetime) -> Result:
    """Return how one goes on that its leader spoke for; `states` are of the leader's deliveries.

    It has been told as soon as one of these may have arrived. What FCM refuses of the leader it
    would refuse of this one. Else it goes on, when FCM takes another try; the leader is None if it
    has ended otherwise meanwhile.
    """
    if not states.isdisjoint(REACHED):
        return Result(row.id, "skipped", "grouped")
    if leader is not None and leader.reason == "refused":
        return Result(row.id, leader.state, leader.reason)
    at = leader.not_before if leader is not None and leader.not_before is not None else now
    # At its end it is tried again, to be told that it expired.
    return Result(row.id, "scheduled", None, min(at, row.expires_at))


def told(states: Collection[str]) -> End | None:
    """Return how a reminder ends that may have arrived, by its deliveries; None if none did."""
    if "accepted" in states:
        return SENT
    return ENDS["unknown"] if "unknown" in states else None


def _final(states: set[str]) -> End:
    found = told(states)
    if found is not None:
        return found
    if "retry" in states:
        return ENDS["not_accepted_in_time"]
    return ENDS["refused" if "refused" in states else "target_dead"]


def _wait(row: Any, retry: Retry) -> timedelta:
    """Return how long to wait: what FCM asked for, else longer with each attempt."""
    if retry.after_s is not None:
        return timedelta(seconds=max(1.0, retry.after_s))
    return _retry_wait(row)


def _retry_wait(row: Any) -> timedelta:
    """Return an exponential wait with a jitter that is the same whoever reckons it."""
    jitter = hashlib.sha256(row.id.bytes + bytes([row.attempts % 256])).digest()[0] / 256
    wait_s = min(FIRST_RETRY_S * 2 ** max(0, min(row.attempts - 1, 10)), LONGEST_RETRY_S)
    return timedelta(seconds=wait_s * (1 + jitter))
