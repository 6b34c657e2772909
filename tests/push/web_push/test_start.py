"""Which transport the settings select, and a browser that is pushed to by the real processes."""

from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from api.platform.settings import Settings
from api.platform.vapid import KeyPair
from push.fcm.client import FcmTransport
from push.start import open_transport
from push.web_push.client import WebPushTransport
from tests.acting.care import body_of
from tests.commands.acting import PRACTICE, TYPED
from tests.databases import settings_for
from tests.processes import carryover, environment, serving
from tests.push.web_push.acting import CONTACT
from tests.push_service_stub import PushService
from tests.waiting import WITHIN_S, until

FCM = {"fcm_project": "p", "fcm_endpoint": "http://127.0.0.1:9"}


def chosen(**more: object) -> Settings:
    return settings_for("sqlite:///unused.db", **more)


@pytest.mark.parametrize(
    ("given", "with_key", "kinds"),
    [
        (FCM, False, {"token", "fid"}),
        (FCM, True, {"token", "fid", "web_push"}),
        ({"push_transport": "console"}, False, {"token", "fid", "web_push"}),
        ({"push_transport": "console"}, True, {"token", "fid", "web_push"}),
    ],
)
async def test_browsers_are_reached_with_a_key_beside_whatever_else_is_reached(
    key: KeyPair, given: dict, with_key: bool, kinds: set[str]
) -> None:
    own = {"web_push_key": key.private, "web_push_contact": CONTACT} if with_key else {}
    transport = open_transport(chosen(**given, **own))
    assert transport.kinds == kinds
    ways = getattr(transport, "_ways", {"token": transport, "web_push": transport})
    assert isinstance(ways["web_push"], WebPushTransport) is with_key
    assert isinstance(ways["token"], FcmTransport) is (given is FCM)
    await transport.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_real_processes_push_to_a_browser(
    database_url: str, key: KeyPair, tmp_path: Path
) -> None:
    async with PushService(key.public, lambda: datetime.now(UTC)) as service:
        env = environment(
            database_url,
            PUSH_TRANSPORT="console",
            WEB_PUSH_KEY=key.private,
            WEB_PUSH_CONTACT=CONTACT,
            WEB_PUSH_ENDPOINT=service.url,
        )
        log = tmp_path / "api.log"
        with serving(env, log, "--with-worker") as (url, _):
            await _tried_out(url, env, service)
        said = log.read_text()
    assert [each["title"] for each in service.messages()] == ["Test message"]
    for secret in (key.private, "vapid t=", "/push/", service.browser("ben").target["auth"]):
        assert secret not in said


async def _tried_out(url: str, env: dict[str, str], service: PushService) -> None:
    """Open a practice, register its therapist's browser, and wait for a test to arrive."""
    carryover(*PRACTICE, env=env, stdin=TYPED)
    said = {"email": "ben@example.org", "password": TYPED.strip()}
    tokens = httpx2.post(f"{url}/v1/auth/sign-in", json=said, timeout=WITHIN_S).json()
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    async with httpx2.AsyncClient(base_url=url, headers=headers, timeout=WITHIN_S) as http:
        phone = {"platform": "web", "target": service.browser("ben").target}
        body_of(await http.put("/v1/me/devices/app", json=phone), 201)
        body_of(await http.post("/v1/me/devices/app/test-push"), 201)
        await until(lambda: len(service.accepted) == 1, "the test to arrive")
