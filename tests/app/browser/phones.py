"""A person with the app on her phone, and what the phone keeps of her."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from demo.stories import MARTA, PASSWORD
from tests.pages.browser.houses import House
from tests.pages.browser.visitors import PHONE, WITHIN_MS, Look
from tests.waiting import until

ZONE = "Europe/Berlin"
expect.set_options(timeout=WITHIN_MS)
# Chromium's words for what a phone without a network meets, and for a refusal.
USUAL = ("net::ERR_", "Failed to load resource")
# All that the phone keeps, by store.
DUMP = """async () => {
  const databases = await indexedDB.databases();
  const found = {};
  for (const { name } of databases) {
    const db = await new Promise((done, fail) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => fail(opening.error);
    });
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store).getAll();
      found[store] = await new Promise((done) => { all.onsuccess = () => done(all.result) });
    }
    db.close();
  }
  return found;
}"""
SINGLE = """(name) => new Promise((done) => {
  const opening = indexedDB.open("carryover");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("kept").objectStore("kept").get(name);
    asked.onsuccess = () => { opening.result.close(); done(asked.result ?? null) };
  };
})"""
CACHES = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    found[name] = (await cache.keys()).map((each) => new URL(each.url).pathname);
  }
  return found;
}"""
NOTIFICATIONS = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration.getNotifications()).map((each) => each.title);
}"""


@dataclass
class Phone:
    """`complaints` is what the browser says against the app, `taps` how often she touched it."""

    page: Page
    context: BrowserContext
    url: str
    complaints: list[str] = field(default_factory=list)
    taps: int = 0

    async def open(self, path: str = "/") -> None:
        """Open the app at one of its screens, as by its icon."""
        await self.page.goto(f"{self.url}/app/#{path}")
        await self.page.locator("h1").first.wait_for()

    async def see(self, path: str) -> None:
        """Go to another screen of the app that is open."""
        await self.page.evaluate("path => { location.hash = path }", path)

    async def sign_in(self, email: str = MARTA.email) -> None:
        await self.open("/sign-in")
        await self.page.locator('input[name="email"]').fill(email)
        await self.page.locator('input[name="password"]').fill(PASSWORD)
        await self.page.keyboard.press("Enter")
        await self.has_all()

    async def has_all(self) -> None:
        """Wait until plan, words and pictures are on the phone."""
        await self.page.locator(".places").wait_for()
        await until(self._has_all, "all that works without a network")
        await self.is_installed()

    async def _has_all(self) -> bool:
        kept = await self.kept()
        kinds = {each["kind"] for each in kept.get("records", [])}
        exercises = sum(each["kind"] == "exercise" for each in kept.get("records", []))
        words = any(isinstance(each, dict) and "daily" in each for each in kept.get("kept", []))
        return {"day", "safety_text"} <= kinds and words and len(kept["pictures"]) >= exercises

    async def is_installed(self) -> None:
        """Wait until the app would start without a network."""
        await self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    async def tap(self, role: Any, name: str, exact: bool = True) -> None:
        """Touch something by what it says."""
        self.taps += 1
        await self.page.get_by_role(role, name=name, exact=exact).first.click()

    async def check_in(self, *scores: str, begin: str = "Check in", save: str = "Save") -> None:
        """Check in with one tap a question: pain, worst pain, sleep, hours, stress, then no, no."""
        await self.page.get_by_role("link", name=begin).click()
        self.taps += 1
        for score in scores:
            await self.page.locator(f'footer button:text-is("{score}")').click()
            self.taps += 1
        await self.tap("button", save)

    async def kept(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.page.evaluate(DUMP)
        return found

    async def single(self, name: str) -> Any:
        """Return a single thing that the phone keeps, by its name."""
        return await self.page.evaluate(SINGLE, name)

    async def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """Return the bodies of the records of a kind that the phone has."""
        records = (await self.kept()).get("records", [])
        return [each["body"] for each in records if each["kind"] == kind]

    async def queue(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.kept()).get("queue", [])
        return found

    async def is_handed_in(self) -> None:
        """Wait until nothing waits any more."""

        async def nothing() -> bool:
            return await self.queue() == []

        await until(nothing, "the queue to be handed in")

    async def leaves(self) -> Any:
        """Return all that the phone keeps, as one text to search."""
        kept, caches = await self.kept(), await self.page.evaluate(CACHES)
        return json.dumps([kept, caches, await self.page.evaluate(NOTIFICATIONS)])

    def listen(self) -> None:
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(u in message.text for u in USUAL):
            self.complaints.append(f"console: {message.text}")


@asynccontextmanager
async def phone(
    chromium: Browser, url: str, look: Look = PHONE, now: datetime | None = None, **more: Any
) -> AsyncIterator[Phone]:
    """Give somebody a phone with nothing on it; its clock is `now`, or the true one.

    What the browser complains of fails the test.
    """
    context = await chromium.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        forced_colors="active" if look.forced else "none",
        timezone_id=ZONE,
        has_touch=True,
        **({"locale": "en-GB"} | more),
    )
    context.set_default_timeout(WITHIN_MS)
    try:
        if now is not None:
            await context.clock.install(time=now)
        held = Phone(await context.new_page(), context, url)
        held.listen()
        yield held
        assert held.complaints == []
    finally:
        await context.close()


async def days_pass(held: Phone, house: House, days: int) -> None:
    """Let time pass on the phone and on the server."""
    house.advance(days=days)
    await held.context.clock.fast_forward(int(timedelta(days=days).total_seconds() * 1000))
