"""Having a copy made, having the account deleted, and keeping it after all."""

import httpx2
from playwright.async_api import expect

from demo.stories import MARTA, PASSWORD
from tests.app.browser.phones import phone
from tests.waiting import WITHIN_S


async def test_a_copy_is_asked_for_and_she_sees_that_it_is_being_made(chromium, own_house, marta):
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        await hers.see("/copy")
        await hers.tap("button", "Make a copy")
        await expect(hers.page.get_by_text("Your copy is being made")).to_be_visible()
    (copy,) = marta(own_house)("/v1/me/exports")["items"]
    assert copy["state"] == "waiting"


async def test_an_account_is_deleted_by_two_taps_and_kept_by_its_code(chromium, own_house):
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        await hers.see("/delete")
        await hers.page.get_by_role("main").get_by_role("button", name="Delete my account").click()
        await hers.tap("button", "Yes, delete it all")
        await expect(
            hers.page.get_by_role("heading", name="Your account will be deleted")
        ).to_be_visible()
        code = await hers.page.locator(".lead strong").inner_text()
        left = await hers.leaves()
        for told in (MARTA.name, MARTA.email, code):
            assert told not in left, told
        said = {"email": MARTA.email, "password": PASSWORD}
        url = f"{own_house.url}/v1/auth/sign-in"
        assert httpx2.post(url, json=said, timeout=WITHIN_S).status_code == 409
        await hers.tap("link", "Keep my account")
        await hers.page.get_by_label("Code to keep your account").fill(code)
        await hers.tap("button", "Keep my account")
        await expect(hers.page.get_by_role("heading", name="Sign in")).to_be_visible()
        await hers.sign_in()
