"""What is to be reminded of around every clock change, held against what the clock really did."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.rules.instants import zone
from api.rules.reminders.agenda import CHECK_IN, Due, Subject, agenda
from api.rules.reminders.quiet_hours import Quiet
from tests.rules.plan.plans import LONG_AGO, living_in, plan, schedule, version
from tests.rules.plan.test_every_zone import distinct_zones
from tests.rules.plan.zones import A_DAY, MINUTE, Change, changes, distinct_changes
from tests.rules.reminders.test_quiet_hours import assert_waits_for_the_end

SINCE, UNTIL = 2018, 2032
ANA = UUID(int=7)
AHEAD = timedelta(hours=72)
NAMES = distinct_zones()


@cache
def changes_of(name: str) -> tuple[Change, ...]:
    return tuple(changes(zone(name), SINCE, UNTIL))


@st.composite
def turning_points(draw: st.DrawFn) -> tuple[str, Change]:
    """Draw a zone with one of its clock changes; Berlin stands in for those without any."""
    name = draw(st.sampled_from(NAMES))
    found = changes_of(name)
    if not found:
        name, found = "Europe/Berlin", changes_of("Europe/Berlin")
    return name, draw(st.sampled_from(found))


POINTS = turning_points()
WALLS = st.integers(0, 1439).map(lambda minute: time(minute // 60, minute % 60))
WINDOWS = st.integers(5, 720)
QUIET = st.builds(Quiet, WALLS, WALLS)


def someone(name: str, walls: Iterable[time], window: int = 120) -> Subject:
    """Return who lives in a zone, with an item at these times and a check-in at the first."""
    walls = sorted(set(walls))
    item = version(schedule(*(f"{at:%H:%M}" for at in walls), window_min=window))
    return Subject(ANA, (plan(item),), living_in((name, LONG_AGO)), walls[0], frozenset())


def around(change: Change) -> tuple[datetime, datetime]:
    """Return a span that holds whatever is due on the dates of a change."""
    return change.at - 4 * A_DAY, change.at + 4 * A_DAY


def check_reminders(name: str, change: Change, walls: list[time], window: int = 120) -> None:
    """Each existing date has each slot once: the first time, or as much later as a gap is long."""
    found = agenda(someone(name, walls, window), *around(change))
    for source, times in (("prescription", sorted(set(walls))), (CHECK_IN, [min(walls)])):
        by_slot: dict[tuple[object, str], list[Due]] = {}
        for due in found:
            if due.source == source:
                by_slot.setdefault((due.local_date, due.slot), []).append(due)
        for day in change.dates:
            for wall in times:
                slot = CHECK_IN if source == CHECK_IN else f"{wall:%H:%M}"
                mine = by_slot.get((day, slot), [])
                assert len(mine) == change.has_date(day), (name, day, wall)
                for due in mine:
                    check_instant(name, change, due, datetime.combine(day, wall, UTC), window)


def check_instant(name: str, change: Change, due: Due, wall: datetime, window: int) -> None:
    expected, shift = change.expected(wall)
    assert due.due_at == expected, (name, wall)
    reading = due.due_at.astimezone(zone(name)).replace(tzinfo=UTC)
    assert reading - wall == shift >= timedelta(0), (name, wall)
    longest = 120 if due.source == CHECK_IN else window
    assert due.due_at < due.closes_at <= due.due_at + longest * MINUTE


@settings(max_examples=150)
@given(POINTS, st.lists(WALLS, min_size=1, max_size=3), WINDOWS)
def test_each_date_around_a_change_has_each_slot_once_and_never_early(point, walls, window):
    name, change = point
    check_reminders(name, change, [*walls, *walls_at(change)], window)


@settings(max_examples=150)
@given(POINTS, QUIET, st.integers(-36 * 60, 36 * 60))
def test_quiet_hours_end_and_let_nothing_out_before_around_any_change(point, quiet, minutes):
    name, change = point
    assert_waits_for_the_end(name, quiet, change.at + minutes * MINUTE)


@settings(max_examples=60)
@given(POINTS, st.lists(WALLS, min_size=1, max_size=3), st.lists(st.integers(1, 72), max_size=8))
def test_planned_in_pieces_it_is_the_same_as_at_once(point, walls, hours):
    name, change = point
    subject, start = someone(name, walls), change.at - 3 * A_DAY
    planned, now = {due.key: due for due in agenda(subject, start, start + AHEAD)}, start
    for step in hours:
        now += timedelta(hours=step)
        for due in agenda(subject, now, now + AHEAD):
            assert planned.setdefault(due.key, due) == due
    whole = agenda(subject, start, now + AHEAD)
    assert {due.key: due for due in whole} == planned
    assert len(whole) == len(planned)


@settings(max_examples=100)
@given(POINTS, st.sampled_from(NAMES), st.integers(-2880, 2880), st.lists(WALLS, min_size=1))
def test_a_slot_due_before_a_flight_is_not_due_again_after_it(point, to, minutes, walls):
    name, change = point
    flown_at = change.at + minutes * MINUTE
    at_home = someone(name, walls[:3])
    flown = replace(at_home, history=living_in((name, LONG_AGO), (to, flown_at)))
    before = agenda(at_home, flown_at - 4 * A_DAY, flown_at - timedelta.resolution)
    after = agenda(flown, flown_at, flown_at + 4 * A_DAY)
    keys = [due.key for due in before + after]
    assert len(keys) == len(set(keys))
    # What was due at home stays as it was.
    still = agenda(flown, flown_at - 4 * A_DAY, flown_at - timedelta.resolution)
    assert {due.key: due.due_at for due in before}.items() <= {
        due.key: due.due_at for due in still
    }.items()


@pytest.mark.every_zone
def test_every_change_of_every_zone_keeps_its_reminders():
    walked = 0
    for name, change in distinct_changes(NAMES, SINCE, UNTIL):
        check_reminders(name, change, walls_at(change))
        walked += 1
    assert walked > 800


def walls_at(change: Change) -> list[time]:
    """Return the wall times at which a change can go wrong."""
    low, high = sorted((change.at + change.before, change.at + change.after))
    middle = low + (high - low) / 2
    at_edges = [low - MINUTE, low, low + MINUTE, middle, high - MINUTE, high]
    return [each.time().replace(second=0, microsecond=0) for each in at_edges] + [
        time(0),
        time(23, 59),
    ]
