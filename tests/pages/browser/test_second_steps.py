"""A second step at sign-in, from its first scan to the code of the next morning."""

from playwright.async_api import expect

from demo.stories import COLLEAGUE, PASSWORD
from tests.acting.second_factors import code_at
from tests.pages.browser.axe import faults
from tests.pages.browser.visitors import PHONE, visiting


async def test_who_sets_it_up_is_asked_for_it_and_comes_in_by_keyboard(chromium, busy_house):
    async with visiting(chromium, busy_house.url, PHONE) as dora:
        page = dora.page
        await dora.open("/settings/second-factor")
        await dora.sign_in(COLLEAGUE.email)
        await page.get_by_label("The password now").fill(PASSWORD)
        await page.get_by_role("button", name="Set it up").click()
        await expect(page.get_by_role("img", name="QR code for the app")).to_be_visible()
        assert await faults(page) == []
        secret = (await page.locator("p.secret").inner_text()).replace(" ", "")
        await page.get_by_label("The code that the app shows").fill(
            code_at(busy_house.now(), secret=secret)
        )
        await page.get_by_role("button", name="Confirm").click()
        await expect(page.locator("li.secret")).to_have_count(10)
        assert await faults(page) == []
        spare = await page.locator("li.secret").first.inner_text()
    async with visiting(chromium, busy_house.url) as dora:
        await dora.open("/")
        await dora.sign_in(COLLEAGUE.email)
        await expect(dora.page.get_by_role("heading", name="One more step")).to_be_visible()
        assert await faults(dora.page) == []
        # The field has the focus already.
        await dora.page.keyboard.type(spare)
        async with dora.page.expect_navigation():
            await dora.page.keyboard.press("Enter")
        await expect(dora.page.get_by_role("heading", name="Caseload")).to_be_visible()
