"""A plot as what is drawn: lines with gaps, dots, shaded dates, marks and the two axes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.plots.frames import Frame
from api.pages.plots.lines import path_of, runs

Values = Sequence[float | None]
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Level:
    """A value of the axis, and where its line is."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Label:
    """A date that is written below; of the `minor` ones there is no room on a phone."""

    on: date
    x: float
    is_minor: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its kind, the path through neighbouring dates, and a dot for each value."""

    kind: str
    path: str
    dots: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Mark:
    on: date
    x: float


@dataclass(frozen=True, slots=True)
class Band:
    """Dates that are shaded, from the beginning of the first to the end of the last."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn in a frame, from the back to the front."""

    frame: Frame
    levels: Sequence[Level]
    labels: Sequence[Label]
    bands: Sequence[Band]
    sessions: Sequence[Mark]
    edits: Sequence[Mark]
    lines: Sequence[Line]


def draw(
    frame: Frame,
    dates: Sequence[date],
    series: Mapping[str, Values],
    sessions_on: Iterable[date] = (),
    edits_on: Iterable[date] = (),
    flares: Iterable[Span] = (),
) -> Drawing:
    """Return the drawing of series by kind, the first one at the back, each a value a date."""
    return Drawing(
        frame=frame,
        levels=[Level(each, frame.y(each)) for each in frame.levels],
        labels=_labels(frame, dates),
        bands=[each for span in flares for each in _bands(frame, dates, span)],
        sessions=_marks(frame, dates, sessions_on),
        edits=_marks(frame, dates, edits_on),
        lines=[_line(frame, kind, values) for kind, values in series.items()],
    )


def _line(frame: Frame, kind: str, values: Values) -> Line:
    of = len(values)
    points = [
        None if value is None else (frame.x(number, of), frame.y(value))
        for number, value in enumerate(values)
    ]
    return Line(kind, path_of(runs(points)), [each for each in points if each is not None])


def _labels(frame: Frame, dates: Sequence[date]) -> list[Label]:
    shown = frame.labelled(dates)[::-1]
    labels = [
        Label(dates[each], frame.x(each, len(dates)), bool(place % 2))
        for place, each in enumerate(shown)
    ]
    return labels[::-1]


def _marks(frame: Frame, dates: Sequence[date], marked_on: Iterable[date]) -> list[Mark]:
    chosen = set(marked_on)
    return [
        Mark(on, frame.x(number, len(dates))) for number, on in enumerate(dates) if on in chosen
    ]


def _bands(frame: Frame, dates: Sequence[date], span: Span) -> list[Band]:
    """Return the shaded part of a span, none if no date of it is drawn."""
    shaded = [number for number, on in enumerate(dates) if span[0] <= on <= span[1]]
    if not shaded:
        return []
    begin, end = (frame.edge(each, len(dates)) for each in (shaded[0], shaded[-1] + 1))
    return [Band(begin, round(end - begin, 1))]
