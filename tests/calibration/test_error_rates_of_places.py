"""Spread and the headline keep their error rates, within what chance allows of few clients."""

import pytest

from api.rules.insights.rises import SURE
from tests.calibration.lives import steady, stepping
from tests.calibration.places import Habit, false_places, headlines, intervals, lasting_places
from tests.calibration.rows import Row
from tests.calibration.worlds import USUAL

# Three standard errors and a half: one of these seeds in two thousand would fail by chance.
CHANCE = 3.5


def of_now(rows: list[Row]) -> Row:
    (found,) = [row for row in rows if row.rule == "now"]
    return found


@pytest.mark.parametrize("drawn", [0.85, 0.5])
@pytest.mark.parametrize("often", [0.05, 0.1, 0.2])
def test_places_that_come_and_go_are_seldom_called_new(drawn: float, often: float) -> None:
    found = of_now(false_places(Habit(drawn, often), "", 60, 1))
    assert found.value <= 5 + CHANCE * found.error


def test_tingling_that_was_always_there_is_never_told() -> None:
    assert of_now(false_places(Habit(0.85, known_tingling=True), "", 60, 2)).value == 0


@pytest.mark.parametrize(("drawn", "often"), [(0.85, 0.9), (0.85, 0.8), (0.5, 0.8)])
def test_a_place_that_lasts_is_told(drawn: float, often: float) -> None:
    found = of_now(lasting_places(Habit(drawn, new=often), "", 60, 3))
    assert found.value >= 95 - CHANCE * found.error


@pytest.mark.parametrize("level", [3, 5])
def test_stable_clients_have_few_headlines_of_a_meaningful_change(level: int) -> None:
    found = of_now(headlines(USUAL, steady(level, 60), "", "", 400, 4))
    assert found.value <= 5 + CHANCE * found.error


def test_a_true_change_still_makes_a_headline() -> None:
    for by, least in ((-2, 48), (-3, 82)):
        found = of_now(headlines(USUAL, stepping(6, 60, 20, by), "", "", 400, 5))
        assert found.value >= least - CHANCE * found.error


def test_the_interval_holds_the_true_change_about_as_often_as_it_says() -> None:
    (found,) = intervals(USUAL, 400, 6)
    assert abs(found.value - 95) <= CHANCE * found.error + 1
    assert pytest.approx(1.96, abs=1e-3) == SURE
