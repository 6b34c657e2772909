"""Going through a page by the tabulator alone."""

import asyncio

from playwright.async_api import Page

from tests.pages.browser.scripts import script

WATCH = script("watch_focus")
MISSED = script("missed_focus")
# Plots that scroll and groups of radio buttons are stops as well.
MORE = 40
# As many times the tabulator is pressed before it is looked whether it has come round.
AT_ONCE = 20


async def unreached(page: Page) -> list[str]:
    """Return what the tabulator does not reach, or reaches without showing it."""
    shown = await page.evaluate(WATCH)
    for _ in range(0, shown + MORE, AT_ONCE):
        await asyncio.gather(*(page.keyboard.press("Tab") for _ in range(AT_ONCE)))
        if await page.evaluate("reached.isAround"):
            break
    found: list[str] = await page.evaluate(MISSED)
    return found
