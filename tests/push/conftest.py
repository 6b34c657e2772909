"""Fixtures of the push tests: a local stand-in for FCM, and a worker that sends to it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.library import Library
from api.platform.clock import SetClock
from api.platform.db import Sessions
from api.platform.settings import Settings
from push.fcm.client import open_fcm
from push.worker import Worker
from tests.acting.briefing import book
from tests.acting.care import Care
from tests.cast import Cast
from tests.databases import settings_for
from tests.fcm_stub import FcmStub
from tests.loops import MovedLoop
from tests.push.cut_network import CuttableNetwork
from tests.push.fcm.oauth import write_service_account
from tests.push.rig import ANA, BEN, CONNECTIONS, TIMEOUT_S, Rig
from tests.waiting import WITHIN_S


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Run each test on an event loop whose clock the test can move."""
    return "asyncio", {"loop_factory": MovedLoop}


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Raise the time-outs for connections, locks and turns, which a slow machine would exceed."""
    for module in ("db", "engines"):
        monkeypatch.setattr(f"api.platform.{module}.POOL_TIMEOUT_S", WITHIN_S)
    monkeypatch.setattr("api.platform.engines.BUSY_TIMEOUT_MS", int(WITHIN_S * 1000))
    monkeypatch.setattr("push.worker.LONGEST_S", TIMEOUT_S)


@pytest.fixture
async def stub() -> AsyncIterator[FcmStub]:
    """Serve FCM on a free loopback port."""
    async with FcmStub() as stub:
        yield stub


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings without jitter: a reminder leaves exactly when it is due."""
    return settings_for(database_url, reminder_spread_s=0, push_connections=CONNECTIONS)


@pytest.fixture
async def worker(
    settings: Settings, sessions: Sessions, clock: SetClock, library: Library, stub: FcmStub
) -> AsyncIterator[Worker]:
    transport = open_fcm("p", stub.url, CONNECTIONS, TIMEOUT_S)
    yield Worker(settings, sessions, clock, library, transport)
    await transport.close()


@pytest.fixture
def rig(cast: Cast, clock: SetClock, sessions: Sessions, worker: Worker, stub: FcmStub) -> Rig:
    return Rig(Care(cast, clock, sessions), worker, stub)


@pytest.fixture
async def both(rig: Rig) -> Rig:
    """Return the rig with Ben's and Ana's phones registered, and a session at 15:00 in Berlin."""
    await rig.phone(BEN, rig.care.ben, locale="es", platform="ios")
    await rig.phone(ANA)
    await book(rig.care)
    return rig


@pytest.fixture
def service_account(tmp_path: Path) -> Path:
    """The key file of a service account that Google does not know."""
    return write_service_account(tmp_path, "http://127.0.0.1:9/token")


@pytest.fixture
async def network(database_url: str) -> AsyncIterator[CuttableNetwork]:
    async with CuttableNetwork(database_url) as network:
        yield network
