"""Who has fallen silent: so many days without a check-in or a log."""

from collections.abc import Set
from datetime import date, timedelta

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import days

DAY = timedelta(days=1)


def days_missed(last_on: date | None, as_of: date, excused_on: Set[date]) -> int:
    """Return for how many days a client is silent, 0 while they are fewer than four.

    They are those since the last date that she told anything of, but for days on which she was
    excused; 0 for who never told anything.
    """
    if last_on is None:
        return 0
    missed = sum(on not in excused_on for on in days(last_on + DAY, as_of))
    return missed if missed >= DEFINITIONS.silent_days else 0
