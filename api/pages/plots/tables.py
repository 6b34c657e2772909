"""What a plot draws, date by date: the table that stands beside it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.plots.drawings import Span, Values


@dataclass(frozen=True, slots=True)
class Day:
    """A date, its values in the order of the series, and what happened on it."""

    on: date
    values: tuple[float | None, ...]
    is_session: bool
    is_edit: bool
    is_flare: bool


def days_of(
    dates: Sequence[date],
    series: Mapping[str, Values],
    sessions_on: Collection[date] = (),
    edits_on: Collection[date] = (),
    flares: Iterable[Span] = (),
) -> list[Day]:
    """Return what is drawn of each date, the latest first; what `draw` takes."""
    spans = list(flares)
    rows = [
        Day(
            on,
            values,
            is_session=on in sessions_on,
            is_edit=on in edits_on,
            is_flare=any(first <= on <= last for first, last in spans),
        )
        for on, values in zip(dates, zip(*series.values(), strict=True), strict=True)
    ]
    return rows[::-1]
