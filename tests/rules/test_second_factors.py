"""Which codes are taken at an instant, and how long they are held back after wrong ones."""

from datetime import UTC, datetime, timedelta

import pytest

from api.rules.second_factors import held_for, step_of, steps_around

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("seconds", "ahead"), [(0, 0), (29.999, 0), (30, 1), (59, 1), (-0.001, -1)]
)
def test_a_step_lasts_thirty_seconds(seconds, ahead):
    assert step_of(NOON + timedelta(seconds=seconds)) == step_of(NOON) + ahead


def test_the_step_before_and_the_one_after_are_taken_as_well():
    now = step_of(NOON)
    assert list(steps_around(NOON)) == [now - 1, now, now + 1]


@pytest.mark.parametrize(
    ("wrong", "held"),
    [
        (0, None),
        (4, None),
        (5, MINUTE),
        (6, 2 * MINUTE),
        (10, 32 * MINUTE),
        (15, 1024 * MINUTE),
        (16, DAY),
        (17, DAY),
        (100_000, DAY),
    ],
)
def test_codes_are_held_back_longer_with_each_wrong_one(wrong, held):
    assert held_for(wrong) == held


def test_whoever_has_the_password_finds_a_code_in_a_year_with_one_chance_in_eight_hundred():
    passed, tries = timedelta(), 0
    while passed < timedelta(days=365):
        tries += 1
        passed += held_for(tries) or timedelta()
    assert tries * 3 / 1_000_000 < 1 / 800
