"""Fixtures of web push: a push service on this machine, and a worker that reaches it and FCM."""

from collections.abc import AsyncIterator

import pytest

from api.library import Library
from api.platform.clock import SetClock
from api.platform.db import Sessions
from api.platform.settings import Settings
from api.platform.vapid import KeyPair, new_key_pair
from push.by_kind import ByKind
from push.fcm.client import open_fcm
from push.web_push.client import open_web_push
from push.worker import Worker
from tests.databases import settings_for
from tests.fcm_stub import FcmStub
from tests.push.rig import CONNECTIONS, TIMEOUT_S
from tests.push.web_push.acting import CONTACT
from tests.push_service_stub import PushService


@pytest.fixture(scope="session")
def key() -> KeyPair:
    return new_key_pair()


@pytest.fixture
async def service(key: KeyPair, clock: SetClock) -> AsyncIterator[PushService]:
    async with PushService(key.public, lambda: clock.at) as service:
        yield service


@pytest.fixture
def settings(database_url: str, key: KeyPair, service: PushService) -> Settings:
    return settings_for(
        database_url,
        reminder_spread_s=0,
        push_connections=CONNECTIONS,
        web_push_key=key.private,
        web_push_contact=CONTACT,
        web_push_endpoint=service.url,
    )


@pytest.fixture
async def worker(
    settings: Settings,
    sessions: Sessions,
    clock: SetClock,
    library: Library,
    stub: FcmStub,
    key: KeyPair,
    service: PushService,
) -> AsyncIterator[Worker]:
    browsers = open_web_push(key.private, CONTACT, service.url, CONNECTIONS, TIMEOUT_S)
    transport = ByKind((browsers, open_fcm("p", stub.url, CONNECTIONS, TIMEOUT_S)))
    yield Worker(settings, sessions, clock, library, transport)
    await transport.close()
