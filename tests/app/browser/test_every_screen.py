"""What holds for every screen: usable by all, by one thumb, at 360 px, with large text."""

import pytest
from playwright.async_api import Browser

from tests.app.browser.phones import Phone, phone
from tests.app.browser.screens import FORCED, SCREENS, SMALL, SMALL_DARK, Look, come_to
from tests.pages.browser.axe import faults
from tests.pages.browser.houses import House

LARGE = "document.documentElement.style.fontSize = '200%'"
# A finger needs 24 px; a box to tick is touched by its words as well.
SMALL_TARGETS = """() => [...document.querySelectorAll('button, a, input:not([type=checkbox])')]
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
  .map(([each]) => each.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("look", [SMALL, SMALL_DARK], ids=lambda look: look.name)
async def test_every_screen_is_usable_by_all(chromium: Browser, own_house: House, look: Look):
    async with phone(chromium, own_house.url, look, reduced_motion="reduce") as hers:
        await hers.sign_in()
        found = {}
        for screen in SCREENS:
            await come_to(hers, screen)
            found[screen.name] = [*await faults(hers.page), *await too_wide(hers)]
            found[screen.name] += await hers.page.evaluate(SMALL_TARGETS)
        assert {name: told for name, told in found.items() if told} == {}


async def test_every_screen_holds_large_text_and_forced_colours_in_spanish(
    chromium: Browser, own_house: House
):
    async with phone(chromium, own_house.url, FORCED, locale="es-ES") as hers:
        await hers.sign_in()
        await hers.page.evaluate(LARGE)
        found = {}
        for screen in SCREENS:
            await come_to(hers, screen)
            found[screen.name] = [*await faults(hers.page), *await too_wide(hers)]
        assert {name: told for name, told in found.items() if told} == {}


async def too_wide(hers: Phone) -> list[str]:
    """Tell whether a screen scrolls sideways."""
    wide = await hers.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{wide} px too wide"] if wide > 0 else []
