"""When a reminder may leave, and why it may not. Pure: the facts come in, a decision goes out."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api.rules.reminders.briefs import BRIEF
from api.rules.reminders.of_accounts import OF_ACCOUNT
from api.rules.reminders.quiet_hours import Quiet, quiet_until
from api.rules.reminders.reasons import AS_IT_LEAVES, ENDS, End, why_not

RANKS = {
    "prescription": 0,
    "snooze": 0,
    "check_in": 1,
    "weekly_check_in": 1,
    "nudge": 2,
    "brief": 0,
}
RANKS |= dict.fromkeys(OF_ACCOUNT, 0)
"""What leaves first when a client's day has not room for everything, by source."""
ALONE = (*OF_ACCOUNT, BRIEF)
"""What is of no client's plan: it is not grouped, and no revision tells whether it still holds."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a reminder at the moment it would leave.

    `rank` orders what competes for a client's attention, the most important first. `alone`: neither
    quiet hours nor other reminders keep it back, and no other speaks for it. `left_before`: a push
    of it left already, and this is another try; `reached`: and may have arrived somewhere.
    `holds_back`: she ignored the last ones, and it is the turn of the next notification to be left
    out. `on_phone_at`: all her phones remind of it by themselves, the last of them at this instant.
    `held_until`: nothing is pushed to any of them before.
    """

    id: UUID
    rank: int
    due_at: datetime
    expires_at: datetime
    timezone: str
    quiet: Quiet | None
    alone: bool
    done: bool
    stopped: bool
    paused: bool
    paused_for_safety: bool
    discharged: bool
    plan_changed: bool
    can_be_pushed: bool
    on_phone_at: datetime | None = None
    left_before: bool = False
    reached: bool = False
    holds_back: bool = False
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Let it leave now."""


@dataclass(frozen=True, slots=True)
class Defer:
    """Not yet: try again at this instant, `exact` without a client's spread added to it."""

    until: datetime
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Follow:
    """Let the notification of another, its leader, stand for it too, if that one arrives."""

    leader: UUID


Decision = Send | End | Defer | Follow


def decide(facts: Facts, now: datetime) -> Decision:
    """Return what becomes of a claimed reminder.

    What has expired is not deferred.
    """
    end = why_not(_known(facts, now), AS_IT_LEAVES)
    if end is not None:
        return end
    if now < facts.due_at:
        return Defer(facts.due_at)
    if facts.quiet is not None and not facts.alone:
        until = quiet_until(now, facts.timezone, facts.quiet, facts.expires_at)
        if until is not None:
            return Defer(until) if until < facts.expires_at else ENDS["quiet_hours"]
    if not facts.can_be_pushed:
        return _not_pushed(facts, now)
    if facts.held_until is not None:
        # At its end it is tried again, to be told that it expired.
        return Defer(min(facts.held_until, facts.expires_at), exact=True)
    return Send()


def _not_pushed(facts: Facts, now: datetime) -> Decision:
    """Return what becomes of what is pushed to no phone.

    What is to speak for it on a phone may be answered before, and then it is pushed.
    """
    at = facts.on_phone_at
    if at is None:
        return ENDS["no_device"]
    return Defer(at, exact=True) if now < at < facts.expires_at else ENDS["on_phone"]


def _known(facts: Facts, now: datetime) -> dict[str, bool]:
    """Return which reasons hold that a reminder does not leave, now or later."""
    return {
        "done": facts.done,
        "safety": facts.paused_for_safety,
        "paused": facts.paused,
        "stopped": facts.stopped,
        "discharged": facts.discharged,
        "expired": now >= facts.expires_at,
        "plan_changed": facts.plan_changed,
    }


def delay_of(person: UUID, window_s: int) -> timedelta:
    """Return how long after due one person's reminders leave: stable, in [0, window) seconds."""
    if window_s == 0:
        return timedelta(0)
    number = int.from_bytes(hashlib.sha256(person.bytes).digest()[:8])
    return timedelta(seconds=number % window_s)


def tried_again_at(defer: Defer, person: UUID, expires_at: datetime, window_s: int) -> datetime:
    """Return when a deferred reminder is next tried.

    What waited for the morning is spread like everything else, as far as it still leaves in time.
    """
    if defer.exact:
        return defer.until
    delayed = defer.until + delay_of(person, window_s)
    return delayed if delayed < expires_at else defer.until
