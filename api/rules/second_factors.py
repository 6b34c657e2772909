"""Which steps of a clock a code may be of, and how long codes are held back after wrong ones.

A code of six digits has a million values, of which three are right at a time (RFC 6238, steps of
30 s, one before and one after). One that is right is held back, too: else whoever has the password
would find one in some days.
"""

from datetime import datetime, timedelta

STEP_S = 30
# A phone's clock may be wrong by so many steps, and a person slow by one.
STEPS_OFF = 1
FREE_TRIES = 5
"""After so many wrong codes in a row the next ones are held back."""
FIRST_HOLD, LONGEST_HOLD = timedelta(minutes=1), timedelta(days=1)
# From here on it is the longest one; beyond, a power of two would be none that a date can take.
_DOUBLINGS = 11


def step_of(at: datetime) -> int:
    """Return the number of a clock's step, counted from 1970."""
    return int(at.timestamp()) // STEP_S


def steps_around(at: datetime) -> range:
    """Return the steps whose codes are taken at an instant, the earliest first."""
    now = step_of(at)
    return range(now - STEPS_OFF, now + STEPS_OFF + 1)


def held_for(wrong_in_a_row: int) -> timedelta | None:
    """Return how long codes are held back after so many wrong ones, None if they are not.

    It begins with a minute and doubles with each, up to a day: in a year that is some 380 tries,
    one chance in 880.
    """
    beyond = wrong_in_a_row - FREE_TRIES
    if beyond < 0:
        return None
    return min(FIRST_HOLD * (1 << min(beyond, _DOUBLINGS)), LONGEST_HOLD)
