"""What holds for every screen: usable by all, by one thumb, by day and by night."""

from playwright.async_api import Browser

from tests.app.browser.phones import Phone, phone
from tests.app.browser.screens import SCREENS, come_to
from tests.pages.browser.axe import faults
from tests.pages.browser.houses import House

LARGE = "document.documentElement.style.fontSize = '200%'"
# A finger needs 24 px; a box to tick is touched by its words as well.
SMALL_TARGETS = """() => [...document.querySelectorAll('button, a, input:not([type=checkbox])')]
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
  .map(([each]) => each.outerHTML.slice(0, 80))"""


async def test_every_screen_is_usable_by_all_by_day_and_by_night(
    chromium: Browser, own_house: House
):
    async with phone(chromium, own_house.url, reduced_motion="reduce") as hers:
        await hers.sign_in()
        found = {}
        for screen in SCREENS:
            await come_to(hers, screen)
            found[screen.name] = [*await faults(hers.page), *await too_wide(hers)]
            found[screen.name] += await hers.page.evaluate(SMALL_TARGETS)
            # Nothing but its colours is another at night.
            await hers.page.emulate_media(color_scheme="dark")
            found[screen.name] += await faults(hers.page, "color-contrast")
            await hers.page.emulate_media(color_scheme="light")
        assert {name: told for name, told in found.items() if told} == {}


async def too_wide(hers: Phone) -> list[str]:
    """Tell whether a screen scrolls sideways."""
    wide = await hers.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{wide} px too wide"] if wide > 0 else []
