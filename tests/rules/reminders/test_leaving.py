"""When a reminder may leave: the order of the reasons why not, and the spread."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.rules.reminders.leaving import Decision, Defer, Facts, Send, decide, delay_of
from api.rules.reminders.quiet_hours import Quiet, is_quiet
from api.rules.reminders.reasons import End

DUE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
EXPIRES = DUE + timedelta(hours=2)
NIGHT = Quiet(time(21), time(8))
READY = Facts(
    id=UUID(int=1),
    rank=0,
    due_at=DUE,
    expires_at=EXPIRES,
    timezone="Europe/Berlin",
    quiet=NIGHT,
    alone=False,
    done=False,
    stopped=False,
    paused=False,
    paused_for_safety=False,
    discharged=False,
    plan_changed=False,
    can_be_pushed=True,
)
# In this order each reason hides those after it.
REASONS = (
    ("done", End("skipped", "done")),
    ("paused_for_safety", End("skipped", "safety")),
    ("paused", End("skipped", "paused")),
    ("stopped", End("cancelled", "stopped")),
    ("discharged", End("cancelled", "discharged")),
    ("plan_changed", End("cancelled", "plan_changed")),
)


def utc(*args: int) -> datetime:
    return datetime(*args, tzinfo=UTC)


def deferred(until: datetime) -> Decision:
    return Defer(until)


ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Casablanca", "Pacific/Auckland"]
)
MINUTES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@pytest.mark.parametrize("now", [DUE, DUE + timedelta(minutes=5), EXPIRES - timedelta.resolution])
def test_it_leaves_from_its_due_time_until_just_before_it_expires(now: datetime) -> None:
    assert decide(READY, now) == Send()


@pytest.mark.parametrize("rank", range(len(REASONS)))
def test_each_reason_hides_those_after_it(rank: int) -> None:
    facts = replace(READY, can_be_pushed=False, **{name: True for name, _ in REASONS[rank:]})
    for now in (DUE - timedelta(hours=1), DUE):
        assert decide(facts, now) == REASONS[rank][1]


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason[0])
def test_of_these_reasons_only_a_changed_plan_is_hidden_by_having_expired(
    reason: tuple[str, End],
) -> None:
    name, end = reason
    expired = End("expired", "expired")
    found = decide(replace(READY, **{name: True}), EXPIRES)
    assert found == (expired if name == "plan_changed" else end)


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason[0])
def test_each_reason_alone_keeps_it_back(reason: tuple[str, End]) -> None:
    assert decide(replace(READY, **{reason[0]: True}), DUE) == reason[1]


def test_expired_hides_quiet_hours_and_a_missing_phone() -> None:
    facts = replace(READY, quiet=Quiet(time(0), time(23)), can_be_pushed=False)
    assert decide(facts, EXPIRES) == End("expired", "expired")
    assert decide(replace(facts, alone=True), EXPIRES) == End("expired", "expired")


def test_before_it_is_due_it_waits_even_without_a_phone() -> None:
    for facts in (READY, replace(READY, can_be_pushed=False), replace(READY, alone=True)):
        assert decide(facts, DUE - timedelta.resolution) == deferred(DUE)


def test_without_a_phone_it_is_skipped() -> None:
    assert decide(replace(READY, can_be_pushed=False), DUE) == End("skipped", "no_device")


FLAGS = [name for name, _ in REASONS] + ["can_be_pushed", "alone"]
USUAL = {"can_be_pushed"}
# Few at a time, so that often nothing but the clock decides.
UNUSUAL = st.sets(st.sampled_from(FLAGS), max_size=2)


@settings(max_examples=300)
@given(
    UNUSUAL.map(lambda found: {name: (name in found) != (name in USUAL) for name in FLAGS}),
    ZONES,
    st.none() | st.builds(Quiet, MINUTES, MINUTES),
    MOMENTS,
    st.integers(1, 720),
    st.integers(-100, 800),
)
def test_nothing_leaves_early_late_quiet_or_for_nobody(
    flags: dict[str, bool],
    timezone: str,
    quiet: Quiet | None,
    due: datetime,
    window: int,
    after: int,
) -> None:
    expires = due + timedelta(minutes=window)
    named = {"id": UUID(int=1), "rank": 0}
    facts = Facts(due_at=due, expires_at=expires, timezone=timezone, quiet=quiet, **named, **flags)
    now = due + timedelta(minutes=after)
    found = decide(facts, now)
    if isinstance(found, Send):
        assert due <= now < expires
        assert facts.can_be_pushed
        assert not any(flags[name] for name, _ in REASONS)
        assert facts.alone or quiet is None or not is_quiet(now, timezone, quiet)
    if isinstance(found, Defer):
        assert now < found.until < expires
        assert found.until >= due
    if now >= expires:
        assert isinstance(found, End)


def test_the_spread_of_a_person_never_changes() -> None:
    ana = UUID("0195528a-7c00-7000-8000-000000000001")
    assert delay_of(ana, 60) == delay_of(UUID(str(ana)), 60) == timedelta(seconds=38)


@given(st.uuids(), st.integers(0, 600))
def test_the_spread_stays_inside_its_window_in_whole_seconds(person: UUID, window: int) -> None:
    found = delay_of(person, window)
    assert timedelta(0) <= found <= timedelta(seconds=max(0, window - 1))
    assert found % timedelta(seconds=1) == timedelta(0)


def test_the_spread_uses_its_whole_window_evenly() -> None:
    found = [delay_of(UUID(int=n), 60).total_seconds() for n in range(3000)]
    assert set(found) == set(range(60))
    assert max(found.count(second) for second in range(60)) < 100
