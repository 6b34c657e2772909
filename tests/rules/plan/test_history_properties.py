"""What is past stays: whatever happens to a plan, it happens to what is still to come."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from api.rules.adherence.outcomes import DUE
from api.rules.decimals import one_decimal
from api.rules.plan.cues import Nudges
from api.rules.plan.plans import WHOLE_DAY
from tests.rules.plan.histories import (
    A_DAY,
    Asked,
    Edit,
    Event,
    Found,
    Key,
    Life,
    Prescribe,
    PutLog,
    Resume,
    SetPause,
    Stop,
    StopForSafety,
    Travel,
)
from tests.rules.plan.plans import LONG_AGO, living_in

WEEK = timedelta(weeks=1)
ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Africa/Cairo",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Etc/GMT+12",
    ]
)
TIMES = ("00:00", "02:30", "06:00", "08:00", "12:00", "18:00", "23:30")
WALL_TIMES = st.sampled_from([time.fromisoformat(text) for text in TIMES])
ASKED = st.builds(
    Asked,
    times=st.lists(WALL_TIMES, min_size=1, max_size=3, unique=True).map(tuple),
    weekdays=st.just(frozenset(range(7))) | st.frozensets(st.integers(0, 6), min_size=1),
    interval_weeks=st.sampled_from([1, 1, 2]),
    starts_in=st.integers(-9, 3),
    ends_in=st.none() | st.integers(0, 30),
    fixed=st.booleans(),
    window_min=st.sampled_from([5, 120, 720]),
    nudges=st.none() | st.builds(Nudges, st.integers(1, 4), st.just(time(1)), st.just(time(20))),
    sets=st.none() | st.integers(1, 4),
)
WHICH = st.integers(0, 2)
EVENTS = st.one_of(
    st.builds(Edit, WHICH, ASKED, st.sampled_from([0, 0, 1, 9])),
    st.builds(SetPause, WHICH, st.sampled_from([None, 1, 8])),
    st.builds(Resume, WHICH),
    st.builds(StopForSafety, WHICH),
    st.builds(Stop, WHICH),
    st.builds(Travel, ZONES),
    st.builds(
        PutLog,
        st.integers(0, 999),
        st.sampled_from(["done", "partial", "skipped", "excused", None]),
        st.none() | st.integers(0, 4),
    ),
    st.builds(Prescribe, st.sampled_from(["stretch", "habit"]), ASKED),
)
# Minutes: at once, within a slot's window, over a slot, over a day, over a week.
PASSES = st.sampled_from([0, 50, 307, 60 * 11, 60 * 26, 60 * 75, 60 * 170])
# Mondays before Europe changes its clocks, and before Samoa left out a Friday. Half a minute past,
# since at the instant at which an edit has a slot fall due the window before it closes.
BEGINS = st.sampled_from([datetime(2026, 3, 16, 6, 30, 30), datetime(2011, 12, 19, 6, 30, 30)])
FIRST = st.builds(Prescribe, st.sampled_from(["stretch", "stretch", "habit"]), ASKED)
STORIES = st.lists(st.tuples(PASSES, EVENTS), min_size=4, max_size=16)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    now = draw(BEGINS).replace(tzinfo=UTC)
    life = Life(now, living_in((draw(ZONES), LONG_AGO)), now.date() - 2 * WEEK)
    life.happen(draw(FIRST))
    return life


def is_sealed(day: date, now: datetime) -> bool:
    """Tell whether the week of a date ended a day ago in the last zone on Earth.

    Every window has closed then, and no flight over the date line leads back into the week.
    """
    return datetime.combine(monday_of(day) + WEEK + A_DAY, time(12), UTC) <= now


def monday_of(day: date) -> date:
    return day - day.weekday() * A_DAY


def sealed(life: Life) -> Found:
    return {key: one for key, one in life.outcomes().items() if is_sealed(key[1], life.now)}


def changed(before: Found, after: Found) -> set[Key]:
    """Return the slots that are no longer there or no longer the same."""
    return {key for key, one in before.items() if after.get(key) != one}


@settings(max_examples=100)
@given(lives(), STORIES)
def test_nothing_but_its_own_log_changes_a_slot_of_a_sealed_week(life, story):
    known: Found = {}
    for event in life.lived(story):
        before = sealed(life)
        assert not changed(known, before), "time alone changed the past"
        named = life.happen(event)
        known = sealed(life)
        assert changed(before, known) <= {named}
        added = known.keys() - before.keys()
        assert not added or isinstance(event, Prescribe)
        # A plan made to begin in the past asks for nothing there.
        assert all(known[key].outcome == "backdated" for key in added)
        assert all(one.outcome != "open" for one in known.values())


@settings(max_examples=50)
@given(lives(), STORIES)
def test_the_figures_of_a_sealed_week_change_by_the_log_that_arrives_and_by_nothing_else(
    life, story
):
    for event in life.lived(story):
        mondays = {monday_of(key[1]) for key in sealed(life)}
        before = {monday: shown(life, monday) for monday in mondays}
        plans = len(life.plans)
        named = life.happen(event)
        for monday in mondays:
            same = named is None or monday_of(named[1]) != monday
            assert not same or shown(life, monday, plans) == before[monday]
            require_sums(life, monday)


def shown(life: Life, monday: date, plans: int | None = None) -> tuple[object, ...]:
    """Return the figures of a week, of the first so many plans."""
    found = life.figures(monday)
    return found.overall, found.weeks, found.most_skipped, found.items[:plans]


def require_sums(life: Life, monday: date) -> None:
    found = life.figures(monday)
    within = [one for key, one in life.outcomes().items() if monday_of(key[1]) == monday]
    for item in found.items:
        mine = [one for one in within if one.slot.prescription_id == item.prescription_id]
        seen = item.due + item.excused + item.paused + item.safety_stopped
        uncounted = sum(one.outcome in {"backdated", "flown_over"} for one in mine)
        assert len(mine) == seen + uncounted
    habits = {plan.prescription_id for plan in life.plans if plan.is_habit}
    due = [one for one in within if one.outcome in DUE and one.slot.prescription_id not in habits]
    assert found.overall.due == found.weeks[0].due == len(due)
    assert found.overall.credit == one_decimal(sum((one.share for one in due), Fraction(0)))


@settings(max_examples=100)
@given(lives(), STORIES)
def test_an_edit_a_pause_or_a_stop_never_touches_what_was_due_before_it(life, story):
    """A trip may: it can lead back to a time of the same date that was flown over.

    A pause forgives what was not logged of the date on which it begins, and nothing else.
    """
    for event in life.lived(story):
        before = over(life)
        begins = {p.prescription_id: min(v.effective_on for v in p.versions) for p in life.plans}
        named = life.happen(event)
        after = over(life)
        if isinstance(event, Travel):
            continue
        named_or_forgiven = {named} | forgiven(event, before, after, life.now)
        assert changed(before, after) <= named_or_forgiven
        added = [key for key in after.keys() - before.keys() if key[0] in begins]
        # An edit can have a plan begin today that was to begin later.
        assert all(day < begins[prescription_id] for prescription_id, day, _ in added)


def forgiven(event: Event, before: Found, after: Found, now: datetime) -> set[Key]:
    """Return the unlogged slots of the date of a pause, which are judged by whether it lasts."""
    if not isinstance(event, (SetPause, Resume, StopForSafety)):
        return set()
    without_log = {"unlogged", "paused", "safety_stopped", "flown_over"}
    return {
        key
        for key, one in before.items()
        if key in after
        and one.slot == after[key].slot
        and {one.outcome, after[key].outcome} <= without_log
        and abs(key[1] - now.date()) <= A_DAY
    }


def over(life: Life) -> Found:
    """Return what was due before now, as far as it is decided.

    A habit's day is over when it ends, a timed slot when it is due: until when it can be done is
    then still open.
    """
    return {
        key: one._replace(slot=one.slot._replace(closes_at=one.slot.due_at))
        for key, one in life.outcomes().items()
        if (one.slot.closes_at <= life.now if key[2] == WHOLE_DAY else one.slot.due_at < life.now)
    }
