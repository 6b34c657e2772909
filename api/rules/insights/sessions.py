"""Pain before and after a session, or an edit, and the soreness that is to be expected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Answers, Mean, Missing, days, mean

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SinceSession:
    """Mean pain after a session minus that of the week before it; its own day counts in neither."""

    absolute: Fraction | None
    before: Mean
    after: Mean
    reason: Missing | None = None


def since_session(pain: Answers, session_on: date, as_of: date) -> SinceSession:
    """Return how pain has changed since a session."""
    least = DEFINITIONS.least_of_week
    before = mean(pain, days(session_on - 7 * DAY, session_on - DAY), least)
    after = mean(pain, days(session_on + DAY, as_of), least)
    if before.value is None or after.value is None:
        return SinceSession(None, before, after, "insufficient_data")
    return SinceSession(after.value - before.value, before, after)


def around(pain: Answers, on: date, as_of: date) -> tuple[Mean, Mean]:
    """Return mean pain of the week before a date and of the week that begins with it."""
    least = DEFINITIONS.least_of_week
    last_on = min(on + 6 * DAY, as_of)
    before = mean(pain, days(on - 7 * DAY, on - DAY), least)
    return before, mean(pain, days(on, last_on), least)


def is_soreness(spiked_on: date, sessions_on: Iterable[date]) -> bool:
    """Tell whether a spike is within three days of a session, as soreness after it would be."""
    within = DEFINITIONS.soreness_days * DAY
    return any(on <= spiked_on <= on + within for on in sessions_on)
