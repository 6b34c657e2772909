"""What a client excused herself stands beside the percentage, and flatters no band."""

from datetime import date, timedelta

import pytest

from api.rules.adherence.adherence import LoggedOutcome, Overall, adherence, slot_outcomes
from api.rules.adherence.overall import LoggedSlots, name_of, overall
from api.rules.instants import History
from api.rules.plan.plans import Pause, Plan
from tests.rules.plan.plans import BERLIN, LONG_AGO, STRETCH, at, living_in, plan, schedule, version

MON = date(2026, 3, 2)
LATER = at(2026, 4, 1)


def day(n: int) -> date:
    return MON + timedelta(days=n)


def log(on: date, outcome: str, slot: str = "08:00") -> LoggedOutcome:
    return LoggedOutcome(STRETCH, on, slot, outcome, None, None)


def days(first: int, number: int) -> frozenset[date]:
    return frozenset(day(n) for n in range(first, first + number))


@pytest.mark.parametrize(
    ("done", "unlogged", "own_logs", "own_days", "theirs", "band"),
    [
        pytest.param(3, 0, 5, 0, 0, None, id="three done, five excused by her own logs"),
        pytest.param(3, 0, 0, 5, 0, None, id="or by her own days"),
        pytest.param(3, 0, 2, 3, 0, None, id="or by both"),
        pytest.param(3, 0, 0, 0, 5, "high", id="by her therapist it stands"),
        pytest.param(3, 0, 3, 0, 5, "high", id="half is not more than half"),
        pytest.param(3, 0, 4, 0, 0, None, id="one more is"),
        pytest.param(2, 2, 5, 0, 0, None, id="middle is withheld too"),
        pytest.param(1, 3, 5, 0, 0, "low", id="low stays low"),
        pytest.param(0, 0, 4, 0, 0, None, id="nothing was left"),
    ],
)
def test_an_excuse_of_her_own_is_counted_and_withholds_the_band(
    done, unlogged, own_logs, own_days, theirs, band
):
    due, own = done + unlogged, own_logs + own_days
    own_on, other_on = days(due + own_logs, own_days), days(due + own, theirs)
    logs = [log(day(n), "done") for n in range(done)]
    logs += [log(day(n), "excused") for n in range(due, due + own_logs)]
    last = day(due + own + theirs - 1)
    excused = own_on | other_on
    found = adherence([plan()], BERLIN, logs, excused, MON, last, LATER, own_on)
    percent = round(100 * done / due, 1) if due >= 3 else None
    reason = None if due >= 3 else "nothing_due"
    counts = own + theirs, own, own > due
    assert found.overall == Overall(due, float(done), percent, band, reason, *counts)
    (item,) = found.items
    assert (item.excused, item.self_excused, item.mostly_excused) == counts
    assert item.band == band
    names = {
        kind: [name_of(each.local_date, each.slot) for each in logs if each.outcome == kind]
        for kind in ("done", "excused")
    }
    slots = {STRETCH: [LoggedSlots(kind, None, of) for kind, of in names.items()]}
    whole = overall([plan()], BERLIN, slots, excused, MON, last, LATER, own_on)
    assert whole == found.overall


def test_a_day_that_her_therapist_excused_is_not_her_own_excuse_whatever_she_logs():
    found = slot_outcomes(
        plan(), BERLIN, [log(MON, "excused")], frozenset({MON}), MON, MON, LATER, frozenset()
    )
    assert [each.outcome for each in found] == ["excused"]


PLAN = plan(version(schedule("08:00", "18:00")))
PINNED = plan(version(schedule("08:00", "18:00", timezone="Europe/Berlin")))
PAUSES = {
    "an hour": Pause(at(2026, 3, 2, 11), at(2026, 3, 2, 12), safety=False),
    "open": Pause(at(2026, 3, 2, 11), None, safety=False),
    "a safety stop": Pause(at(2026, 3, 2, 11), at(2026, 3, 2, 12), safety=True),
    "since the eve": Pause(at(2026, 3, 1, 9), at(2026, 3, 2, 4), safety=False),
}
EAST = living_in(("Europe/Berlin", LONG_AGO), ("Asia/Tokyo", at(2026, 3, 2, 5)))
WEST = living_in(("Asia/Tokyo", LONG_AGO), ("America/Los_Angeles", at(2026, 3, 2, 1)))
LINE = living_in(("Pacific/Honolulu", LONG_AGO), ("Pacific/Auckland", at(2026, 3, 2, 8)))


def rate(asked: Plan, history: History, *said: tuple[str, str]) -> tuple[int, int]:
    """Return what was due of Monday and what was missed, given what was logged of it."""
    logs = [log(MON, outcome, slot) for slot, outcome in said]
    (item,) = adherence([asked], history, logs, frozenset(), MON, MON, LATER).items
    return item.due, item.skipped + item.unlogged


@pytest.mark.parametrize("pause", PAUSES.values(), ids=PAUSES)
def test_on_a_day_that_a_pause_touches_only_what_was_logged_is_due(pause):
    asked = plan(*PLAN.versions, pauses=(pause,))
    assert rate(asked, BERLIN) == (0, 0)
    assert rate(asked, BERLIN, ("08:00", "done")) == (1, 0)
    assert rate(asked, BERLIN, ("08:00", "done"), ("18:00", "partial")) == (2, 0)


def test_a_skip_within_a_pause_is_none_and_beside_it_is_one():
    asked = plan(*PLAN.versions, pauses=(PAUSES["an hour"],))
    assert rate(asked, BERLIN, ("08:00", "skipped")) == (1, 1)
    asked = plan(*PLAN.versions, pauses=(PAUSES["open"],))
    assert rate(asked, BERLIN, ("18:00", "skipped")) == (0, 0)


@pytest.mark.parametrize(
    ("asked", "history", "due"),
    [
        pytest.param(PLAN, BERLIN, 2, id="at home"),
        pytest.param(PLAN, EAST, 1, id="east: her clock went from 6:00 to 14:00"),
        pytest.param(PLAN, WEST, 2, id="west: the hours come twice"),
        pytest.param(PLAN, LINE, 0, id="over the date line: Monday began at 21:00"),
        pytest.param(PINNED, EAST, 2, id="pinned to home"),
    ],
)
def test_hours_that_a_flight_took_away_are_not_missed_work(asked, history, due):
    assert rate(asked, history) == (due, due)


def test_what_she_did_of_hours_that_a_flight_took_away_counts_and_a_skip_of_them_does_not():
    assert rate(PLAN, EAST, ("08:00", "done")) == (2, 1)
    assert rate(PLAN, EAST, ("08:00", "skipped")) == (1, 1)
    assert rate(PLAN, EAST, ("08:00", "excused")) == (1, 1)
