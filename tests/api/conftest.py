import pytest

from api.clock import SetClock
from api.db import Sessions
from tests.api.care import Care
from tests.cast import Cast


@pytest.fixture
def care(cast: Cast, clock: SetClock, sessions: Sessions) -> Care:
    return Care(cast, clock, sessions)
