"""An alert that was seen is acknowledged, and nobody else could."""

from playwright.async_api import expect

from demo.stories import ADMIN
from tests.pages.browser.houses import STRANGER
from tests.pages.browser.visitors import PHONE, visiting

AYLIN = "Aylin Demir"


async def test_an_alert_is_acknowledged_and_found_among_those_that_are(chromium, busy_house):
    async with visiting(chromium, busy_house.url, PHONE) as hanna:
        page = hanna.page
        await hanna.open("/")
        await hanna.sign_in(ADMIN.email)
        await hanna.open("/alerts")
        group = page.get_by_role("group", name=f"Acknowledge this alert of {AYLIN}")
        before = await group.count()
        assert before
        await group.first.get_by_role("button", name="Yes").click()
        await expect(page.get_by_role("status")).to_have_text("One alert is acknowledged.")
        await expect(group).to_have_count(before - 1)
        await page.get_by_role("link", name="Acknowledged", exact=True).click()
        await expect(page.get_by_role("heading", name=AYLIN).first).to_be_visible()
    async with visiting(chromium, busy_house.url) as other:
        await other.open("/")
        await other.sign_in(STRANGER)
        await other.open("/alerts?status=all")
        await expect(other.page.get_by_role("heading", name=AYLIN)).to_have_count(0)
