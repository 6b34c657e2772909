"""A client who is added and invited signs in with the code."""

from playwright.async_api import expect

from demo.stories import ADMIN
from tests.pages.browser.houses import STRANGER
from tests.pages.browser.visitors import PHONE_DARK, visiting
from tests.story.people import Person


async def test_who_is_invited_redeems_the_code_and_the_code_works_once(chromium, busy_house):
    async with visiting(chromium, busy_house.url, PHONE_DARK) as hanna:
        page = hanna.page
        await hanna.open("/")
        await hanna.sign_in(ADMIN.email)
        await hanna.open("/clients/new")
        await page.get_by_label("Name").fill("Noor Haddad")
        await page.get_by_role("button", name="Add and make an invite").click()
        if await page.get_by_role("button", name="Make an invite").count():
            await page.get_by_role("button", name="Make an invite").click()
        address = page.url.removeprefix(busy_house.url)
        code = (await page.locator("p.code").inner_text()).replace("-", "")
        link = await page.get_by_role("link", name=code).get_attribute("href")
        assert link
        await expect(page.get_by_role("img", name="QR code of the link below")).to_be_visible()
        with Person(busy_house.url) as noor:
            body = {"code": code, "timezone": "Europe/Berlin"}
            assert (
                noor.take_tokens("/v1/auth/redeem-invite", body)["account"]["name"] == "Noor Haddad"
            )
            assert noor.get("/v1/me/today")["items"] == []
        await hanna.open("/")
        await expect(page.get_by_role("link", name="Noor Haddad")).to_be_visible()
    async with visiting(chromium, busy_house.url) as other:
        await other.open("/")
        await other.sign_in(STRANGER)
        assert (await other.open(address)).status == 404
