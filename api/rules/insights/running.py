"""The mean of the last seven days, date by date."""

from collections.abc import Iterable
from datetime import date

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Answers, Mean, days, mean
from api.rules.instants import A_DAY

SIX_DAYS = 6 * A_DAY


def running_means(values: Answers, over: Iterable[date]) -> list[Mean]:
    """Return for each date the mean of the seven days up to it; None with too few answers."""
    return [mean(values, days(on - SIX_DAYS, on), DEFINITIONS.least_of_week) for on in over]
