"""What a therapist changes in a plan is what the client's phone shows."""

import re

from playwright.async_api import expect

from demo.stories import ADMIN, MARTA, PASSWORD
from tests.pages.browser.houses import STRANGER
from tests.pages.browser.visitors import Visitor, visiting
from tests.story.people import Person


async def test_an_item_that_is_paused_and_resumed_leaves_today_and_comes_back(chromium, busy_house):
    with Person(busy_house.url) as marta:
        marta.take_tokens("/v1/auth/sign-in", {"email": MARTA.email, "password": PASSWORD})
        (before, *_) = [each["exercise"] for each in marta.get("/v1/me/today")["items"]]
        async with visiting(chromium, busy_house.url) as hanna:
            page = hanna.page
            await hanna.open("/")
            await hanna.sign_in(ADMIN.email)
            await open_plan(hanna)
            card = page.get_by_role("listitem").filter(has_text=before["name"]).first
            address = page.url.removeprefix(busy_house.url)
            await card.get_by_role("link", name=re.compile("^Pause")).click()
            await page.get_by_label("Reason").fill("A week at the sea.")
            await page.get_by_role("button", name="Pause").click()
            await expect(page.get_by_text(re.compile("^Paused since")).first).to_be_visible()
            assert before["slug"] in paused(marta)
            card = page.get_by_role("listitem").filter(has_text=before["name"]).first
            await card.get_by_role("link", name=re.compile("^Resume")).click()
            await page.get_by_role("button", name="Resume").click()
            await expect(page.get_by_text(re.compile("^Paused since"))).to_have_count(0)
            assert before["slug"] not in paused(marta)
        async with visiting(chromium, busy_house.url) as other:
            await other.open("/")
            await other.sign_in(STRANGER)
            assert (await other.open(address)).status == 404


async def test_what_speaks_against_an_item_is_seen_before_it_is_stored(chromium, busy_house):
    with Person(busy_house.url) as marta:
        marta.take_tokens("/v1/auth/sign-in", {"email": MARTA.email, "password": PASSWORD})
        async with visiting(chromium, busy_house.url) as hanna:
            page = hanna.page
            await hanna.open("/")
            await hanna.sign_in(ADMIN.email)
            await open_plan(hanna)
            await page.get_by_role("link", name="Add an item").click()
            await page.locator('main a[href*="/plan/add/calf-stretch"]').first.click()
            await page.get_by_label("Time 1").fill("23:30")
            await page.get_by_role("button", name="Check only").click()
            await expect(
                page.get_by_text("A time lies in the client's quiet hours.")
            ).to_be_visible()
            assert "calf-stretch" not in shown(marta)
            await page.get_by_label("Time 1").fill("18:30")
            await page.get_by_role("button", name="Prescribe").click()
            if await page.get_by_role("button", name="Prescribe").count():
                # Warnings that came up only now have to be seen as well.
                await page.get_by_role("button", name="Prescribe").click()
            await expect(page.get_by_role("heading", name="Prescribed now")).to_be_visible()
            assert "calf-stretch" in shown(marta)


async def open_plan(hanna: Visitor) -> None:
    home = await hanna.page.get_by_role("link", name=MARTA.name).first.get_attribute("href")
    await hanna.open(f"{home}/plan")


def shown(phone: Person) -> set[str]:
    return {each["exercise"]["slug"] for each in phone.get("/v1/me/today")["items"]}


def paused(phone: Person) -> set[str]:
    return {each["exercise"] for each in phone.get("/v1/me/today")["paused"]}
