"""Going through a page by the tabulator alone."""

from playwright.async_api import Page

from tests.pages.browser.scripts import script

WATCH = script("watch_focus")
MISSED = script("missed_focus")
# Plots that scroll and groups of radio buttons are stops as well.
MORE = 40


async def unreached(page: Page) -> list[str]:
    """Return what the tabulator does not reach, or reaches without showing it."""
    shown = await page.evaluate(WATCH)
    for _ in range(shown + MORE):
        await page.keyboard.press("Tab")
    found: list[str] = await page.evaluate(MISSED)
    return found
