"""A plot as geometry: gaps stay gaps, the axis never jumps, marks stand at their dates."""

import re
from datetime import date, timedelta

import pytest

from api.pages.plots import PAIN, SMALL, days_of, draw
from api.pages.plots.frames import Frame

FIRST = date(2026, 2, 1)
DATES = [FIRST + timedelta(days=n) for n in range(28)]
POINT = re.compile(r"([ML])([\d.]+),([\d.]+)")


def values(**told: int) -> list[int | None]:
    """Return a value for each date, `d3=5` on the fourth."""
    return [told.get(f"d{n}") for n in range(len(DATES))]


def path(frame: Frame, told: list[int | None]) -> list[tuple[str, float, float]]:
    (line,) = draw(frame, DATES, {"average": told}).lines
    return [(verb, float(x), float(y)) for verb, x, y in POINT.findall(line.path)]


def test_nothing_is_drawn_across_a_gap() -> None:
    found = path(PAIN, values(d0=3, d1=4, d2=5, d4=5, d5=6))
    assert [verb for verb, *_ in found] == ["M", "L", "L", "M", "L"]
    (line,) = draw(PAIN, DATES, {"average": values(d0=3, d1=4, d4=5)}).lines
    assert len(line.dots) == 3
    assert line.path.count("M") == 1, "a day alone is a dot"


def test_without_an_answer_there_is_no_line_and_no_dot() -> None:
    (line,) = draw(PAIN, DATES, {"average": values()}).lines
    assert (line.path, line.dots) == ("", [])


@pytest.mark.parametrize("frame", [PAIN, SMALL])
def test_the_axis_never_jumps_whatever_is_drawn(frame: Frame) -> None:
    calm, wild = (
        draw(frame, DATES, {"average": told}) for told in (values(d0=2, d1=3), values(d0=0, d9=10))
    )
    assert calm.levels == wild.levels
    assert (calm.levels[0].value, calm.levels[-1].value) == (0, 10)
    assert (frame.y(0), frame.y(10)) == (frame.floor, frame.top)
    assert path(frame, values(d0=2, d1=3))[0] == path(frame, values(d0=2, d1=10))[0]
    steps = {round(frame.y(n) - frame.y(n + 1), 1) for n in range(10)}
    assert max(steps) - min(steps) < 0.2


def test_marks_stand_where_the_values_of_their_dates_do() -> None:
    told = values(d0=1, d5=3, d27=9)
    drawing = draw(PAIN, DATES, {"average": told}, sessions_on=[DATES[5]], edits_on=[DATES[27]])
    first, fifth, last = (x for x, _ in drawing.lines[0].dots)
    assert [(each.on, each.x) for each in drawing.sessions] == [(DATES[5], fifth)]
    assert [(each.on, each.x) for each in drawing.edits] == [(DATES[27], last)]
    assert PAIN.left < first < fifth < last < PAIN.end
    assert drawing.labels[-1].on == DATES[-1]
    assert drawing.labels[-1].x == last


def test_what_is_on_no_drawn_date_is_not_drawn() -> None:
    outside = [DATES[0] - timedelta(days=1), DATES[-1] + timedelta(days=1)]
    spans = [(each, each) for each in outside]
    drawing = draw(PAIN, DATES, {"average": values()}, outside, outside, spans)
    assert (drawing.sessions, drawing.edits, drawing.bands) == ([], [], [])


def test_a_flare_is_shaded_from_its_first_day_to_its_last() -> None:
    flares = [(DATES[0] - timedelta(days=3), DATES[1]), (DATES[10], DATES[10])]
    begun, day = draw(PAIN, DATES, {"average": values()}, flares=flares).bands
    assert begun.x == PAIN.left
    assert begun.width == pytest.approx(2 * day.width, abs=0.3)
    assert day.x < PAIN.x(10, 28) < day.x + day.width


@pytest.mark.parametrize("days", [1, 8, 28, 92])
def test_few_dates_are_written_and_the_last_one_always(days: int) -> None:
    dates = [FIRST + timedelta(days=n) for n in range(days)]
    for frame in (PAIN, SMALL):
        labels = draw(frame, dates, {"average": [None] * days}).labels
        assert 1 <= len(labels) <= frame.labels + 1
        assert labels[-1].on == dates[-1]
        assert not labels[-1].is_minor


def test_the_table_has_what_is_drawn_the_latest_day_first() -> None:
    series = {"worst": values(d0=4, d2=7), "average": values(d0=3, d1=2)}
    flares = [(DATES[1], DATES[2])]
    rows = days_of(DATES, series, [DATES[0]], [DATES[2]], flares)
    assert [row.on for row in rows] == DATES[::-1]
    assert [row.values for row in rows[:-4:-1]] == [(4, 3), (None, 2), (7, None)]
    told = [(row.is_session, row.is_edit, row.is_flare) for row in rows[:-4:-1]]
    assert told == [(True, False, False), (False, False, True), (False, True, True)]
    drawing = draw(PAIN, DATES, series)
    for place, line in enumerate(drawing.lines):
        drawn = [row.values[place] for row in rows[::-1] if row.values[place] is not None]
        assert [y for _, y in line.dots] == [PAIN.y(value) for value in drawn]
