"""Who types into the search of the library sees what is found, and keeps typing."""

import re

from playwright.async_api import expect

from tests.pages.browser.visitors import visiting


async def test_what_is_found_and_what_may_be_chosen_follow_each_letter(chromium, house, hannas):
    async with visiting(chromium, house.url, kept=hannas) as hanna:
        page = hanna.page
        await hanna.open("/library")
        calves = page.locator("#region option[value=calf]")
        await expect(calves).to_have_count(1)
        await page.get_by_text("More filters").click()
        words = page.get_by_label("Words")
        await words.press_sequentially("chjn tuck")
        await expect(page.locator("#found mark").first).to_have_text("Chin")
        await expect(calves).to_have_count(0)
        await expect(page.locator("#level option").nth(1)).to_have_text("Easy (1)")
        await expect(words).to_be_focused()
        await expect(words).to_have_value("chjn tuck")
        await page.get_by_label("Level").focus()
        async with page.expect_response(re.compile("level=easy")):
            await page.get_by_label("Level").select_option("easy")
        await expect(page.get_by_label("Region").locator("option").nth(1)).to_have_text(
            re.compile(r"\(1\)$")
        )
        # Choosing takes neither the choice away, nor what it was chosen in.
        await expect(page.get_by_label("Level")).to_have_value("easy")
        await expect(page.get_by_label("Level")).to_be_focused()
        assert hanna.complaints == []
