"""What axe does not see in a plot: its name, the names of its points, whether its text stands out.

Chromium leaves the text of an SVG as it is when colours are forced, and axe calls a faint one
"incomplete".
"""

from playwright.async_api import Page

from tests.pages.browser.scripts import script

ENOUGH = 4.5
UNNAMED = script("unnamed")
CONTRASTS = script("contrasts")


async def unnamed(page: Page) -> list[str]:
    """Return what a screen reader could not name: plots, and points that the keyboard reaches."""
    found: list[str] = await page.evaluate(UNNAMED)
    return found


async def unreadable(page: Page) -> list[str]:
    """Return the texts of plots that do not stand out from what is under them."""
    found: list[tuple[str, float]] = await page.evaluate(CONTRASTS)
    return [f"faint in a plot: {text} ({ratio:.1f})" for text, ratio in found if ratio < ENOUGH]
