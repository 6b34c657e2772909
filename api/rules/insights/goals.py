"""How a client's ratings of her goals have changed; 0 is not at all, 10 as well as before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from api.rules.insights.means import Missing


class WeeklyRating(NamedTuple):
    """What she rated a goal for the week that begins on a Monday."""

    on: date
    rating: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The ratings of a goal, the oldest first; `change` in points, more is better."""

    first: WeeklyRating | None
    latest: WeeklyRating | None
    change: int | None
    reason: Missing | None
    ratings: Sequence[WeeklyRating]


def progress(ratings: Iterable[WeeklyRating]) -> Progress:
    """Return how the ratings of a goal have changed; there is no change below two of them."""
    told = sorted(ratings)
    if not told:
        return Progress(None, None, None, "insufficient_data", ())
    first, latest = told[0], told[-1]
    if len(told) == 1:
        return Progress(first, latest, None, "insufficient_data", told)
    return Progress(first, latest, latest.rating - first.rating, None, told)


def is_on_the_page(set_on: date, ended_on: date | None, first_on: date, as_of: date) -> bool:
    """Tell whether a goal was there on any of the dates of a brief."""
    return set_on <= as_of and (ended_on is None or ended_on >= first_on)
