"""A small fixed part of the calibration: an alarm that cries wolf, or falls silent, fails here.

The bounds are three standard errors and more from what `make calibrate` finds, so that chance does
not reach them when the clients change.
"""

from collections.abc import Callable

import numpy as np
import pytest

from api.rules.insights.alerts import evidence_of_pain
from tests.calibration.lives import MISSING, creeping, flaring, rated, steady, stepping
from tests.calibration.looking import Told
from tests.calibration.pain_alarms import live
from tests.calibration.rows import MONTH
from tests.calibration.worlds import USUAL

SEED = 20261129
DAYS, LEARNED, AT = 56, 7, 28
Lives = list[list[Told]]


def lived(levels: Callable[[int], np.ndarray], of: range, clients: int) -> Lives:
    """Return what is told of so many clients at each true level."""
    rng = np.random.default_rng(SEED)
    ratings = np.concatenate([rated(levels(level), clients, USUAL, rng) for level in of])
    return live(evidence_of_pain, ratings, rng)


def rate_of(kind: str, lives: Lives) -> float:
    """Return how many are told per 100 client-months."""
    count = sum(each.kind == kind for life in lives for each in life)
    return 100 * count / (len(lives) * (DAYS - LEARNED) / MONTH)


def share_of(kind: str, lives: Lives, since: int, until: int) -> float:
    """Return of how many percent it is told within these days."""
    found = [any(e.kind == kind and since <= e.day < until for e in life) for life in lives]
    return 100 * float(np.mean(found))


@pytest.fixture(scope="module")
def stable() -> Lives:
    return lived(lambda level: steady(level, DAYS), range(2, 9), 30)


@pytest.mark.parametrize(("kind", "most"), [("worsening", 17), ("flare", 8)])
def test_who_is_stable_is_seldom_alarmed_of(stable: Lives, kind: str, most: float) -> None:
    assert rate_of(kind, stable) <= most


def test_no_pain_of_five_or_less_is_called_severe(stable: Lives) -> None:
    assert rate_of("severe", stable[: 4 * 30]) <= 3


@pytest.mark.parametrize(("by", "least"), [(2, 75), (3, 90)])
def test_a_step_up_is_told_within_three_weeks(by: int, least: float) -> None:
    lives = lived(lambda level: stepping(level, DAYS, AT, by), range(2, 7), 16)
    assert share_of("worsening", lives, AT, AT + 21) >= least


def test_what_creeps_up_is_told_within_six_weeks() -> None:
    lives = lived(lambda level: creeping(level, DAYS, LEARNED, 0.5), range(2, 7), 12)
    assert share_of("worsening", lives, LEARNED, 50) >= 80


def test_a_flare_of_five_days_is_told() -> None:
    lives = lived(lambda level: flaring(level, DAYS, 22, 5, 3), range(2, 7), 16)
    assert share_of("flare", lives, 22, 29) >= 55


def test_very_high_pain_is_told_by_the_fourth_day() -> None:
    lives = lived(lambda _: steady(10, 10), range(1), 60)
    assert share_of("severe", lives, 0, 4) >= 85


def test_who_says_eight_or_more_each_day_is_told_of_within_four_days() -> None:
    rng = np.random.default_rng(SEED)
    ratings = rated(steady(8, 4), 250, USUAL, rng)
    ratings[(ratings < 8) & (ratings != MISSING)] = 8
    assert share_of("severe", live(evidence_of_pain, ratings, rng, (), nightly=False), 0, 4) >= 95
