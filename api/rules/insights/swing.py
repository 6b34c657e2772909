"""How far a client's ratings lie about their mean, and how sure the difference of two means is.

Days next to each other are alike, so that seven of them tell less than seven would by chance.
"""

from collections.abc import Sequence
from datetime import date
from math import sqrt
from statistics import NormalDist

from api.rules.definitions import DEFINITIONS
from api.rules.insights.means import Answers

# Of a first-order autoregression: by how much the variance of a long mean is larger for it.
_R = DEFINITIONS.usual_autocorrelation
ALIKE = sqrt((1 + _R) / (1 - _R))
_USUAL_SQUARES = float(DEFINITIONS.usual_sd_weight * DEFINITIONS.usual_sd**2)
SURE = NormalDist().inv_cdf((1 + DEFINITIONS.confidence) / 2)
"""How many standard errors an interval reaches to either side: 1.96 for 95 %."""


def usual_sd(pain: Answers, *ranges: Sequence[date]) -> float:
    """Return a client's day-to-day standard deviation in points, over ranges of dates.

    The deviations of each range are from its own mean, so that a change between two ranges is no
    swing. Dates without an answer count in nothing. It is shrunk to the usual 1.2, which weighs as
    much as 7 degrees of freedom: sqrt((7 * 1.2^2 + squares) / (7 + freedom)), where `squares` are
    the squared deviations of all ranges, and `freedom` is the answers of each less one. So it is
    there for a client without any answer, too, and is never 0.
    """
    squares, freedom = _USUAL_SQUARES, DEFINITIONS.usual_sd_weight
    for over in ranges:
        logged = [pain[on] for on in over if on in pain]
        n = len(logged)
        if n > 1:
            total = sum(logged)
            # Whole numbers as far as they go: one division, and nothing cancels out.
            squares += (n * sum(value * value for value in logged) - total * total) / n
            freedom += n - 1
    return sqrt(squares / freedom)


def standard_error(sd: float, n1: int, n2: int) -> float:
    """Return the standard error in points of the difference of two means of n1 and n2 answers.

    sd * sqrt((1 + r) / (1 - r)) * sqrt(1 / n1 + 1 / n2) with r = 0.4, the usual correlation of
    a day with the next. Both numbers are at least 1.
    """
    return sd * ALIKE * sqrt(1 / n1 + 1 / n2)
