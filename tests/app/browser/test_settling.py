"""What she decides about her account: who sees what she records, her password, her sign-ins."""

import httpx2
from playwright.async_api import expect

from demo.stories import MARTA, PASSWORD
from tests.app.browser.phones import phone
from tests.waiting import WITHIN_S

NEXT = "seven quiet rivers run north"


async def test_she_decides_who_sees_what_she_records(chromium, own_house, marta):
    ask = marta(own_house)
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        await hers.see("/sharing")
        await hers.tap("button", "Stop sharing")
        await expect(hers.page.get_by_text("red flags included")).to_be_visible()
        await hers.tap("button", "Stop sharing now")
        await expect(hers.page.get_by_role("button", name="Share again")).to_be_visible()
        assert [each["granted"] for each in ask("/v1/me/consents")["items"]] == [False]
        await hers.tap("button", "Share again")
        await expect(hers.page.get_by_role("button", name="Stop sharing")).to_be_visible()
        assert [each["granted"] for each in ask("/v1/me/consents")["items"]] == [True]


async def test_a_new_password_keeps_this_phone_and_ends_the_other(chromium, own_house):
    async with phone(chromium, own_house.url) as hers, phone(chromium, own_house.url) as other:
        await other.sign_in()
        await hers.sign_in()
        await hers.see("/password")
        await hers.page.get_by_label("Password so far").fill("not this one, I think")
        await hers.page.get_by_label("New password").fill(NEXT)
        await hers.tap("button", "Save")
        await expect(hers.page.get_by_role("alert")).to_have_text("The password so far is wrong.")
        await hers.page.get_by_label("Password so far").fill(PASSWORD)
        await hers.tap("button", "Save")
        await expect(hers.page.get_by_text("Password changed")).to_be_visible()
        await hers.see("/")
        await hers.tap("button", "Yes")
        await hers.is_handed_in()
        await other.page.evaluate("dispatchEvent(new Event('online'))")
        await expect(other.page.get_by_text("you were signed out")).to_be_visible()
    said = {"email": MARTA.email, "password": NEXT}
    answer = httpx2.post(f"{own_house.url}/v1/auth/sign-in", json=said, timeout=WITHIN_S)
    assert answer.status_code == 200


async def test_a_sign_in_elsewhere_is_seen_and_ended(chromium, own_house, marta):
    elsewhere = marta(own_house)
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        await hers.see("/access")
        await expect(hers.page.get_by_text("This device")).to_be_visible()
        before = len(elsewhere("/v1/me/sign-ins")["items"])
        assert before > 1
        await hers.tap("button", "End")
        await expect(hers.page.get_by_text("Ended")).to_be_visible()
