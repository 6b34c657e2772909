from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from api.rules.instants import ZoneSpan
from api.rules.plan.plans import Pause, Plan, Schedule, paused_at
from api.rules.plan.schedules import duty_slots, reminder_slots
from tests.rules.plan.plans import IN_UTC, plan, version

NAMES = ("Europe/Berlin", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Cairo")
WALL_TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(datetime(2026, 3, 20), datetime(2026, 4, 10), timezones=st.just(UTC))
HISTORIES = st.lists(
    st.builds(ZoneSpan, st.sampled_from(NAMES), MOMENTS),
    min_size=1,
    max_size=4,
    unique_by=lambda span: span.from_at,
).map(lambda spans: tuple(sorted(spans, key=lambda span: span.from_at)))
SCHEDULES = st.builds(
    Schedule,
    st.lists(WALL_TIMES, min_size=1, max_size=4).map(tuple),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(1, 3),
    st.dates(date(2026, 3, 1), date(2026, 3, 28)),
    st.none() | st.dates(date(2026, 3, 28), date(2026, 4, 10)),
    st.none() | st.sampled_from(NAMES),
    st.integers(1, 3000),
)
FROM, TO = date(2026, 3, 22), date(2026, 4, 8)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    days = st.dates(date(2026, 3, 1), TO)
    versions = [
        version(draw(SCHEDULES), number, effective_on=draw(days), committed_at=draw(MOMENTS))
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]
    pauses = draw(
        st.lists(st.builds(Pause, MOMENTS, st.none() | MOMENTS, st.booleans()), max_size=2)
    )
    kind = draw(st.sampled_from(["stretch", "habit"]))
    stopped_at = draw(st.none() | MOMENTS)
    return plan(*versions, kind=kind, pauses=tuple(pauses), stopped_at=stopped_at)


@settings(max_examples=50)
@given(plans(), HISTORIES)
def test_no_travel_gives_two_slots_for_one_date_and_time(asked, history):
    for slots in (reminder_slots(asked, history, FROM, TO), duty_slots(asked, history, FROM, TO)):
        keys = [(slot.local_date, slot.slot) for slot in slots]
        assert len(set(keys)) == len(keys)
        assert all(one.due_at <= other.due_at for one, other in pairwise(slots))
        assert all(slot.due_at < slot.closes_at for slot in slots)
        assert all(FROM <= slot.local_date <= TO for slot in slots)


@settings(max_examples=50)
@given(plans(), HISTORIES, st.integers(0, 17))
def test_asking_for_the_dates_in_two_parts_gives_the_same_slots(asked, history, days):
    until = FROM + timedelta(days=days)
    for find in (reminder_slots, duty_slots):
        whole = find(asked, history, FROM, TO)
        parts = find(asked, history, FROM, until) + find(
            asked, history, until + timedelta(days=1), TO
        )
        assert set(parts) == set(whole)
        assert len(parts) == len(whole)


@settings(max_examples=50)
@given(plans().filter(lambda asked: not asked.is_habit), HISTORIES)
def test_reminders_are_the_duties_outside_pauses(asked, history):
    duty = duty_slots(asked, history, FROM, TO)
    open_ = [slot for slot in duty if paused_at(asked, slot.due_at) is None]
    assert reminder_slots(asked, history, FROM, TO) == open_


@settings(max_examples=50)
@given(SCHEDULES.filter(lambda s: s.timezone is None), st.integers(1, 30))
def test_a_plan_moved_by_whole_intervals_asks_the_same_later(asked, times):
    shift = timedelta(weeks=times * asked.interval_weeks)
    later = replace(
        asked, start_on=asked.start_on + shift, end_on=asked.end_on and asked.end_on + shift
    )
    one = reminder_slots(plan(version(asked)), IN_UTC, FROM, TO)
    other = reminder_slots(plan(version(later)), IN_UTC, FROM + shift, TO + shift)
    assert [
        (slot.local_date + shift, slot.slot, slot.due_at + shift, slot.closes_at + shift)
        for slot in one
    ] == [(slot.local_date, slot.slot, slot.due_at, slot.closes_at) for slot in other]
