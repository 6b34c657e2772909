"""The brief on paper: one page of A4, without what only a screen needs."""

import re

from playwright.async_api import expect

from demo.stories import MARTA
from tests.pages.browser.visitors import DESK, visiting

PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")


async def test_a_brief_fits_on_one_page_without_buttons(chromium, house, hannas):
    async with visiting(chromium, house.url, DESK, hannas) as hanna:
        page = hanna.page
        await hanna.open("/")
        await page.get_by_role("link", name=MARTA.name).first.click()
        await expect(page.locator("svg").first).to_be_visible()
        paper = await page.pdf(format="A4", print_background=False)
        assert len(PAGES.findall(paper)) == 1
        await page.emulate_media(media="print")
        await expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
        await expect(page.get_by_role("navigation").first).to_be_hidden()
