"""Excused periods, in which nothing is due: how long they may be, and how far from today."""

from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = timedelta(days=92)
YESTERDAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many days before and after today someone may excuse."""

    back: timedelta
    ahead: timedelta


CLIENT = Reach(back=YESTERDAY, ahead=timedelta(days=92))
THERAPIST = Reach(back=timedelta(days=92), ahead=timedelta(days=366))


def refused_period(from_on: date, to_on: date, today: date, reach: Reach) -> tuple[str, str] | None:
    """Return (field, error code) if local dates from..to cannot be excused, else None."""
    if to_on < from_on:
        return "to", "end_before_start"
    if to_on - from_on >= LONGEST:
        return "to", "too_long"
    if from_on < today - reach.back:
        return "from", "too_far_back"
    if to_on > today + reach.ahead:
        return "to", "too_far_ahead"
    return None


def is_over(to_on: date, today: date) -> bool:
    """Tell whether a period ended before yesterday, so that it is already part of read figures."""
    return to_on < today - CLIENT.back
