"""Signing in and out, and that nothing private stays behind in the browser."""

import pytest
from playwright.async_api import Browser, expect

from demo.stories import ADMIN, COLLEAGUE
from tests.pages.browser.houses import STRANGER, House
from tests.pages.browser.visitors import DESK, PHONE, Look, Visitor, visiting

# Whether a browser has kept an answer: it may only look, not ask.
KEPT = """async path => {
    try { return (await fetch(path, {cache: "only-if-cached", mode: "same-origin"})).status }
    catch { return 0 }
}"""
MARTA = "Marta Lindner"


async def test_a_wrong_password_is_told_and_the_right_one_leads_to_the_caseload(chromium, house):
    async with visiting(chromium, house.url, PHONE) as hanna:
        await hanna.open("/")
        await hanna.sign_in(ADMIN.email, "not the right one at all")
        await expect(hanna.page.get_by_role("alert")).to_be_visible()
        await expect(hanna.page.get_by_label("E-mail")).to_have_value(ADMIN.email)
        await hanna.sign_in(ADMIN.email)
        await expect(hanna.page.get_by_role("link", name=MARTA)).to_be_visible()
        assert hanna.page.url == f"{house.url}/"


async def test_after_signing_out_neither_back_nor_an_address_shows_a_client(chromium, house):
    async with visiting(chromium, house.url) as hanna:
        await signed_in(hanna)
        await hanna.open("/sign-in")
        await hanna.open("/")
        address = await hanna.page.get_by_role("link", name=MARTA).get_attribute("href")
        async with hanna.page.expect_navigation():
            await hanna.page.get_by_role("button", name="Sign out").click()
        assert await hanna.is_signed_out()
        for _ in range(3):
            await hanna.page.go_back()
            assert await hanna.is_signed_out()
            assert MARTA not in await hanna.page.content()
        await hanna.open(address)
        assert MARTA not in await hanna.page.content()


async def test_no_private_page_is_kept_by_the_browser(chromium, house):
    async with visiting(chromium, house.url) as hanna:
        await signed_in(hanna)
        style = await hanna.page.locator('link[rel="stylesheet"]').get_attribute("href")
        assert await hanna.page.evaluate(KEPT, style) == 200
        assert await hanna.page.evaluate(KEPT, "/") == 0
        # Chromium complains that it was not allowed to ask.
        hanna.complaints = [each for each in hanna.complaints if "CACHE_MISS" not in each]


async def test_a_sign_in_that_is_not_used_ends_and_leads_back_afterwards(chromium, busy_house):
    async with visiting(chromium, busy_house.url) as hanna:
        await signed_in(hanna)
        busy_house.advance(hours=13)
        await hanna.open("/?from=bookmark")
        assert await hanna.is_signed_out()
        assert MARTA not in await hanna.page.content()
        await hanna.sign_in(ADMIN.email)
        await expect(hanna.page.get_by_role("link", name=MARTA)).to_be_visible()


@pytest.mark.parametrize("look", [PHONE, DESK], ids=lambda look: look.name)
async def test_the_cookie_is_out_of_reach_of_scripts_and_lasts(
    chromium: Browser, house: House, look: Look
) -> None:
    async with visiting(chromium, house.url, look) as hanna:
        await signed_in(hanna)
        kept = await hanna.page.context.cookies()
        assert {(each["httpOnly"], each["sameSite"]) for each in kept} == {(True, "Lax")}
        assert len(kept) == 2
        assert await hanna.page.evaluate("document.cookie") == ""


async def test_a_colleague_and_another_practice_do_not_see_her_clients(chromium, house):
    async with visiting(chromium, house.url) as hanna:
        await signed_in(hanna)
        address = await hanna.page.get_by_role("link", name=MARTA).get_attribute("href")
    for email in (COLLEAGUE.email, STRANGER):
        async with visiting(chromium, house.url) as other:
            await signed_in(other, email)
            assert MARTA not in await other.page.content()
            assert (await other.open(address)).status == 404
            assert MARTA not in await other.page.content()


async def signed_in(visitor: Visitor, email: str = ADMIN.email) -> None:
    await visitor.open("/")
    await visitor.sign_in(email)
    await expect(visitor.page.get_by_role("button", name="Sign out")).to_be_visible()
