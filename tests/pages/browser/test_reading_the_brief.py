"""From the caseload to the brief of who is worst, who then sees that it was read."""

import re

import pytest
from playwright.async_api import expect

from demo.stories import ADMIN, COLLEAGUE, PASSWORD
from tests.pages.browser.houses import STRANGER
from tests.pages.browser.visitors import DESK, PHONE, visiting
from tests.story.people import Person

JOERG, HIS = "Jörg Albrecht", "joerg@clients.example"


async def test_who_needs_a_look_comes_first_as_the_api_says(chromium, house, hannas):
    with Person(house.url) as reader:
        reader.take_tokens("/v1/auth/sign-in", {"email": ADMIN.email, "password": PASSWORD})
        caseload = reader.get("/v1/caseload")["items"]
    assert caseload[0]["attention"]
    async with visiting(chromium, house.url, PHONE, hannas) as hanna:
        await hanna.open("/")
        names = hanna.page.get_by_role("rowheader").get_by_role("link")
        await expect(names).to_have_text([each["client"]["name"] for each in caseload])


async def test_a_client_sees_that_the_brief_was_read(chromium, busy_house):
    with Person(busy_house.url) as joerg:
        joerg.take_tokens("/v1/auth/sign-in", {"email": HIS, "password": PASSWORD})
        before = joerg.get("/v1/me/trends")["read_at"]
        async with visiting(chromium, busy_house.url, PHONE) as hanna:
            await hanna.open("/")
            await hanna.sign_in(ADMIN.email)
            await hanna.page.get_by_role("link", name=JOERG).first.click()
            await expect(hanna.page.locator("svg").first).to_be_visible()
            async with hanna.page.expect_navigation():
                await hanna.page.get_by_role("button", name="Mark as read").click()
        assert joerg.get("/v1/me/trends")["read_at"] not in (None, before)
        seen = joerg.get("/v1/me/access-log")["items"]
        assert any(each["action"] == "view_brief" for each in seen), seen


@pytest.mark.parametrize("email", [COLLEAGUE.email, STRANGER])
async def test_nobody_else_reads_the_brief(chromium, house, hannas, email):
    async with visiting(chromium, house.url, kept=hannas) as hanna:
        await hanna.open("/")
        address = await hanna.page.get_by_role("link", name=JOERG).first.get_attribute("href")
    async with visiting(chromium, house.url) as other:
        await other.open("/")
        await other.sign_in(email)
        assert (await other.open(address)).status == 404
        assert JOERG not in await other.page.content()


async def test_what_to_answer_a_client_is_on_the_first_screen_of_a_desk(chromium, house, hannas):
    async with visiting(chromium, house.url, DESK, hannas) as hanna:
        await hanna.open("/")
        await hanna.page.get_by_role("link", name=JOERG).first.click()
        await expect(hanna.page.locator("svg").first).to_be_visible()
        for heading in (
            "Is anything alarming?",
            re.compile("ask", re.IGNORECASE),
            re.compile("done", re.IGNORECASE),
        ):
            box = await hanna.page.get_by_role("heading", name=heading).first.bounding_box()
            assert box, heading
            assert box["y"] + box["height"] <= DESK.height, heading
