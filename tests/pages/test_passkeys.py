"""Passkeys on the pages, without the script that asks the browser: a test signs in its place."""

import json
import re
from html import unescape

import pytest
from sqlalchemy import select, update

from api.platform.db import transaction
from api.tables import Passkey, Practice
from tests.acting.credentials import BEN, PASSWORD, give_password
from tests.acting.passkeys import PRESENT, SIGN_IN, SoftKey, give_passkey, options_to_sign_in
from tests.acting.second_factors import code_at, give_factor

HERE, FACTOR = "/settings/passkeys", "/settings/second-factor"
OPTIONS = re.compile(r"data-options='([^']*)'")
CODES = re.compile(r'<li class="secret">([A-Z0-9-]{19})</li>')
OWN = {"current_password": PASSWORD}


@pytest.fixture
def key():
    return SoftKey()


@pytest.fixture
async def keyed(care, key):
    """Ben with a password and a passkey."""
    await give_password(care, care.ben, BEN)
    await give_passkey(care, care.ben, key)
    return care


def options_in(page):
    """Return what the script of a page would ask the browser with."""
    return json.loads(unescape(OPTIONS.search(page.text)[1]))


async def sign_in_by(browser, key, next="/", **other):
    await browser.open("/sign-in")
    answer = key.sign(await options_to_sign_in(browser.http), **other)
    return await browser.send("/sign-in/passkey", next=next, **answer)


async def test_a_passkey_is_added_and_with_it_come_the_recovery_codes(care, ben, key):
    await ben.open(f"{HERE}/add")
    refused = await ben.send(f"{HERE}/add", current_password="not his")
    assert 'id="current_password-error"' in refused.text
    begun = await ben.send(f"{HERE}/add", **OWN)
    assert begun.status_code == 200
    shown = await ben.send(HERE, **key.make(options_in(begun)))
    assert len(CODES.findall(shown.text)) == 10
    page = await ben.open(HERE)
    assert "Another browser, another system" in page.text
    assert "Not used yet" in page.text
    assert "You have one passkey." in (await ben.open(FACTOR)).text
    assert "You sign in with a passkey." in (await ben.open("/settings")).text


async def test_what_cannot_be_added_is_told_on_the_list(care, ben, key):
    await ben.open(f"{HERE}/add")
    begun = await ben.send(f"{HERE}/add", **OWN)
    refused = await ben.send(HERE, **key.make(options_in(begun), flags=PRESENT))
    assert refused.status_code == 409
    assert "This passkey cannot be added" in refused.text
    assert await care.rows(select(Passkey.id)) == []


async def test_a_passkey_signs_in_and_leads_where_she_was_going(keyed, new_browser, key):
    browser = new_browser()
    page = await sign_in_by(browser, key, next="/library")
    assert (page.status_code, page.url.path) == (200, "/library")
    names = {each.name for each in browser.http.cookies.jar}
    assert names == {"carryover", "carryover-browser"}
    page = await sign_in_by(new_browser(), key, next="//evil.example")
    assert page.url.path == "/"


async def test_one_that_is_wrong_leads_to_the_form_again(keyed, new_browser, key):
    page = await sign_in_by(new_browser(), key, origin="https://evil.example")
    assert page.status_code == 401
    assert "This passkey does not sign in here" in page.text
    assert 'type="password"' in page.text


async def test_it_is_refused_from_a_page_of_somebody_else(keyed, new_browser, key):
    browser = new_browser()
    answer = key.sign(await options_to_sign_in(browser.http))
    headers = {"sec-fetch-site": "cross-site"}
    refused = await browser.http.post("/sign-in/passkey", data=answer, headers=headers)
    assert refused.status_code == 403


async def test_after_the_password_the_passkey_is_the_way_on(keyed, new_browser, key):
    browser = new_browser()
    page = await browser.sign_in(BEN, PASSWORD, next="/library")
    assert page.url.path == "/sign-in/code"
    assert 'data-passkey="get"' in page.text
    answer = key.sign(await options_to_sign_in(browser.http))
    page = await browser.send("/sign-in/passkey", next="/library", **answer)
    assert page.url.path == "/library"
    # The first step is not kept.
    assert "carryover-step" not in {each.name for each in browser.http.cookies.jar}


async def test_a_passkey_proves_what_a_code_would(keyed, new_browser, key):
    ben = new_browser()
    await sign_in_by(ben, key)
    page = await ben.open(f"{FACTOR}/codes")
    bare = await ben.send(f"{FACTOR}/codes", **OWN)
    assert 'id="code-error"' in bare.text
    page = await ben.open(f"{FACTOR}/codes")
    wrong = key.sign(options_in(page), flags=PRESENT)
    refused = await ben.send(f"{FACTOR}/codes", **OWN, **wrong)
    assert "This passkey is not yours here" in refused.text
    shown = await ben.send(f"{FACTOR}/codes", **OWN, **key.sign(options_in(refused)))
    assert len(CODES.findall(shown.text)) == 10


async def test_the_last_one_is_removed_with_a_warning(keyed, new_browser, key):
    ben = new_browser()
    await sign_in_by(ben, key)
    (own,) = await keyed.rows(select(Passkey.id))
    page = await ben.open(f"{HERE}/{own}/remove")
    assert "It is your last one." in page.text
    page = await ben.send(f"{HERE}/{own}/remove", **OWN, **key.sign(options_in(page)))
    assert "The passkey is removed." in page.text
    assert "You have no passkey yet." in page.text
    assert "Ana" in (await new_browser().sign_in(BEN, PASSWORD)).text


async def test_with_an_app_it_is_not_the_last(keyed, new_browser, key):
    await give_factor(keyed, keyed.ben)
    ben = new_browser()
    await sign_in_by(ben, key)
    (own,) = await keyed.rows(select(Passkey.id))
    page = await ben.open(f"{HERE}/{own}/remove")
    assert "It is your last one." not in page.text
    page = await ben.send(f"{HERE}/{own}/remove", **OWN, code=code_at(keyed.clock.at))
    assert "The passkey is removed." in page.text


async def test_an_admin_of_whom_a_factor_is_asked_has_one_in_a_passkey(keyed, new_browser, key):
    async with transaction(keyed.sessions) as session:
        await session.execute(update(Practice).values(admins_need_second_factor=True))
    ben = new_browser()
    await sign_in_by(ben, key)
    assert (await ben.open("/practice")).status_code == 200
    for path in ("/settings", FACTOR):
        assert "Your practice asks its admins" not in (await ben.open(path)).text


async def test_the_form_offers_it_only_where_browsers_have_it(app, new_browser):
    offered = 'action="/sign-in/passkey"', 'data-origin="http://localhost:8000"'
    page = await new_browser().open("/sign-in")
    assert all(each in page.text for each in offered)
    # Hidden until a script finds that the browser can.
    assert re.search(r'<div class="passkey"[^>]* hidden>', page.text)
    app.state.settings = app.state.settings.model_copy(update={"public_url": "https://192.0.2.7"})
    page = await new_browser().open("/sign-in")
    assert "data-passkey" not in page.text
    refused = await new_browser().http.post(f"{SIGN_IN}/options")
    assert (refused.status_code, refused.json()["code"]) == (404, "passkeys_off")


async def test_where_there_are_none_the_settings_say_why(app, keyed, new_browser, key):
    ben = new_browser()
    await sign_in_by(ben, key)
    app.state.settings = app.state.settings.model_copy(update={"public_url": "http://192.0.2.7"})
    assert "Passkeys need a name." in (await ben.open(HERE)).text
