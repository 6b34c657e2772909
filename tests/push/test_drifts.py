"""A worker whose clock differs from the database's sends nothing, logs it once, and recovers."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from api.platform.db import Sessions
from push.metrics import DRIFT
from push.worker import Worker
from tests.conftest import NOW
from tests.push.clocks import ForeignClock
from tests.push.crowds import gather_crowd
from tests.push.rig import Rig

INSTANT = timedelta(microseconds=1)
LIMIT = timedelta(seconds=5)


@pytest.fixture
def foreign() -> ForeignClock:
    return ForeignClock(NOW)


@pytest.fixture
async def drifting(rig: Rig, foreign: ForeignClock) -> Worker:
    """A worker whose clock can be made to differ from the database's."""
    return rig.with_settings(rig.worker._settings, foreign).worker


@pytest.mark.parametrize("drift_s", [-3600, -6, 6, 3600])
async def test_nothing_leaves_while_the_clocks_disagree(
    rig: Rig, drifting: Worker, foreign: ForeignClock, sessions: Sessions, drift_s: int
) -> None:
    foreign.drift = timedelta(seconds=drift_s)
    await gather_crowd(sessions, 1, NOW, NOW)
    assert await drifting.turn() == 0
    assert DRIFT._value.get() == drift_s
    foreign.drift = timedelta(seconds=drift_s / abs(drift_s) * 4)
    assert await drifting.turn() == 1
    assert len(rig.pushed) == 1


@pytest.mark.parametrize(("drift", "claimed"), [(LIMIT, 1), (-LIMIT, 1), (LIMIT + INSTANT, 0)])
async def test_five_seconds_are_still_agreement(
    drifting: Worker, foreign: ForeignClock, sessions: Sessions, drift: timedelta, claimed: int
) -> None:
    foreign.drift = drift
    await gather_crowd(sessions, 1, NOW, NOW)
    assert await drifting.turn() == claimed


async def test_each_change_is_told_once_and_not_every_second(
    drifting: Worker, foreign: ForeignClock
) -> None:
    told = []
    with capture_logs() as logs:
        for drift_s in (0, 6, 7, 3600, 0, 0, -9, -9, 1):
            foreign.drift = timedelta(seconds=drift_s)
            await drifting.turn()
            told.append([(each["event"], each["seconds"]) for each in logs])
            logs.clear()
    assert told == [
        [],
        [("clock_drift", 6.0)],
        [],
        [],
        [("clock_agrees", 0.0)],
        [],
        [("clock_drift", -9.0)],
        [],
        [("clock_agrees", 1.0)],
    ]
