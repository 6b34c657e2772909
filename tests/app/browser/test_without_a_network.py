"""Days without a network: nothing is lost, nothing is there twice, and it starts all the same."""

from datetime import timedelta

from playwright.async_api import expect

from demo.stories import MARTA
from tests.app.browser.between import Between
from tests.app.browser.phones import days_pass, phone
from tests.demo.seeding import NOW
from tests.waiting import until

DAYS = ["2025-11-20", "2025-11-21", "2025-11-22"]
SYNC = "/v1/me/sync"


async def test_three_days_offline_are_told_once_each_when_she_is_back(chromium, own_house, marta):
    async with phone(chromium, own_house.url, now=NOW) as hers:
        await hers.sign_in()
        await hers.context.set_offline(True)
        for day, pain in enumerate(("2", "3", "4")):
            if day:
                await days_pass(hers, own_house, 1)
            # As if it had been closed over night.
            await hers.page.reload()
            await expect(
                hers.page.get_by_role("img").or_(hers.page.locator("img.picture")).first
            ).to_be_visible()
            await hers.check_in(pain, "6", "7", "8", "3", "No", "No")
            await hers.page.get_by_role("button", name="Done", exact=True).first.click()
            await hers.tap("button", "Yes")
            await expect(hers.page.get_by_role("heading", name="Told today")).to_be_visible()
        assert len(await hers.queue()) == 9
        await expect(hers.page.get_by_role("link", name="9 wait")).to_be_visible()
        await hers.context.set_offline(False)
        await hers.is_handed_in()
        await expect(hers.page.get_by_role("link", name="9 wait")).to_be_hidden()
        days = {each["on"] for each in await hers.of_kind("day")}
        assert str(NOW.date() + timedelta(days=8)) in days
    ask = marta(own_house)
    span = f"?from={DAYS[0]}&to={DAYS[-1]}"
    check_ins = ask(f"/v1/me/check-ins{span}")["items"]
    assert sorted((each["date"], each["pain_average"]) for each in check_ins) == list(
        zip(DAYS, (2, 3, 4), strict=True)
    )
    logs = ask(f"/v1/me/logs{span}")["items"]
    told = sorted((each["local_date"], each["slot"], each["outcome"]) for each in logs)
    assert told == [(day, slot, "done") for day in DAYS for slot in ("08:30", "day")]


async def test_an_answer_that_is_lost_on_its_way_makes_nothing_twice(chromium, own_house, marta):
    between = Between(own_house.url)
    async with between.serving(), phone(chromium, between.url) as hers:
        await hers.sign_in()
        between.loses = lambda path: path == SYNC
        between.seen.clear()
        await hers.check_in("5", "6", "7", "8", "3", "No", "No")
        await until(lambda: f"POST {SYNC}" in between.seen, "a sync whose answer is lost")
        await hers.tap("button", "Yes")
        assert len(await hers.queue()) == 2
        between.loses = lambda _: False
        await hers.page.evaluate("dispatchEvent(new Event('online'))")
        await hers.is_handed_in()
    ask = marta(own_house)
    assert len(ask(f"/v1/me/check-ins?from={DAYS[0]}&to={DAYS[0]}")["items"]) == 1
    assert len(ask(f"/v1/me/logs?from={DAYS[0]}&to={DAYS[0]}")["items"]) == 1


async def test_two_phones_of_hers_agree_after_both_were_away(chromium, own_house, marta):
    async with phone(chromium, own_house.url) as one, phone(chromium, own_house.url) as other:
        for each in (one, other):
            await each.sign_in()
            await each.context.set_offline(True)
        await one.check_in("2", "3", "7", "8", "3", "No", "No")
        await one.tap("button", "Yes")
        await other.check_in("8", "9", "7", "8", "3", "Yes", "Yes")
        await other.page.get_by_role("button", name="Done", exact=True).first.click()
        for each in (other, one, other):
            await each.context.set_offline(False)
            await each.is_handed_in()
            await each.page.evaluate("dispatchEvent(new Event('online'))")
        for each in (one, other):

            async def knows_both(held=each) -> bool:
                pains = [
                    c["pain_average"]
                    for c in await held.of_kind("check_in")
                    if c["date"] == DAYS[0]
                ]
                slots = {
                    log["slot"] for log in await held.of_kind("log") if log["local_date"] == DAYS[0]
                }
                return pains == [8] and slots == {"08:30", "day"}

            await until(knows_both, "what the other phone told")
    (stored,) = marta(own_house)(f"/v1/me/check-ins?from={DAYS[0]}&to={DAYS[0]}")["items"]
    assert stored["pain_average"] == 8


async def test_a_phone_that_was_emptied_gets_it_all_again(chromium, own_house):
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        before = len((await hers.kept())["records"])
        devtools = await hers.context.new_cdp_session(hers.page)
        cleared = {"origin": own_house.url, "storageTypes": "all"}
        await hers.page.goto("about:blank")
        await devtools.send("Storage.clearDataForOrigin", cleared)
        await hers.open("/")
        await expect(hers.page.get_by_role("heading", name="Welcome")).to_be_visible()
        await hers.sign_in(MARTA.email)
        assert len((await hers.kept())["records"]) == before


async def test_a_newer_app_is_taken_while_answers_wait_and_loses_none(chromium, own_house, marta):
    between = Between(own_house.url)
    async with between.serving(), phone(chromium, between.url) as hers:
        await hers.sign_in()
        between.loses = lambda path: path.startswith("/v1/")
        await hers.tap("button", "Yes")
        waiting = await hers.queue()
        between.is_newer = True
        await hers.page.evaluate(
            "navigator.serviceWorker.getRegistration().then((each) => each.update())"
        )
        async with hers.page.expect_event("load"):
            await hers.tap("button", "Use it")
        await hers.page.locator("h1").first.wait_for()
        names = await hers.page.evaluate("caches.keys()")
        assert [name.startswith("shell-newer-") for name in names] == [True]
        css = await hers.page.evaluate("fetch('app.css').then((each) => each.text())")
        assert "A newer version." in css
        assert await hers.queue() == waiting
        between.loses = lambda _: False
        await hers.page.evaluate("dispatchEvent(new Event('online'))")
        await hers.is_handed_in()
    assert len(marta(own_house)(f"/v1/me/logs?from={DAYS[0]}&to={DAYS[0]}")["items"]) == 1
