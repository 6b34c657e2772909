"""Browsers of the cast: Ben's is signed in where a test asks for it."""

from collections.abc import AsyncIterator, Callable

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from tests.acting.care import Care
from tests.acting.credentials import BEN, PASSWORD, give_password
from tests.cast import Person
from tests.pages.browsing import Browser

NewBrowser = Callable[[], Browser]


@pytest.fixture
async def new_browser(app: FastAPI) -> AsyncIterator[NewBrowser]:
    """Return what opens a browser with a jar of cookies of its own."""
    opened: list[AsyncClient] = []

    def new() -> Browser:
        opened.append(AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1:8000"))
        return Browser(opened[-1])

    yield new
    for http in opened:
        await http.aclose()


@pytest.fixture
async def ben(care: Care, new_browser: NewBrowser) -> Browser:
    """Ben's browser, signed in."""
    return await signed_in(care, new_browser(), care.ben, BEN)


async def signed_in(care: Care, browser: Browser, person: Person, email: str) -> Browser:
    """Give someone a password, and sign her in on the first page."""
    await give_password(care, person, email)
    answer = await browser.sign_in(email, PASSWORD)
    assert answer.status_code == 200, answer.text
    return browser
