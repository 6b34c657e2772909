"""Who has fallen silent: so many days without a check-in or a log."""

from collections.abc import Set
from datetime import date, timedelta

from api.domain.definitions import DEFINITIONS
from api.domain.means import days

DAY = timedelta(days=1)


def is_silent(last_on: date | None, as_of: date, excused_on: Set[date]) -> bool:
    """Tell whether nothing was told for four days; those of which she was excused do not count."""
    if last_on is None:
        return False
    missed = [on for on in days(last_on + DAY, as_of) if on not in excused_on]
    return len(missed) >= DEFINITIONS.silent_days
