"""What can be put off and until when it may leave then, and when a phone's clock is believed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.reminders.answers import Original, believable, refused_snooze, window_end
from tests.rules.plan.plans import at

TODAY = date(2026, 3, 2)
DUE, NOW = at(2026, 3, 2, 7), at(2026, 3, 2, 8)
MINUTE = timedelta(minutes=1)
SENT = Original(
    source="prescription",
    state="sent",
    local_date=TODAY,
    due_at=DUE,
    expires_at=at(2026, 3, 2, 9),
    is_over=False,
    next_due_at=None,
)
NEXT = replace(SENT, next_due_at=NOW + 15 * MINUTE)


@pytest.mark.parametrize(
    ("original", "today", "refused"),
    [
        (SENT, TODAY, None),
        (replace(SENT, state="scheduled"), TODAY, None),
        (replace(SENT, state="scheduled", due_at=NOW + MINUTE), TODAY, "not_snoozable"),
        (replace(SENT, state="skipped"), TODAY, "not_snoozable"),
        (replace(SENT, state="cancelled"), TODAY, "not_snoozable"),
        (replace(SENT, source="test"), TODAY, "not_snoozable"),
        (replace(SENT, source="proof"), TODAY, "not_snoozable"),
        (replace(SENT, source="sign_in"), TODAY, "not_snoozable"),
        (replace(NEXT, is_over=True), TODAY, "not_snoozable"),
        (NEXT, TODAY + timedelta(days=1), "too_late"),
        (NEXT, TODAY, "next_reminder_is_sooner"),
        (replace(NEXT, next_due_at=NOW + 16 * MINUTE), TODAY, None),
        # She flew west: her date is not over yet.
        (SENT, TODAY - timedelta(days=1), None),
    ],
)
def test_why_a_reminder_cannot_be_put_off_by_a_quarter_of_an_hour(original, today, refused):
    assert refused_snooze(original, NOW + 15 * MINUTE, today, NOW) == refused


@given(st.integers(5, 180), st.integers(-600, 600), st.none() | st.integers(1, 600))
def test_a_snooze_that_is_not_refused_has_a_window_that_ends_by_the_next_reminder(
    minutes, expires_in, next_in
):
    original = replace(
        SENT,
        expires_at=NOW + expires_in * MINUTE,
        next_due_at=None if next_in is None else NOW + next_in * MINUTE,
    )
    due_at = NOW + minutes * MINUTE
    if refused_snooze(original, due_at, TODAY, NOW) is None:
        end = window_end(original, due_at)
        assert end > due_at
        assert original.next_due_at is None or end <= original.next_due_at
        assert end >= min(due_at + 30 * MINUTE, original.next_due_at or end)


@pytest.mark.parametrize(
    ("said", "now", "believed"),
    [(-5, 60, 0), (0, 60, 0), (7, 60, 7), (61, 60, 60), (99_999, 60, 60), (7, -1, 0)],
)
def test_a_phones_instant_lies_between_the_push_and_now(said, now, believed):
    # The last one: the worker's clock is ahead of ours.
    found = believable(DUE + said * MINUTE, DUE, DUE + now * MINUTE)
    assert found == DUE + believed * MINUTE
