"""Days on which pain stood out, and runs of them that were hard to bear."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rules.insights.peaks import Flare, flares, is_spike, spikes, usual_before
from tests.rules.insights.series import GAPPY, day, on_days, shifted

PAIN = on_days([3, 4, 3, None, 4, 3, 4, 3, 4, 6, 7, None, 6, 4, 3, 3, 5, 3])
SPIKED = [day(9), day(10), day(12)]
QUIET = [2] * 14


def test_spikes_stand_out_from_the_two_weeks_before() -> None:
    assert spikes(PAIN, day(0), day(17)) == SPIKED
    assert [usual_before(PAIN, on) for on in SPIKED] == [Fraction(7, 2), 4, 4]


def test_a_missing_day_bridges_a_flare_up_that_was_hard_to_bear() -> None:
    assert flares(PAIN, SPIKED, set(SPIKED)) == [Flare(day(9), day(12), 3, 7)]
    assert flares(PAIN, SPIKED, {day(10)}) == [Flare(day(9), day(12), 3, 7)]


def test_without_a_word_of_impact_a_run_is_no_flare_up() -> None:
    assert flares(PAIN, SPIKED, set()) == []
    assert flares(PAIN, SPIKED, {day(11), day(13)}) == []


def test_a_usual_day_or_two_missing_ones_end_a_run() -> None:
    usual = on_days([*QUIET, 6, 2, 6])
    missing = on_days([*QUIET, 6, None, None, 6])
    for pain, last in ((usual, 16), (missing, 17)):
        spiked = spikes(pain, day(14), day(last))
        assert spiked == [day(14), day(last)]
        assert [flare.logged for flare in flares(pain, spiked, set(spiked))] == [1, 1]


@pytest.mark.parametrize(("value", "stands_out"), [(3, False), (4, True)])
def test_a_spike_is_four_at_least(value: int, stands_out: bool) -> None:
    assert is_spike(on_days([*[1] * 14, value]), day(14)) == stands_out


@pytest.mark.parametrize(("value", "stands_out"), [(6, False), (7, True)])
def test_a_spike_is_two_above_the_median_exactly(value: int, stands_out: bool) -> None:
    # The median of 4 and 5 is 4.5.
    assert is_spike(on_days([*[4, 5] * 7, value]), day(14)) == stands_out


@pytest.mark.parametrize("entries", [6, 7])
def test_it_needs_seven_entries_in_the_fourteen_dates_before(entries: int) -> None:
    pain = on_days([2] * entries) | {day(14): 9, day(13): 2}
    del pain[day(13)]
    assert is_spike(pain, day(14)) == (entries == 7)
    # What lies further back does not count.
    assert not is_spike(on_days([2] * 7) | {day(15): 9}, day(15))


@given(GAPPY, st.integers(-400, 400))
def test_shifting_all_dates_shifts_the_spikes(values: list[int | None], by: int) -> None:
    pain = on_days(values)
    found = spikes(pain, day(0), day(60))
    moved = spikes(shifted(pain, by), day(by), day(60 + by))
    assert [shift(on, by) for on in found] == moved


@given(GAPPY)
def test_every_spike_is_in_one_run_and_runs_are_apart(values: list[int | None]) -> None:
    pain = on_days(values)
    spiked = spikes(pain, day(0), day(60))
    runs = flares(pain, spiked, set(spiked))
    assert sum(run.logged for run in runs) == len(spiked)
    for earlier, later in pairwise(runs):
        assert (later.start_on - earlier.end_on).days >= 2


def shift(on: date, by: int) -> date:
    return date.fromordinal(on.toordinal() + by)
