"""Sign-ins in places that are new: told in other browsers, and by a push to the owner's phones."""

from datetime import timedelta

from sqlalchemy import func, select

from api.tables import Browser, Reminder
from tests.acting.credentials import BEN, PASSWORD, give_password, sign_in
from tests.pages.conftest import signed_in

NEWS = "A new sign-in to your account"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0"
PHONE = {"platform": "android", "target": {"kind": "token", "value": "bens-phone"}}


async def told(care) -> int:
    """Return how often Ben's phones are told of a sign-in."""
    (found,) = await care.rows(
        select(func.count(Reminder.id)).where(
            Reminder.account_id == care.ben.id, Reminder.source == "sign_in"
        )
    )
    return found


async def test_a_sign_in_in_another_browser_is_told_until_it_was_seen_in_this_one(
    care, ben, new_browser
):
    assert NEWS not in (await ben.open("/")).text
    care.clock.at += timedelta(minutes=1)
    other = new_browser()
    other.http.headers["user-agent"] = FIREFOX
    await signed_in(care, other, care.ben, BEN)
    for path in ("/", "/settings"):
        page = await ben.open(path)
        assert NEWS in page.text, path
        assert "Firefox, Windows" in page.text, path
    # Not to whom it is about, who could make it go away.
    assert NEWS not in (await other.open("/")).text
    await ben.open("/")
    page = await ben.send("/settings/sign-ins/seen", until=care.clock.at.isoformat())
    assert NEWS not in page.text
    care.clock.at += timedelta(minutes=1)
    third = await signed_in(care, new_browser(), care.ben, BEN)
    assert NEWS in (await ben.open("/")).text
    assert NEWS in (await other.open("/")).text
    assert NEWS not in (await third.open("/")).text


async def test_what_a_stranger_says_in_his_browser_does_not_hide_it_in_hers(care, ben, new_browser):
    care.clock.at += timedelta(minutes=1)
    stranger = await signed_in(care, new_browser(), care.ben, BEN)
    await stranger.open("/settings")
    until = (care.clock.at + timedelta(days=365)).isoformat()
    await stranger.send("/settings/sign-ins/seen", until=until)
    assert NEWS in (await ben.open("/")).text


async def test_a_phone_that_signs_in_is_told_as_well(care, ben):
    care.clock.at += timedelta(minutes=1)
    assert (await sign_in(care.ana.http)).status_code == 200
    page = await ben.open("/")
    assert NEWS in page.text


async def test_a_browser_that_is_known_is_no_news_and_pushes_to_nobody(care, ben, new_browser):
    await care.ben.put("/v1/me/devices/bens-phone", PHONE)
    care.clock.at += timedelta(minutes=1)
    other = await signed_in(care, new_browser(), care.ben, BEN)
    assert await told(care) == 1
    await ben.send("/settings/sign-ins/seen", until=care.clock.at.isoformat())
    for _ in range(2):
        care.clock.at += timedelta(minutes=1)
        await other.open("/")
        await other.send("/sign-out")
        await other.sign_in(BEN, PASSWORD)
    assert await told(care) == 1
    assert NEWS not in (await ben.open("/")).text
    assert await care.rows(select(func.count(Browser.id))) == [2]


async def test_two_people_who_share_a_browser_are_told_apart(care, new_browser):
    shared = new_browser()
    await signed_in(care, shared, care.ben, BEN)
    kept = shared.http.cookies["carryover-browser"]
    await shared.send("/sign-out")
    await signed_in(care, shared, care.cast.dora, "dora@practice.example")
    assert shared.http.cookies["carryover-browser"] == kept
    await shared.send("/sign-out")
    await shared.sign_in(BEN, PASSWORD)
    assert sorted(await care.rows(select(Browser.account_id))) == sorted(
        [care.ben.id, care.cast.dora.id]
    )
    assert kept not in await care.rows(select(Browser.token_hash))


async def test_a_cookie_that_could_be_guessed_is_replaced(care, new_browser):
    await give_password(care, care.ben, BEN)
    browser = new_browser()
    await browser.open("/")
    cookie = {"cookie": "carryover-browser=1"}
    data = {"email": BEN, "password": PASSWORD}
    await browser.http.post("/sign-in", data=data, headers=cookie)
    assert len(browser.http.cookies["carryover-browser"]) == 43


async def test_the_list_of_sign_ins_names_browsers_by_family(care, new_browser):
    browser = new_browser()
    browser.http.headers["user-agent"] = FIREFOX
    await signed_in(care, browser, care.ben, BEN)
    assert "Firefox, Windows" in (await browser.open("/settings")).text
    listed = (await care.ben.get("/v1/me/sign-ins")).json()["items"]
    known = {(each["browser"], each["system"]) for each in listed}
    assert known == {("firefox", "windows"), (None, None)}
