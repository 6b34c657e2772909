import pytest

from api.clock import SetClock
from api.db import Sessions
from tests.api.care import Care
from tests.cast import Cast
from tests.waiting import WITHIN_S


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let many at once wait for a connection or a lock for as long as it takes."""
    monkeypatch.setattr("api.db.POOL_TIMEOUT_S", WITHIN_S)
    monkeypatch.setattr("api.db.BUSY_TIMEOUT_MS", int(WITHIN_S * 1000))


@pytest.fixture
def care(cast: Cast, clock: SetClock, sessions: Sessions) -> Care:
    return Care(cast, clock, sessions)
