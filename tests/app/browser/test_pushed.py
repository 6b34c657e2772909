"""From the worker by a push service to the service worker, and what became of it back again."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import expect

from api.platform.vapid import new_key_pair
from demo.stories import MARTA, PASSWORD
from tests.app.browser.phones import phone
from tests.app.browser.pushes import IS_SUBSCRIBED, can_subscribe, push, shown_on, touch
from tests.pages.browser.houses import House, example_house
from tests.push_service_stub import PushService
from tests.waiting import WITHIN_S, until


@dataclass(frozen=True, slots=True)
class Pushing:
    """The example practice with a worker and a key of web push, and the push service it uses."""

    house: House
    service: PushService

    def sign_in(self) -> httpx2.Client:
        """Return what asks the API as Marta."""
        said = {"email": MARTA.email, "password": PASSWORD}
        url = self.house.url
        tokens = httpx2.post(f"{url}/v1/auth/sign-in", json=said, timeout=WITHIN_S).json()
        headers = {"authorization": f"Bearer {tokens['access_token']}"}
        return httpx2.Client(base_url=url, timeout=WITHIN_S, headers=headers)

    def tests(self) -> list[dict[str, Any]]:
        """Return the test messages that left for Marta's browser."""
        sent = self.service.messages("marta")
        return [each for each in sent if each["title"] == "Test message"]


@pytest.fixture
async def pushing(chromium: Any, seeded: Path, tmp_path: Path) -> AsyncIterator[Pushing]:
    key = new_key_pair()

    def now() -> datetime:
        shift = float((tmp_path / "clock").read_text())
        return datetime.fromtimestamp(datetime.now(UTC).timestamp() + shift, UTC)

    async with PushService(key.public, now) as service:
        settings = {
            "WEB_PUSH_KEY": key.private,
            "WEB_PUSH_CONTACT": "mailto:push@example.org",
            "WEB_PUSH_ENDPOINT": service.url,
        }
        with example_house(seeded, tmp_path, "--with-worker", **settings) as house:
            yield Pushing(house, service)


async def test_a_phone_is_registered_by_a_tap_pushed_to_and_forgotten_after_signing_out(
    chromium, pushing
):
    hers = pushing.service.browser("marta")
    async with phone(chromium, pushing.house.url, permissions=["notifications"]) as held:
        await can_subscribe(held, hers.target)
        await held.sign_in()
        assert await held.page.evaluate(IS_SUBSCRIBED) is False
        await held.tap("button", "Turn on reminders")
        await expect(held.page.get_by_text("Reminders are on", exact=True)).to_be_visible()
        with closing(sqlite3.connect(pushing.house.file)) as database:
            count = "SELECT count(*) FROM devices WHERE target_kind = 'web_push'"
            assert database.execute(count).fetchone() == (1,)
        await held.see("/settings")
        await expect(held.page.get_by_text("Reminders are on. They never say")).to_be_visible()
        with pushing.sign_in() as marta:
            installation = await held.single("installation_id")
            marta.post(f"/v1/me/devices/{installation}/test-push", json={}).raise_for_status()
            await until(pushing.tests, "the worker to push")
            (message,) = pushing.tests()
            await push(held, **message)
            await until(lambda: shown_on(held), "the notification")
            (shown,) = await shown_on(held)
            assert (shown["title"], shown["body"]) == (message["title"], message["body"])
            await touch(held, "notificationclick", message["tag"])
            await expect(held.page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
            await held.is_handed_in()
            told = marta.get(f"/v1/me/reminders/{message['reminder_id']}").json()
            (delivery,) = told["deliveries"]
            assert delivery["installation_id"] == installation
            assert delivery["received_at"] is not None is not delivery["opened_at"]
        await held.see("/sign-out")
        await held.tap("button", "Sign out")
        await expect(held.page.get_by_role("heading", name="Welcome")).to_be_visible()
        assert await held.page.evaluate(IS_SUBSCRIBED) is False
