"""Every page on a phone and on a desk: what axe finds, what is cut off, keyboard and plots."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser

from tests.pages.browser.axe import faults
from tests.pages.browser.houses import House
from tests.pages.browser.keyboards import unreached
from tests.pages.browser.places import Place, places
from tests.pages.browser.plots import unnamed, unreadable
from tests.pages.browser.visitors import DESK, DESK_DARK, FORCED, PHONE, Look, Visitor, visiting

# What reaches beyond the screen's right edge, without a box of its own that scrolls.
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@asynccontextmanager
async def opened(
    chromium: Browser, house: House, hannas: object, look: Look, place: Place
) -> AsyncIterator[Visitor]:
    kept = None if place.is_public else hannas
    async with visiting(chromium, house.url, look, kept) as visitor:
        answer = await visitor.open(place.path)
        assert answer.status == (404 if place.name == "not-found" else 200), place
        assert await visitor.is_signed_out() == place.is_public, place
        yield visitor


def listed(wrong: dict[str, list[str]]) -> str:
    return "".join(f"\n{name}: {each}" for name, found in wrong.items() for each in found)


# Each width and each choice of colours once: what is wrong with one of them is wrong with both.
@pytest.mark.parametrize("look", [PHONE, DESK_DARK], ids=lambda look: look.name)
async def test_every_page_can_be_used_by_everyone(chromium, house, hannas, look):
    wrong = {}
    for place in places(house.file):
        async with opened(chromium, house, hannas, look, place) as visitor:
            page = visitor.page
            found = [*await faults(page), *await unnamed(page), *await unreadable(page)]
            if beyond := await page.evaluate(TOO_WIDE):
                found.append(f"{beyond} px too wide")
            if (titles := await page.locator("h1").count()) != 1:
                found.append(f"{titles} h1")
        if found:
            wrong[place.name] = found
    assert not wrong, listed(wrong)


async def test_plots_can_be_read_in_forced_colours(chromium, house, hannas):
    wrong = {}
    for place in places(house.file):
        async with opened(chromium, house, hannas, FORCED, place) as visitor:
            if found := await unreadable(visitor.page):
                wrong[place.name] = found
    assert not wrong, listed(wrong)


async def test_the_keyboard_reaches_everything_on_every_page_and_shows_where_it_is(
    chromium, house, hannas
):
    wrong = {}
    for place in places(house.file):
        async with opened(chromium, house, hannas, DESK, place) as visitor:
            if found := await unreached(visitor.page):
                wrong[place.name] = found
    assert not wrong, listed(wrong)
