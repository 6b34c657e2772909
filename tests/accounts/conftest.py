"""Who has a password, what signs as a passkey, and hashes that stand still."""

from collections.abc import Iterator

import pytest

from tests.acting.care import Care
from tests.acting.credentials import BEN, EVE, give_password
from tests.acting.hashes import Stopped
from tests.acting.passkeys import SoftKey


@pytest.fixture
async def people(care: Care) -> Care:
    """The cast, of whom Ben and Eve have PASSWORD."""
    await give_password(care, care.ben, BEN)
    await give_password(care, care.cast.eve, EVE)
    return care


@pytest.fixture
async def ben(care: Care) -> Care:
    """The cast, of whom Ben has PASSWORD."""
    await give_password(care, care.ben, BEN)
    return care


@pytest.fixture
def key() -> SoftKey:
    """What makes passkeys and signs with them."""
    return SoftKey()


@pytest.fixture
def stopped() -> Iterator[Stopped]:
    stopped = Stopped()
    yield stopped
    stopped.may_go.set()
