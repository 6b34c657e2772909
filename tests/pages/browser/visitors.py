"""A person in front of a browser, and what the browser has to say of the pages she opens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from demo.stories import ADMIN, PASSWORD

# Only a hang reaches it.
WITHIN_MS = 60_000
# What Chromium writes to its console of every answer that refuses, the page itself included.
REFUSED = "Failed to load resource: the server responded with a status of"


@dataclass(frozen=True, slots=True)
class Look:
    """A screen: its width, and the colours its owner has chosen."""

    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    forced: bool = False

    @property
    def name(self) -> str:
        return f"{self.width}-{'forced' if self.forced else self.scheme}"


PHONE, DESK = Look(390, 844), Look(1280, 800)
PHONE_DARK, DESK_DARK = Look(390, 844, "dark"), Look(1280, 800, "dark")
FORCED = Look(1280, 800, "dark", forced=True)
LOOKS = (PHONE, DESK, PHONE_DARK, DESK_DARK)


# Without slots: Playwright marks whose method it calls by an attribute.
@dataclass
class Visitor:
    """`page` is what her browser shows; `complaints` is what it says against our pages."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    async def open(self, path: str) -> Response:
        """Open a page by its address; return the answer that it was made of."""
        answer = await self.page.goto(self.url + path)
        assert answer is not None, path
        return answer

    async def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in on the page that is open, by Enter."""
        await self.page.get_by_label("E-mail").fill(email)
        await self.page.get_by_label("Password").fill(password)
        async with self.page.expect_navigation():
            await self.page.keyboard.press("Enter")

    async def is_signed_out(self) -> bool:
        """Tell whether she sees the form to sign in."""
        return await self.page.locator('form[action="/sign-in"]').count() == 1

    def listen(self) -> None:
        """Note what a page must not cause: errors, refused resources, requests to other hosts."""
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_response)

    def _note_message(self, message: ConsoleMessage) -> None:
        # A refused answer is noted by `_note_response`, which knows whether it is the page.
        if message.type in ("error", "warning") and not message.text.startswith(REFUSED):
            self.complaints.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith(("data:", self.url + "/")):
            self.complaints.append(f"asked another host: {urlsplit(request.url).netloc}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status} of {urlsplit(response.url).path}")


@asynccontextmanager
async def visiting(
    chromium: Browser, url: str, look: Look = DESK, kept: object = None, **more: object
) -> AsyncIterator[Visitor]:
    """Open a browser window of its own; what was kept of an earlier one is its cookies.

    What the browser complains of fails the test.
    """
    context = await open_context(chromium, look, kept, **more)
    try:
        visitor = Visitor(await context.new_page(), url)
        visitor.listen()
        yield visitor
        assert visitor.complaints == []
    finally:
        await context.close()


async def open_context(
    chromium: Browser, look: Look, kept: object = None, **more: object
) -> BrowserContext:
    """Open a context with nothing of another one's but the cookies that were kept."""
    context = await chromium.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        forced_colors="active" if look.forced else "none",
        locale="en-GB",
        storage_state=kept,
        **more,
    )
    context.set_default_timeout(WITHIN_MS)
    return context


async def keep_of(chromium: Browser, url: str, email: str = ADMIN.email) -> object:
    """Sign someone in, and return what her browser keeps of it: Hanna, if nobody is named."""
    context = await open_context(chromium, DESK)
    visitor = Visitor(await context.new_page(), url)
    await visitor.open("/")
    await visitor.sign_in(email)
    kept = await context.storage_state()
    await context.close()
    return kept
