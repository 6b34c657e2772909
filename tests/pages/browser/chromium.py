"""The system's Chromium, without a window and with what a person's browser has."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from scripts.find_browser import find_browser
from tests.pages.browser.visitors import WITHIN_MS

# Playwright forgets a page that is left; a person's browser keeps it to go back to.
WITHOUT = ["--disable-back-forward-cache"]


@asynccontextmanager
async def opened() -> AsyncIterator[Browser]:
    """Open the browser that `find_browser` finds, while the block lasts."""
    # As root alone, for whom Chromium's sandbox does not work.
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser(),
            args=args,
            ignore_default_args=WITHOUT,
            timeout=WITHIN_MS,
        )
        yield browser
        await browser.close()
