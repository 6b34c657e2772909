"""Every page on a phone and on a desk: what axe finds, what is cut off, keyboard and plots."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import groupby

import pytest
from playwright.async_api import Page

from tests.pages.browser.axe import faults
from tests.pages.browser.keyboards import unreached
from tests.pages.browser.places import Place, places
from tests.pages.browser.plots import unnamed, unreadable
from tests.pages.browser.visitors import DESK_DARK, PHONE, Visitor, visiting

# What reaches beyond the screen's right edge, without a box of its own that scrolls.
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


# Each width and each choice of colours once: what is wrong with one of them is wrong with both.
@pytest.mark.parametrize("look", [PHONE, DESK_DARK], ids=lambda look: look.name)
async def test_every_page_can_be_used_by_everyone(chromium, house, hannas, look):
    wrong = {}
    for is_public, some in groupby(places(house.file), lambda place: place.is_public):
        async with visiting(chromium, house.url, look, None if is_public else hannas) as visitor:
            for place in some:
                await see(visitor, place)
                found = await what_is_wrong(visitor.page)
                if look is DESK_DARK:
                    found += await unreached(visitor.page)
                if found:
                    wrong[place.name] = found
    assert not wrong, "".join(f"\n{name}: {each}" for name in wrong for each in wrong[name])


async def see(visitor: Visitor, place: Place) -> None:
    answer = await visitor.open(place.path)
    assert answer.status == (404 if place.name == "not-found" else 200), place
    assert await visitor.is_signed_out() == place.is_public, place
    assert visitor.complaints == [], place


async def what_is_wrong(page: Page) -> list[str]:
    found = [*await faults(page), *await unnamed(page), *await unreadable(page)]
    async with forced_colours(page):
        found += [f"in forced colours, {each}" for each in await unreadable(page)]
    if beyond := await page.evaluate(TOO_WIDE):
        found.append(f"{beyond} px too wide")
    if (titles := await page.locator("h1").count()) != 1:
        found.append(f"{titles} h1")
    return found


@asynccontextmanager
async def forced_colours(page: Page) -> AsyncIterator[None]:
    await page.emulate_media(forced_colors="active")
    yield
    await page.emulate_media(forced_colors="none")
