"""A day with the app: check-in, an exercise by the timer, a habit, a message, a body map."""

from playwright.async_api import expect

from tests.app.browser.phones import phone
from tests.demo.seeding import NOW

TODAY = "2025-11-20"
MOST_TAPS, MOST_SECONDS = 12, 20
PLAIN = ("4", "6", "7", "7.5", "3", "No", "No")


async def test_a_practised_hand_checks_in_with_few_taps_and_soon(chromium, own_house, marta):
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        hers.taps = 0
        await hers.check_in(*PLAIN)
        await expect(hers.page.get_by_text("Checked in")).to_be_visible()
        await hers.is_handed_in()
        assert hers.taps <= MOST_TAPS
    (stored,) = marta(own_house)(f"/v1/me/check-ins?from={TODAY}&to={TODAY}")["items"]
    assert stored["duration_s"] <= MOST_SECONDS
    assert (stored["pain_average"], stored["sleep_hours"], stored["impact"]) == (4, 7.5, False)


async def test_an_exercise_is_counted_and_told(chromium, own_house, marta):
    async with phone(chromium, own_house.url, now=NOW) as hers:
        await hers.sign_in()
        await hers.tap("link", "Start")
        await expect(hers.page.get_by_text("Get ready")).to_be_visible()
        await hers.context.clock.fast_forward(6_000)
        await expect(hers.page.get_by_text("Hold", exact=True)).to_be_visible()
        await expect(hers.page.get_by_text("Set 1 of 3 · Repetition 1 of 10")).to_be_visible()
        await hers.tap("button", "Pause")
        await hers.context.clock.fast_forward(60_000)
        await expect(hers.page.get_by_text("Hold", exact=True)).to_be_visible()
        await hers.tap("button", "Go on")
        # The screen was off for longer than all of it takes.
        await hers.context.clock.fast_forward(600_000)
        await expect(hers.page.get_by_role("button", name="Done", pressed=True)).to_be_visible()
        await hers.page.get_by_role("group", name="Pain after").get_by_text("2", exact=True).click()
        await hers.tap("button", "Save")
        await expect(hers.page.get_by_role("heading", name="Told today")).to_be_visible()
        await hers.is_handed_in()
    logs = marta(own_house)(f"/v1/me/logs?from={TODAY}&to={TODAY}")["items"]
    assert [(each["slot"], each["outcome"], each["pain_after"]) for each in logs] == [
        ("08:30", "done", 2)
    ]


async def test_what_was_left_out_is_told_with_its_reason_and_taken_back(chromium, own_house, marta):
    ask = marta(own_house)
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        await hers.tap("link", "Partly, or not today")
        await hers.tap("button", "Skipped")
        await hers.tap("button", "I had no time")
        await hers.tap("button", "Save")
        await hers.tap("button", "Yes")
        await hers.is_handed_in()
        logs = ask(f"/v1/me/logs?from={TODAY}&to={TODAY}")["items"]
        told = {(each["slot"], each["outcome"], each["reason"]) for each in logs}
        assert told == {("08:30", "skipped", "no_time"), ("day", "done", None)}
        await hers.tap("link", "08:30 Chin tuck Skipped")
        await hers.tap("button", "Take it back")
        await hers.is_handed_in()
        logs = ask(f"/v1/me/logs?from={TODAY}&to={TODAY}")["items"]
        assert [each["slot"] for each in logs if not each["undone"]] == ["day"]


async def test_a_message_is_read_once_and_places_are_tapped_on_the_figure(
    chromium, own_house, marta
):
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        await hers.tap("button", "Got it")
        await hers.page.get_by_text("From your therapist").wait_for(state="hidden")
        await hers.tap("link", "Daily check-in 20 seconds Check in")
        for _ in range(7):
            await hers.tap("button", "Skip this question")
        await hers.tap("button", "Show where")
        await hers.tap("button", "Neck")
        await hers.tap("button", "Shoulder, left")
        await hers.tap("button", "Where it spreads to")
        await hers.page.get_by_label("It tingles or feels numb there").check()
        await hers.tap("button", "OK")
        await hers.tap("button", "Save")
        await hers.is_handed_in()
    ask = marta(own_house)
    assert ask("/v1/me/today")["acknowledgements"] == []
    (stored,) = ask(f"/v1/me/check-ins?from={TODAY}&to={TODAY}")["items"]
    assert [tuple(spot.values()) for spot in stored["body_map"]] == [
        ("neck", None, "source", False),
        ("shoulder", "left", "referred", True),
    ]
