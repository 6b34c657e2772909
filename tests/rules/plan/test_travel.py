"""Instants of a client who changes zones."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.instants import (
    ZoneSpan,
    day_in_history,
    instant,
    instant_in_history,
    local_date_in_history,
    zone,
)
from tests.rules.plan.plans import BERLIN, LONG_AGO, at, living_in

FLIES_EAST = living_in(("Europe/Berlin", LONG_AGO), ("Asia/Kolkata", at(2026, 3, 5, 6)))
LANDS_AT_EIGHT = living_in(("Europe/Berlin", LONG_AGO), ("Asia/Kolkata", at(2026, 3, 5, 7)))
FLIES_WEST = living_in(("Europe/Berlin", LONG_AGO), ("America/New_York", at(2026, 3, 5, 8)))
THERE_AND_BACK = (*FLIES_EAST, ZoneSpan("Europe/Berlin", at(2026, 3, 20)))


@pytest.mark.parametrize(
    ("history", "day", "wall", "expected"),
    [
        pytest.param(BERLIN, 5, "08:00", (2026, 3, 5, 7), id="at home"),
        pytest.param(FLIES_EAST, 4, "08:00", (2026, 3, 4, 7), id="before she leaves"),
        pytest.param(FLIES_EAST, 6, "08:00", (2026, 3, 6, 2, 30), id="after she arrives"),
        pytest.param(FLIES_EAST, 5, "18:00", (2026, 3, 5, 12, 30), id="same date, later there"),
        pytest.param(FLIES_EAST, 5, "08:00", (2026, 3, 5, 2, 30), id="flown over: before arrival"),
        pytest.param(
            THERE_AND_BACK, 5, "08:00", (2026, 3, 5, 2, 30), id="a later trip is no matter"
        ),
        pytest.param(
            LANDS_AT_EIGHT, 5, "08:00", (2026, 3, 5, 2, 30), id="the new zone from then on"
        ),
        pytest.param(FLIES_WEST, 5, "08:00", (2026, 3, 5, 7), id="repeated by flying west: once"),
        pytest.param(FLIES_WEST, 5, "09:30", (2026, 3, 5, 14, 30), id="left before, due there"),
    ],
)
def test_a_floating_wall_time_follows_ana(history, day, wall, expected):
    found = instant_in_history(date(2026, 3, day), time.fromisoformat(wall), history)
    assert found == at(*expected)


APIA = ("Pacific/Apia", LONG_AGO)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(living_in(APIA), None, id="she stayed"),
        pytest.param(living_in(APIA, ("Europe/Berlin", at(2012, 1, 5))), None, id="left later"),
        pytest.param(
            living_in(("Europe/Berlin", LONG_AGO), ("Pacific/Apia", at(2011, 12, 30, 5))),
            None,
            id="arrived in the skipped date",
        ),
        pytest.param(
            living_in(APIA, ("Europe/Berlin", at(2011, 12, 29, 20))),
            (2011, 12, 30, 7),
            id="left before: the date exists elsewhere",
        ),
        pytest.param(
            living_in(APIA, ("Pacific/Pago_Pago", at(2011, 12, 30, 18, 30))),
            (2011, 12, 30, 19),
            id="went back over the date line into it",
        ),
    ],
)
def test_a_skipped_date_has_an_instant_only_where_she_lived_it(history, expected):
    found = instant_in_history(date(2011, 12, 30), time(8), history)
    assert found == (expected and at(*expected))


def test_her_calendar_is_that_of_the_zone_she_was_in():
    assert local_date_in_history(at(2026, 3, 5, 5, 59), FLIES_EAST) == date(2026, 3, 5)
    assert local_date_in_history(at(2026, 3, 6, 19), FLIES_EAST) == date(2026, 3, 7)
    only_later = living_in(("Asia/Kolkata", at(2026, 3, 5)))
    assert local_date_in_history(at(2026, 3, 1, 19), only_later) == date(2026, 3, 2)


def test_a_date_lasts_from_midnight_to_midnight_whatever_the_clock_does():
    spring = day_in_history(date(2026, 3, 29), BERLIN)
    assert spring == (at(2026, 3, 28, 23), at(2026, 3, 29, 22))
    assert day_in_history(date(2011, 12, 30), living_in(APIA)) is None


ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Pacific/Apia",
        "Pacific/Pago_Pago",
        "Pacific/Kiritimati",
        "Africa/Cairo",
        "Australia/Lord_Howe",
        "America/Nuuk",
        "Etc/GMT+12",
    ]
)
WALL_TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))
# Close together and around the night Berlin loses an hour, so that trips meet slots.
DAYS = st.dates(date(2026, 3, 24), date(2026, 4, 4))
MOMENTS = st.datetimes(datetime(2026, 3, 25), datetime(2026, 4, 3), timezones=st.just(UTC))


@st.composite
def histories(draw: st.DrawFn) -> tuple[ZoneSpan, ...]:
    since = sorted(draw(st.sets(MOMENTS, min_size=1, max_size=6)))
    return tuple(ZoneSpan(draw(ZONES), moment) for moment in since)


@given(histories(), DAYS, WALL_TIMES)
def test_a_wall_time_is_due_once_and_within_reach_of_its_date(history, day, wall):
    found = instant_in_history(day, wall, history)
    assert found is not None
    naive = datetime.combine(day, wall, UTC)
    assert abs(found - naive) <= timedelta(hours=15)
    names = {span.timezone for span in history}
    assert found in {instant(day, wall, ZoneInfo(name)) for name in names}


@given(histories(), DAYS, WALL_TIMES)
def test_many_trips_give_what_trying_every_span_gives(history, day, wall):
    """The definition, word for word, without the short cuts."""
    begins = [LONG_AGO, *(span.from_at for span in history[1:])]
    ends = [*begins[1:], at(9999, 1, 1)]
    tried = [instant(day, wall, zone(span.timezone)) for span in history]
    inside = [found for b, found, e in zip(begins, tried, ends, strict=True) if b <= found < e]
    flown_over = [found for b, found in zip(begins, tried, strict=True) if found < b]
    assert instant_in_history(day, wall, history) == (inside or flown_over)[0]


@given(histories(), ZONES, st.timedeltas(timedelta(hours=1), timedelta(days=9)), DAYS, WALL_TIMES)
def test_a_later_trip_never_moves_what_was_due_before_it(history, elsewhere, after, day, wall):
    leaves = history[-1].from_at + after
    before = instant_in_history(day, wall, history)
    travelled = instant_in_history(day, wall, (*history, ZoneSpan(elsewhere, leaves)))
    assert travelled == before or before >= leaves or travelled >= leaves


@given(histories(), DAYS)
def test_her_dates_follow_one_another_without_overlap(history, day):
    spans = [day_in_history(day + timedelta(days=n), history) for n in range(5)]
    lived = [span for span in spans if span is not None]
    assert all(one[1] <= other[0] for one, other in pairwise(lived))
    for (begin, end), n in ((span, n) for n, span in enumerate(spans) if span is not None):
        assert local_date_in_history(begin, history) == day + timedelta(days=n)
        assert begin < end
