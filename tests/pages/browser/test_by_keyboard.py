"""From the first page to a client without a mouse."""

import re

from playwright.async_api import expect

from demo.stories import ADMIN, PASSWORD
from tests.pages.browser.visitors import visiting

FOCUSED = "document.activeElement.textContent.trim()"


async def test_a_therapist_comes_to_a_client_by_the_keyboard_alone(chromium, house):
    async with visiting(chromium, house.url) as hanna:
        page = hanna.page
        await hanna.open("/")
        await page.keyboard.type(ADMIN.email)
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Caseload")).to_be_visible()
        await page.keyboard.press("Tab")
        assert await page.evaluate(FOCUSED) == "Skip to the content"
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("main")).to_be_focused()
        while not (await page.evaluate(FOCUSED)).startswith("Marta Lindner"):
            await page.keyboard.press("Tab")
            assert await page.evaluate("document.activeElement !== document.body"), "at the end"
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        assert re.fullmatch(r"/clients/[0-9a-f-]{36}", page.url.removeprefix(house.url))
