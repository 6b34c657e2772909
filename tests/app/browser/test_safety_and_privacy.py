"""What must not fail: the fixed texts without a network, and nothing left behind."""

from playwright.async_api import expect

from demo.stories import ADMIN, MARTA, PASSWORD
from tests.app.browser.between import Between
from tests.app.browser.phones import phone
from tests.story.people import Person

TODAY = "2025-11-20"
MOST_BYTES = 150_000
LUCIA = "lucia@clients.example"


async def test_a_red_flag_shows_its_text_at_once_without_a_network_and_stops_all(
    chromium, own_house, marta
):
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        await hers.context.set_offline(True)
        await hers.tap("link", "Something new or worrying?")
        await hers.tap("button", "A serious accident or a heavy fall")
        text = hers.page.get_by_role("dialog", name="Get emergency help now")
        await expect(text).to_be_visible()
        await expect(text.get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")
        # Told by the tap: whatever becomes of the phone now, it is in the queue.
        (change,) = await hers.queue()
        assert change["body"]["red_flags"] == ["major_trauma"]
        await hers.tap("button", "I have read this")
        await hers.see("/")
        await expect(hers.page.get_by_text("Your exercises are stopped")).to_be_visible()
        await expect(hers.page.get_by_role("link", name="Start")).to_have_count(0)
        await hers.context.set_offline(False)
        await hers.is_handed_in()
    told = marta(own_house)("/v1/me/today")
    assert told["paused_for_safety"] is True
    (stored,) = marta(own_house)(f"/v1/me/check-ins?from={TODAY}&to={TODAY}")["items"]
    assert stored["red_flags"] == ["major_trauma"]


async def test_a_flag_that_was_a_mistake_stays_told_and_her_therapist_reads_why(
    chromium, own_house, marta
):
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        await hers.context.set_offline(True)
        await hers.see("/flags")
        await hers.tap("button", "Chest pain, or I am short of breath")
        await hers.tap("button", "I tapped this by mistake")
        await expect(hers.page.get_by_text("Only your therapist can start")).to_be_visible()
        await hers.see("/")
        await expect(hers.page.get_by_text("Your exercises are stopped")).to_be_visible()
        await hers.context.set_offline(False)
        await hers.is_handed_in()
        # She has read the text already.
        await expect(hers.page.get_by_role("dialog")).to_have_count(0)
    told = marta(own_house)
    assert told("/v1/me/today")["paused_for_safety"] is True
    (stored,) = told(f"/v1/me/check-ins?from={TODAY}&to={TODAY}")["items"]
    assert stored["red_flags"] == []
    assert stored["note"] == "Tapped by mistake: Chest pain, or I am short of breath"


async def test_a_stop_sign_shows_its_text_and_stops_its_exercise(chromium, own_house):
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        await hers.context.set_offline(True)
        await hers.tap("link", "Partly, or not today")
        await hers.tap("button", "Partly done")
        await hers.page.get_by_label("Dizziness").check()
        await hers.tap("button", "Save")
        await expect(hers.page.get_by_role("dialog", name="Stop this exercise")).to_be_visible()
        await hers.tap("button", "I have read this")
        await expect(hers.page.get_by_text("Paused", exact=True)).to_be_visible()


async def test_nothing_of_her_stays_on_the_device_after_signing_out(chromium, own_house):
    async with phone(chromium, own_house.url, permissions=["notifications"]) as hers:
        await hers.sign_in()
        await hers.see("/progress")
        await expect(hers.page.get_by_text("Your therapist read this")).to_be_visible()
        await hers.page.evaluate(
            "navigator.serviceWorker.ready.then((each) => each.showNotification('private'))"
        )
        assert MARTA.name in await hers.leaves()
        await hers.see("/sign-out")
        await hers.tap("button", "Sign out")
        await expect(hers.page.get_by_role("heading", name="Welcome")).to_be_visible()
        left = await hers.leaves()
        for told in (MARTA.name, MARTA.email, "chin", "private", "neck", "access"):
            assert told not in left.replace("src/screens/access.js", ""), told
        assert all(not rows for rows in (await hers.kept()).values())
        kept = "fetch('/v1/me/trends', {cache: 'only-if-cached', mode: 'same-origin'})"
        assert await hers.page.evaluate(f"{kept}.then(each => each.status, () => 0)") in (0, 504)
        hers.complaints = [each for each in hers.complaints if "CACHE_MISS" not in each]


async def test_who_signs_out_without_a_network_is_told_what_would_be_lost(chromium, own_house):
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        await hers.context.set_offline(True)
        await hers.tap("button", "Yes")
        await hers.see("/sign-out")
        await hers.tap("button", "Sign out")
        await expect(hers.page.get_by_role("alert")).to_contain_text("1 entry could not be sent")
        assert len(await hers.queue()) == 1
        await hers.tap("button", "Sign out all the same")
        await expect(hers.page.get_by_role("heading", name="Welcome")).to_be_visible()
        assert all(not rows for rows in (await hers.kept()).values())


async def test_a_sign_in_that_was_ended_keeps_what_waits_for_her_alone(chromium, own_house, marta):
    async with phone(chromium, own_house.url) as hers:
        await hers.sign_in()
        await hers.context.set_offline(True)
        await hers.tap("button", "Yes")
        own_house.advance(days=91)
        await hers.context.set_offline(False)
        await expect(hers.page.get_by_text("you were signed out")).to_be_visible()
        kept = await hers.kept()
        assert (kept["records"], len(kept["queue"])) == ([], 1)
        # Somebody else begins with nothing.
        await hers.sign_in(LUCIA)
        assert await hers.queue() == []
        assert MARTA.name not in await hers.leaves()


async def test_the_first_load_is_light_and_a_link_of_an_invite_leads_to_the_code(
    chromium, own_house
):
    between = Between(own_house.url)
    async with between.serving(), phone(chromium, between.url) as hers:
        await hers.page.goto(f"{between.url}/invite#7KQ4M2XW9D")
        await hers.page.get_by_role("link", name="Open the app in this browser").click()
        code = hers.page.get_by_label("Code from your therapist")
        await expect(code).to_have_value("7KQ4M2XW9D")
        await hers.is_installed()
        weight = sum(b for path, b in between.weights.items() if path.startswith("/app/"))
        assert weight <= MOST_BYTES, weight


async def test_an_invite_is_redeemed(chromium, own_house):
    with Person(own_house.url) as hanna:
        hanna.take_tokens("/v1/auth/sign-in", {"email": ADMIN.email, "password": PASSWORD})
        noor = hanna.call("POST", "/v1/clients", {"name": "Noor", "timezone": "Europe/Berlin"})
        link = hanna.call("POST", f"/v1/clients/{noor['id']}/invites", {})["link"]
    async with phone(chromium, own_house.url) as hers:
        await hers.open("/join")
        await hers.page.get_by_label("Code from your therapist").fill(link)
        await hers.tap("button", "Begin")
        await expect(hers.page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
