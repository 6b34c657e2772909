from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from api.rules.adherence.adherence import (
    Adherence,
    LoggedOutcome,
    MostSkipped,
    Overall,
    Week,
    adherence,
    slot_outcomes,
)
from api.rules.definitions import DEFINITIONS
from api.rules.plan.plans import Pause, Plan
from tests.rules.plan.plans import BERLIN, STRETCH, at, plan, schedule, version

MON, TUE, WED, THU, FRI, SAT, SUN = (date(2026, 3, 2) + timedelta(days=n) for n in range(7))
LATER = at(2026, 4, 1)
NEVER: frozenset[date] = frozenset()


def log(on, outcome, *, slot="08:00", reason=None, sets_done=None, id=STRETCH) -> LoggedOutcome:
    return LoggedOutcome(id, on, slot, outcome, reason, sets_done)


def judge(asked, logs=(), *, excused=NEVER, first=MON, last=SUN, now=LATER) -> Adherence:
    plans = [asked] if isinstance(asked, Plan) else asked
    return adherence(plans, BERLIN, logs, excused, first, last, now)


def outcome_of(asked, logs=(), *, excused=NEVER, day=MON, now=LATER) -> str:
    (found,) = slot_outcomes(asked, BERLIN, logs, excused, day, day, now)
    return found.outcome


def one_week(*outcomes) -> list[LoggedOutcome]:
    """Log Monday, Tuesday and so on; None leaves a day unlogged."""
    days = zip((MON, TUE, WED, THU, FRI, SAT, SUN), outcomes, strict=False)
    return [log(day, outcome) for day, outcome in days if outcome is not None]


def test_a_week_of_three_items_gives_the_worked_figures():
    chin_tuck, doorway, breathing = UUID(int=11), UUID(int=12), UUID(int=13)
    stop = Pause(at(2026, 3, 8), at(2026, 3, 9), safety=True)
    plans = [
        plan(version(schedule("08:00", "18:00")), id=chin_tuck),
        plan(id=doorway, pauses=(stop,)),
        plan(id=breathing),
    ]
    days = [MON, TUE, WED, THU, FRI, SAT, SUN]
    logs = [log(day, "done", id=chin_tuck) for day in days]
    logs += [log(day, "done", slot="18:00", id=chin_tuck) for day in days[:2]]
    logs += [log(day, "partial", slot="18:00", id=chin_tuck) for day in days[2:4]]
    logs += [log(day, "skipped", slot="18:00", id=chin_tuck) for day in days[4:6]]
    logs += [log(day, "done", id=doorway) for day in days[:2]]
    logs += [log(day, "skipped", id=doorway, reason="no_time") for day in days[2:4]]
    logs += [log(days[4], "skipped", id=doorway, reason="forgot")]
    logs += [log(day, "done", id=breathing) for day in days]
    found = judge(plans, logs)
    assert [item.percent for item in found.items] == [71.4, 33.3, 100.0]
    assert [item.unlogged for item in found.items] == [1, 1, 0]
    assert [item.due for item in found.items] == [14, 6, 7]
    assert [item.safety_stopped for item in found.items] == [0, 1, 0]
    assert [item.band for item in found.items] == ["middle", "low", "high"]
    assert found.overall == Overall(27, 19.0, 70.4, "middle", None)
    assert found.weeks == (Week(MON, 27, 19.0, 70.4, "middle", None),)
    assert found.most_skipped == MostSkipped(
        doorway, 4, skipped=3, unlogged=1, due=6, reason_code="no_time"
    )
    assert found.items[0].partial_credit == 1.0
    assert found.items[1].reasons == {"no_time": 2, "forgot": 1}
    assert found.definition_version == DEFINITIONS.definition_version


@pytest.mark.parametrize(
    ("sets_done", "share"),
    [(None, 0.5), (0, 0.0), (1, 0.3), (2, 0.7), (3, 1.0), (9, 1.0), (-1, 0.0)],
)
def test_a_partial_slot_earns_the_sets_done_and_never_more_than_the_slot(sets_done, share):
    found = judge(plan(), [log(MON, "partial", sets_done=sets_done)], last=MON)
    assert found.items[0].partial_credit == share
    assert found.overall.credit == share
    assert found.items[0].partial == found.items[0].due == 1


def test_a_partial_slot_of_a_dose_without_sets_earns_half():
    without = plan(version(schedule(), sets=None))
    found = judge(without, [log(MON, "partial", sets_done=2)], last=MON)
    assert found.items[0].partial_credit == 0.5
    assert found.items[0].dose_percent is None


def test_dose_is_sets_done_over_sets_due_under_the_version_of_each_date():
    two, four = version(schedule(), sets=2), version(schedule(), 2, effective_on=WED, sets=4)
    logs = [log(MON, "done"), log(TUE, "skipped"), log(WED, "partial", sets_done=3)]
    found = judge(plan(two, four), [*logs, log(THU, "partial")], last=THU)
    # (2 + 0 + 3 + 2) of (2 + 2 + 4 + 4) sets, against (1 + 0 + 3/4 + 1/2) of 4 slots.
    assert (found.items[0].dose_percent, found.items[0].percent) == (58.3, 56.2)


PAUSED = Pause(at(2026, 3, 1), None, safety=False)
STOPPED = Pause(at(2026, 3, 1), None, safety=True)
BEFORE, AFTER = at(2026, 3, 2, 8, 59), at(2026, 3, 2, 9)
NEW = plan(version(schedule(), committed_at=at(2026, 3, 2, 8)))
EXCUSED = frozenset({MON})


@pytest.mark.parametrize(
    ("asked", "logged", "excused", "now", "expected"),
    [
        pytest.param(plan(), None, NEVER, AFTER, "unlogged", id="window closed"),
        pytest.param(plan(), None, NEVER, BEFORE, "open", id="window open"),
        pytest.param(plan(), "skipped", NEVER, BEFORE, "skipped", id="logged counts at once"),
        pytest.param(plan(), "excused", NEVER, AFTER, "self_excused", id="excused by a log"),
        pytest.param(plan(), None, EXCUSED, AFTER, "excused", id="excused date"),
        pytest.param(plan(), None, EXCUSED, BEFORE, "open", id="excused date, still open"),
        pytest.param(plan(), "skipped", EXCUSED, AFTER, "excused", id="skip on an excused date"),
        pytest.param(plan(), "done", EXCUSED, AFTER, "done", id="done on an excused date"),
        pytest.param(plan(pauses=(PAUSED,)), None, NEVER, AFTER, "paused", id="paused"),
        pytest.param(plan(pauses=(PAUSED,)), None, NEVER, BEFORE, "open", id="paused, open"),
        pytest.param(plan(pauses=(PAUSED,)), "skipped", NEVER, AFTER, "paused", id="skip, paused"),
        pytest.param(plan(pauses=(PAUSED,)), "done", NEVER, AFTER, "done", id="done, paused"),
        pytest.param(
            plan(pauses=(PAUSED, STOPPED)), None, EXCUSED, AFTER, "safety_stopped", id="safety stop"
        ),
        pytest.param(
            plan(pauses=(STOPPED,)), "skipped", NEVER, AFTER, "safety_stopped", id="skip, safety"
        ),
        pytest.param(plan(pauses=(STOPPED,)), "partial", NEVER, AFTER, "partial", id="did some"),
        pytest.param(NEW, None, NEVER, AFTER, "backdated", id="due before it was prescribed"),
        pytest.param(NEW, "skipped", NEVER, AFTER, "skipped", id="backdated, logged"),
        pytest.param(NEW, "done", NEVER, AFTER, "done", id="backdated, done"),
    ],
)
def test_a_slot_has_one_outcome(asked, logged, excused, now, expected):
    logs = [] if logged is None else [log(MON, logged)]
    assert outcome_of(asked, logs, excused=excused, now=now) == expected


def test_an_edit_at_noon_does_not_forgive_the_morning():
    edited = version(schedule(), 2, effective_on=MON, committed_at=at(2026, 3, 2, 11))
    assert outcome_of(plan(version(schedule()), edited)) == "unlogged"


def test_a_habits_day_is_open_until_the_day_is_over():
    habit = plan(kind="habit")
    assert outcome_of(habit, now=at(2026, 3, 2, 22, 59)) == "open"
    assert outcome_of(habit, now=at(2026, 3, 2, 23)) == "unlogged"
    assert outcome_of(habit, [log(MON, "done", slot="day")], now=at(2026, 3, 2, 8)) == "done"


@pytest.mark.parametrize(
    "stray",
    [
        pytest.param(log(MON, "done", slot="09:00"), id="no such slot"),
        pytest.param(log(MON, "done", slot="day"), id="a habit's slot"),
        pytest.param(log(MON, "done", id=UUID(int=9)), id="another plan"),
        pytest.param(log(date(2026, 3, 9), "done"), id="another date"),
    ],
)
def test_a_log_of_what_was_not_asked_is_ignored(stray):
    assert judge(plan(), [stray]) == judge(plan(), [])


def test_a_log_after_the_stop_is_ignored():
    ended = plan(stopped_at=at(2026, 3, 3))
    assert judge(ended, one_week("done", "done")).overall.due == 1


def test_paused_excused_and_stopped_slots_leave_the_denominator():
    pauses = (
        Pause(at(2026, 3, 3), at(2026, 3, 4), safety=False),
        Pause(at(2026, 3, 4), at(2026, 3, 5), safety=True),
    )
    logs = one_week("done", None, None, "excused", None, "skipped", "done")
    (item,) = judge(plan(pauses=pauses), logs, excused=frozenset({FRI})).items
    assert (item.due, item.done, item.skipped, item.unlogged) == (3, 2, 1, 0)
    assert (item.excused, item.safety_stopped, item.percent) == (2, 1, 66.7)


@pytest.mark.parametrize(
    ("due", "percent", "band", "reason"),
    [
        (0, None, None, "nothing_due"),
        (1, None, None, "insufficient_data"),
        (2, None, None, "insufficient_data"),
        (3, 100.0, "high", None),
    ],
)
def test_too_little_due_gives_a_reason_and_never_a_number(due, percent, band, reason):
    asked = plan(version(schedule(end_on=date(2026, 3, 1) + timedelta(days=due))))
    found = judge(asked, one_week(*["done"] * due))
    for figure in (found.overall, found.weeks[0], found.items[0]):
        assert (figure.due, figure.percent, figure.band, figure.reason) == (
            due,
            percent,
            band,
            reason,
        )
    assert found.items[0].dose_percent == percent


def test_nobody_with_no_plan_has_a_percentage():
    found = judge([])
    assert found.overall == Overall(0, 0.0, None, None, "nothing_due")
    assert (found.items, found.most_skipped) == ((), None)


@pytest.mark.parametrize(
    ("done", "of", "percent", "band"),
    [
        pytest.param(4, 5, 80.0, "high", id="80"),
        pytest.param(3, 6, 50.0, "middle", id="50"),
        pytest.param(499, 1000, 49.9, "low", id="below 50"),
        pytest.param(1999, 2500, 80.0, "middle", id="79.96 reads 80.0 and is below it"),
        pytest.param(1, 16, 6.2, "low", id="6.25 rounds to even"),
        pytest.param(3, 16, 18.8, "low", id="18.75 rounds to even"),
    ],
)
def test_bands_compare_before_rounding_and_rounding_is_half_to_even(done, of, percent, band):
    first = date(2015, 1, 1)
    days = [first + timedelta(days=n) for n in range(of)]
    logs = [log(day, "done") for day in days[:done]]
    found = judge(plan(), logs, first=first, last=days[-1])
    assert (found.overall.percent, found.overall.band) == (percent, band)


def test_weeks_run_from_monday_to_sunday_within_the_dates_asked_for():
    logs = [log(SAT, "done"), log(SUN, "done"), log(date(2026, 3, 9), "done")]
    found = judge(plan(), logs, first=FRI, last=date(2026, 3, 16))
    assert [(week.monday, week.due, week.credit) for week in found.weeks] == [
        (MON, 3, 2.0),
        (date(2026, 3, 9), 7, 1.0),
        (date(2026, 3, 16), 1, 0.0),
    ]
    assert [week.percent for week in found.weeks] == [66.7, 14.3, None]
    assert found.weeks[2].reason == "insufficient_data"


def test_a_week_with_nothing_due_is_there_and_empty():
    asked = plan(version(schedule(interval_weeks=2, start_on=MON)))
    weeks = judge(asked, last=date(2026, 3, 15)).weeks
    assert weeks[1] == Week(date(2026, 3, 9), 0, 0.0, None, None, "nothing_due")


def test_a_habit_is_an_item_and_nothing_else():
    habit = plan(kind="habit", id=UUID(int=2))
    logs = [log(day, "skipped", slot="day", id=habit.prescription_id) for day in (MON, TUE)]
    both = judge([plan(), habit], [*one_week(*["done"] * 7), *logs])
    alone = judge(plan(), one_week(*["done"] * 7))
    assert (both.overall, both.weeks, both.most_skipped) == (alone.overall, alone.weeks, None)
    assert (both.items[1].due, both.items[1].skipped, both.items[1].unlogged) == (7, 2, 5)


def test_most_skipped_needs_five_due_and_something_missed():
    assert judge(plan(), last=THU).most_skipped is None
    assert judge(plan(), last=FRI).most_skipped == MostSkipped(STRETCH, 5, 0, 5, 5, None)
    assert judge(plan(), one_week(*["done"] * 7)).most_skipped is None


def test_the_commonest_reason_must_recur_and_a_tie_goes_by_its_code():
    def reason(*codes):
        days = (MON, TUE, WED, THU, FRI, SAT, SUN)
        logs = [log(d, "skipped", reason=c) for d, c in zip(days, codes, strict=False)]
        return judge(plan(), logs).most_skipped.reason_code

    assert reason("pain", "no_time") is None
    assert reason("pain", "no_time", "no_time") == "no_time"
    assert reason("pain", "no_time", "no_time", "pain") == "no_time"
    assert reason(None, None, None) is None


def test_a_tie_of_most_skipped_goes_to_more_missed_then_to_the_lower_id():
    low, high, twice = UUID(int=1), UUID(int=2), UUID(int=3)
    one, other = plan(id=low), plan(id=high)
    assert judge([other, one]).most_skipped.prescription_id == low
    busy = plan(version(schedule("08:00", "18:00")), id=twice)
    assert judge([one, busy, other]).most_skipped == MostSkipped(twice, 14, 0, 14, 14, None)


def test_only_skips_that_count_give_reasons():
    logs = [
        log(MON, "skipped", reason="pain"),
        log(TUE, "excused", reason="ill"),
        log(WED, "partial", reason="no_time"),
        log(THU, "skipped", reason="away"),
    ]
    (item,) = judge(plan(), logs, excused=frozenset({THU})).items
    assert item.reasons == {"pain": 1}


def test_each_item_says_which_prescription_and_kind_it_is():
    (item,) = judge(replace(plan(), kind="strength")).items
    assert (item.prescription_id, item.kind) == (STRETCH, "strength")
