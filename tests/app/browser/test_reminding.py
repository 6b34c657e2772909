"""Reminders on the phone: turned on by a tap, shown once, opened on their own day, reported."""

from datetime import timedelta

from playwright.async_api import expect

from tests.app.browser.phones import phone
from tests.app.browser.pushes import push, shown_on, touch
from tests.demo.seeding import NOW
from tests.waiting import until

MAY = ["notifications"]
ID = "019cad05-7c00-7b3e-9a51-3f2a6c8d1e40"
OPENS = {"slot": "check_in", "local_date": "2025-11-19", "prescription_id": None}
SHOW = {
    "action": "show",
    "reminder_id": ID,
    "tag": ID,
    "title": "Reminder",
    "body": "Your daily questions are ready",
    "lang": "en",
}


def pushed(reminder_id: str) -> dict[str, str]:
    """Return what shows a reminder."""
    return SHOW | {"reminder_id": reminder_id, "tag": reminder_id}


async def test_a_reminder_comes_while_the_app_is_open_once_and_goes_with_its_answer(
    chromium, own_house
):
    async with phone(chromium, own_house.url, now=NOW, permissions=MAY) as hers:
        await hers.sign_in()
        await hers.tap("button", "Turn on reminders")
        await hers.page.get_by_text("Reminders on this phone").wait_for(state="hidden")
        notices = await hers.single("notifications")
        daily = next(each for each in notices if each["slot"] == "check_in")
        assert daily["local_date"] == "2025-11-20"
        # A minute after it is due.
        passed = timedelta(hours=9, minutes=31)
        own_house.advance(seconds=passed.total_seconds())
        await hers.context.clock.fast_forward(int(passed.total_seconds() * 1000))

        async def tags() -> list[str]:
            return sorted(each["tag"] for each in await shown_on(hers))

        async def is_there() -> bool:
            return daily["reminder_id"] in await tags()

        await until(is_there, "the reminder of the check-in")
        shown = await tags()
        assert len(set(shown)) == len(shown)
        (of_daily,) = [e for e in await shown_on(hers) if e["tag"] == daily["reminder_id"]]
        assert (of_daily["title"], of_daily["body"]) == ("Carryover", daily["text"])
        # The server tells it no more, since it was due: it stays, and no second one comes, neither
        # by a push nor after another sync.
        await hers.page.evaluate("dispatchEvent(new Event('online'))")
        await push(hers, **pushed(daily["reminder_id"]))
        await hers.context.clock.fast_forward(120_000)
        assert await tags() == shown
        await touch(hers, "notificationclick", daily["reminder_id"])
        await expect(hers.page.get_by_role("heading", name="Daily check-in")).to_be_visible()
        assert daily["reminder_id"] not in await tags()
        await hers.context.clock.fast_forward(120_000)
        assert daily["reminder_id"] not in await tags()


async def test_what_was_told_without_a_network_is_not_reminded_of(chromium, own_house):
    async with phone(chromium, own_house.url, now=NOW, permissions=MAY) as hers:
        await hers.sign_in()
        await hers.tap("button", "Turn on reminders")
        await hers.page.get_by_text("Reminders on this phone").wait_for(state="hidden")
        await hers.context.set_offline(True)
        await hers.check_in("4", "6", "7", "8", "3", "No", "No")
        await hers.context.clock.fast_forward(10 * 3_600_000)
        bodies = [each["body"] for each in await shown_on(hers)]
        assert "Your daily questions are ready" not in bodies


async def test_a_push_is_shown_once_opened_on_its_day_and_taken_away(chromium, own_house):
    other, third = ID[:-1] + "1", ID[:-1] + "2"
    async with phone(chromium, own_house.url, permissions=MAY) as hers:

        async def shows(*tags: str) -> None:
            async def just_these() -> bool:
                return sorted(each["tag"] for each in await shown_on(hers)) == sorted(tags)

            await until(just_these, f"the notifications {tags}")

        await hers.sign_in()
        await push(hers, **SHOW, opens=OPENS)
        await shows(ID)
        (shown,) = await shown_on(hers)
        assert {name: shown[name] for name in ("title", "body", "lang")}.items() <= SHOW.items()
        await push(hers, **SHOW, opens=OPENS)
        # What comes later is shown later.
        await push(hers, **pushed(other), source="sign_in")
        await shows(ID, other)
        await touch(hers, "notificationclick", ID)
        await expect(hers.page.get_by_role("heading", name="Check-in of Wednesday")).to_be_visible()
        # Who has seen it is not told again.
        await push(hers, **SHOW, opens=OPENS)
        await push(hers, **pushed(third))
        await shows(other, third)
        await touch(hers, "notificationclick", other)
        await expect(hers.page.get_by_role("heading", name="Who read my data")).to_be_visible()
        await push(hers, action="clear", reminder_id=third)
        await push(hers, action="of a newer server", reminder_id=other)
        await shows()


async def test_whoever_has_said_no_or_has_no_notifications_is_told_so_in_plain_words(
    chromium, own_house
):
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        await hers.see("/settings")
        await hers.tap("button", "Turn on reminders")
        await expect(hers.page.get_by_text("The browser did not allow it")).to_be_visible()
        devtools = await hers.context.new_cdp_session(hers.page)
        denied = {"permission": {"name": "notifications"}, "setting": "denied"}
        await devtools.send("Browser.setPermission", denied | {"origin": hers.url})
        await hers.page.reload()
        await expect(hers.page.get_by_text("This browser blocks notifications")).to_be_visible()
        await hers.page.add_init_script("delete globalThis.Notification")
        await hers.page.reload()
        await expect(hers.page.get_by_text("cannot show notifications")).to_be_visible()
