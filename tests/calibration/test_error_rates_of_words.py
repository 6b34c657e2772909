"""The words of figures are wrong no more often than is said, over few clients and a fixed seed.

The bounds leave room for chance: four standard errors of so few clients beyond what many gave.
"""

import pytest

from tests.calibration import words
from tests.calibration.rows import Row
from tests.calibration.worlds import USUAL

SEED = 14
CLIENTS = 350
AT_MOST = {
    "a direction, stable": 12.5,
    "not responding, fell 2 points": 10,
    "sleep_pain claimed, unrelated": 9,
    "stress_pain claimed, unrelated": 9,
    "recover together": 9,
}
AT_LEAST = {
    "falling, 1.9 points": 29,
    "falling, 2.9 points": 59,
    "falling, 3.9 points": 79,
    "not responding, unchanged": 57,
}
MOST_FEWER = 10
"""By how many points a true association may be told more rarely than before."""


@pytest.fixture(scope="module")
def told() -> list[Row]:
    return [row for cell in words.cells(quick=True) for row in cell(SEED)]


def now(told: list[Row], of: str) -> list[float]:
    found = [row.value for row in told if row.rule == "now" and of in row.of]
    assert found
    return found


@pytest.mark.parametrize("of", AT_MOST)
def test_hardly_anybody_is_told_what_is_not_so(told: list[Row], of: str) -> None:
    assert max(now(told, of.replace("_", " and "))) <= AT_MOST[of]


@pytest.mark.parametrize("of", AT_LEAST)
def test_most_are_told_what_is_so(told: list[Row], of: str) -> None:
    assert min(now(told, of)) >= AT_LEAST[of]


def test_what_goes_together_is_told_hardly_more_rarely_than_before(told: list[Row]) -> None:
    true = [row for row in told if "rho -0.5" in row.of]
    for row, before in zip(true[::2], true[1::2], strict=True):
        assert (row.rule, before.rule, row.of) == ("now", "before", before.of)
        assert row.value >= before.value - MOST_FEWER


def test_each_row_is_of_a_world(told: list[Row]) -> None:
    assert {row.world for row in told} == {str(USUAL)}
