"""Excused periods, in which nothing is due: how long they may be, and how far from today."""

from dataclasses import dataclass
from datetime import date, timedelta

from api.rules.instants import A_DAY
from api.rules.uploads import LATE_UPLOAD_DAYS

LONGEST = timedelta(days=92)
YESTERDAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many days before and after today someone may excuse."""

    back: timedelta
    ahead: timedelta


CLIENT = Reach(back=YESTERDAY, ahead=timedelta(days=92))
THERAPIST = Reach(back=timedelta(days=92), ahead=timedelta(days=366))


@dataclass(frozen=True, slots=True)
class Said:
    """The client's local date now, and the one on which it was said, which her phone may hold."""

    today: date
    recorded_on: date


def refused_period(from_on: date, to_on: date, said: Said, reach: Reach) -> tuple[str, str] | None:
    """Return (field, error code) if local dates from..to cannot be excused, else None.

    How far back it may reach counts from when it was said; it may arrive 92 days later.
    """
    if refused := _refused_length(from_on, to_on):
        return refused
    if from_on < said.recorded_on - reach.back:
        return "from", "too_far_back"
    if _is_too_late(from_on, said):
        return "from", "uploaded_too_late"
    if to_on > said.today + reach.ahead:
        return "to", "too_far_ahead"
    return None


def refused_end(
    from_on: date, to_on: date, new_to_on: date, said: Said, reach: Reach
) -> tuple[str, str] | None:
    """Return (field, error code) if a period cannot end on another date, else None.

    The dates that are excused by it, or no longer, must be within reach; the others stay.
    """
    if refused := _refused_length(from_on, new_to_on):
        return refused
    first_changed = min(to_on, new_to_on) + A_DAY
    if first_changed < said.recorded_on - reach.back:
        return "to", "too_far_back"
    if _is_too_late(first_changed, said):
        return "to", "uploaded_too_late"
    if new_to_on > max(said.today + reach.ahead, to_on):
        return "to", "too_far_ahead"
    return None


def is_over(to_on: date, said: Said) -> bool:
    """Tell whether a period ended before the eve of when it was said: it is in figures by now."""
    return to_on < said.recorded_on - CLIENT.back or _is_too_late(to_on, said)


def _refused_length(from_on: date, to_on: date) -> tuple[str, str] | None:
    if to_on < from_on:
        return "to", "end_before_start"
    return ("to", "too_long") if to_on - from_on >= LONGEST else None


def _is_too_late(on: date, said: Said) -> bool:
    return said.today - on > timedelta(days=LATE_UPLOAD_DAYS)
