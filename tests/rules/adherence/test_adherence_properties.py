from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from api.rules.adherence.adherence import Item, LoggedOutcome, adherence, slot_outcomes
from api.rules.adherence.overall import LoggedSlots, name_of, overall
from api.rules.plan.plans import Pause, Plan
from api.rules.plan.schedules import duty_slots
from tests.rules.plan.plans import BERLIN, plan, schedule, version

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 22)
DAYS = st.dates(FIRST, LAST)
MOMENTS = st.datetimes(datetime(2026, 3, 1), datetime(2026, 3, 24), timezones=st.just(UTC))
IDS = (UUID(int=1), UUID(int=2), UUID(int=3))
SLOTS = ("08:00", "18:00", "day", "12:00")
LOGS = st.lists(
    st.builds(
        LoggedOutcome,
        st.sampled_from(IDS),
        DAYS,
        st.sampled_from(SLOTS),
        st.sampled_from(["done", "partial", "skipped", "excused"]),
        st.none() | st.sampled_from(["pain", "no_time"]),
        st.none() | st.integers(0, 9),
    ),
    unique_by=lambda log: (log.prescription_id, log.local_date, log.slot),
    max_size=40,
)
PAUSES = st.lists(st.builds(Pause, MOMENTS, st.none() | MOMENTS, st.booleans()), max_size=2)


@st.composite
def plans(draw: st.DrawFn) -> list[Plan]:
    made = []
    for prescription_id in IDS:
        times = draw(st.sampled_from([("08:00",), ("08:00", "18:00")]))
        sets = draw(st.none() | st.integers(0, 5))
        committed = draw(MOMENTS)
        asked = version(schedule(*times), sets=sets, committed_at=committed)
        kind = draw(st.sampled_from(["stretch", "habit"]))
        pauses, stopped_at = tuple(draw(PAUSES)), draw(st.none() | MOMENTS)
        made.append(
            plan(asked, id=prescription_id, kind=kind, pauses=pauses, stopped_at=stopped_at)
        )
    return made


def logged_of(logs: list[LoggedOutcome]) -> dict[UUID, list[LoggedSlots]]:
    """Return logs as a caseload reads them, each in a group of its own."""
    found = defaultdict(list)
    for log in logs:
        sets_done = log.sets_done if log.outcome == "partial" else None
        names = [name_of(log.local_date, log.slot)]
        found[log.prescription_id].append(LoggedSlots(log.outcome, sets_done, names))
    return found


def parts(item: Item) -> int:
    return item.done + item.partial + item.skipped + item.unlogged


@settings(max_examples=50)
@given(plans(), LOGS, st.frozensets(DAYS), MOMENTS)
def test_every_slot_has_exactly_one_outcome(asked, logs, excused, now):
    for one in asked:
        outcomes = slot_outcomes(one, BERLIN, logs, excused, FIRST, LAST, now)
        assert [found.slot for found in outcomes] == duty_slots(one, BERLIN, FIRST, LAST)
        logged = {(x.local_date, x.slot) for x in logs if x.prescription_id == one.prescription_id}
        for found in outcomes:
            is_logged = (found.slot.local_date, found.slot.slot) in logged
            assert is_logged or found.outcome not in {"done", "partial", "skipped"}
            assert not is_logged or found.outcome not in {"unlogged", "open", "backdated"}


@settings(max_examples=50)
@given(plans(), LOGS, st.frozensets(DAYS), MOMENTS)
def test_credit_never_exceeds_due_and_the_parts_add_up(asked, logs, excused, now):
    found = adherence(asked, BERLIN, logs, excused, FIRST, LAST, now)
    assert overall(asked, BERLIN, logged_of(logs), excused, FIRST, LAST, now) == found.overall
    for figure in (found.overall, *found.weeks):
        assert 0 <= figure.credit <= figure.due
        assert (figure.percent is None) == (figure.reason is not None) == (figure.due < 3)
    for item in found.items:
        assert item.due == parts(item)
        assert item.partial_credit <= item.partial
        assert item.percent is None or 0 <= item.percent <= 100
        assert item.dose_percent is None or 0 <= item.dose_percent <= 100
    exercises = [item for item, one in zip(found.items, asked, strict=True) if not one.is_habit]
    assert found.overall.due == sum(item.due for item in exercises)
    assert found.overall.due == sum(week.due for week in found.weeks)


@settings(max_examples=50)
@given(plans(), LOGS, st.frozensets(DAYS), MOMENTS, st.randoms(use_true_random=False))
def test_the_order_of_uploads_changes_nothing(asked, logs, excused, now, random):
    shuffled = random.sample(logs, len(logs))
    one = adherence(asked, BERLIN, logs, excused, FIRST, LAST, now)
    assert adherence(asked, BERLIN, shuffled, excused, FIRST, LAST, now) == one


@settings(max_examples=50)
@given(plans(), LOGS.filter(bool), st.frozensets(DAYS), MOMENTS)
def test_a_log_of_one_week_changes_that_week_alone(asked, logs, excused, now):
    *earlier, added = logs
    before = adherence(asked, BERLIN, earlier, excused, FIRST, LAST, now).weeks
    after = adherence(asked, BERLIN, logs, excused, FIRST, LAST, now).weeks
    monday = added.local_date - timedelta(days=added.local_date.weekday())
    assert [w for w in before if w.monday != monday] == [w for w in after if w.monday != monday]


@settings(max_examples=50)
@given(plans(), LOGS, st.frozensets(DAYS), MOMENTS, st.timedeltas(timedelta(0), timedelta(9)))
def test_as_time_goes_by_nothing_due_is_forgotten(asked, logs, excused, now, passed):
    one = adherence(asked, BERLIN, logs, excused, FIRST, LAST, now)
    other = adherence(asked, BERLIN, logs, excused, FIRST, LAST, now + passed)
    assert one.overall.due <= other.overall.due
    assert one.overall.credit == other.overall.credit
