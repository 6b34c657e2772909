"""The brief and the letter on paper: A4, without what only a screen needs."""

import re

from playwright.async_api import Page, expect

from demo.stories import MARTA
from tests.pages.browser.axe import faults
from tests.pages.browser.visitors import DESK, PHONE, Visitor, visiting

PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")
DOCTOR = "Dr. Yilmaz\nHauptstraße 1"
# Stands in for the window in which a browser asks to which printer.
COUNT_PRINTS = "window.prints = 0; window.print = () => { window.prints += 1 }"


async def test_a_brief_fits_on_one_page_without_buttons(chromium, house, hannas):
    async with visiting(chromium, house.url, DESK, hannas) as hanna:
        page = await open_brief(hanna)
        await expect(page.locator("svg").first).to_be_visible()
        assert await pages_of(page) == 1
        await page.emulate_media(media="print")
        await expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
        await expect(page.get_by_role("navigation").first).to_be_hidden()
        await expect(page.get_by_role("link", name="Letter to the doctor")).to_be_hidden()


async def test_a_letter_is_edited_printed_and_kept_as_a_file(chromium, house, hannas):
    async with visiting(chromium, house.url, PHONE, hannas) as hanna:
        page = await open_brief(hanna)
        await page.add_init_script(COUNT_PRINTS)
        await page.get_by_role("link", name="Letter to the doctor").click()
        await page.get_by_label("Recipient").fill(DOCTOR)
        await page.get_by_label("Pain").fill("Much better.")
        await page.get_by_role("button", name="Show the letter").click()
        letter = page.get_by_role("article", name="Letter")
        await expect(letter).to_contain_text("Much better.")
        await page.get_by_role("button", name="Print").click()
        assert await page.evaluate("window.prints") == 1
        async with page.expect_download() as kept:
            await page.get_by_role("button", name="Save as PDF").click()
        assert (await kept.value).suggested_filename == "letter.pdf"
        await page.get_by_role("button", name="Edit again").click()
        await expect(page.get_by_label("Recipient")).to_have_value(DOCTOR)
        await expect(page.get_by_label("Pain")).to_have_value("Much better.")


async def test_a_printed_letter_is_the_letter_alone(chromium, house, hannas):
    async with visiting(chromium, house.url, DESK, hannas) as hanna:
        page = await open_brief(hanna)
        await page.get_by_role("link", name="Letter to the doctor").click()
        await page.get_by_role("button", name="Show the letter").click()
        await expect(page).to_have_title("Letter · Carryover")
        assert await faults(page) == []
        assert await pages_of(page) == 1
        await page.emulate_media(media="print")
        for unprinted in ("heading", "navigation", "button", "contentinfo"):
            for each in await page.get_by_role(unprinted).all():
                assert not await each.is_visible() or await is_in_the_letter(each), unprinted


async def open_brief(hanna: Visitor) -> Page:
    """Open Marta's brief from the caseload."""
    await hanna.open("/")
    await hanna.page.get_by_role("link", name=MARTA.name).first.click()
    return hanna.page


async def pages_of(page: Page) -> int:
    """Return how many pages of A4 a page takes on paper."""
    return len(PAGES.findall(await page.pdf(format="A4", print_background=False)))


async def is_in_the_letter(element) -> bool:
    return await element.evaluate("each => each.closest('article') !== null")
