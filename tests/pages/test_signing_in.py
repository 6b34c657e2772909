"""Signing in to the pages, staying signed in, and out again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from api.tables import AuditEvent
from tests.acting.credentials import BEN, PASSWORD, give_password
from tests.pages.conftest import signed_in

COOKIE = "carryover"


async def test_the_first_page_asks_to_sign_in_and_then_is_the_caseload(care, new_browser):
    await give_password(care, care.ben, BEN)
    browser = new_browser()
    first = await browser.open("/")
    assert first.status_code == 200
    assert first.text.count('type="email"') == 1
    assert first.text.count('type="password"') == 1
    shown = await browser.sign_in(BEN, PASSWORD)
    assert (shown.status_code, shown.url.path) == (200, "/")
    assert f'<a href="/clients/{care.ana.id}">Ana</a>' in shown.text
    kept = list(browser.http.cookies.jar)
    assert {each.name for each in kept} == {COOKIE, "carryover-browser"}
    assert all(each.has_nonstandard_attr("HttpOnly") for each in kept)
    assert all(each.get_nonstandard_attr("SameSite") == "lax" for each in kept)


async def test_a_wrong_password_is_told_and_the_e_mail_stays(care, new_browser):
    await give_password(care, care.ben, BEN)
    browser = new_browser()
    refused = await browser.sign_in(BEN, "not the right one at all")
    assert refused.status_code == 401
    assert "The e-mail or the password is wrong." in refused.text
    assert f'value="{BEN}"' in refused.text
    assert "not the right one" not in refused.text
    assert not browser.http.cookies
    unknown = await new_browser().sign_in("nobody@practice.example", "not the right one at all")
    assert unknown.status_code == 401
    assert "The e-mail or the password is wrong." in unknown.text


async def test_the_tenth_wrong_password_is_429_and_the_right_one_still_signs_in(care, new_browser):
    await give_password(care, care.ben, BEN)
    browser = new_browser()
    for _ in range(10):
        await browser.sign_in(BEN, "not the right one at all")
    refused = await browser.sign_in(BEN, "not the right one at all")
    assert refused.status_code == 429
    assert refused.headers["retry-after"]
    assert (await browser.sign_in(BEN, PASSWORD)).status_code == 200


async def test_what_is_missing_is_told_beside_its_field(care, new_browser):
    browser = new_browser()
    refused = await browser.sign_in("", "")
    assert refused.status_code == 422
    assert refused.text.count("Please fill this in.") == 2
    assert refused.text.count('aria-invalid="true"') == 2


async def test_a_client_is_sent_to_her_app(care, new_browser):
    await give_password(care, care.ana, "ana@practice.example")
    browser = new_browser()
    refused = await browser.sign_in("ana@practice.example", PASSWORD)
    assert refused.status_code == 403
    assert "Clients use the app on their phone." in refused.text
    assert not browser.http.cookies
    assert not await care.rows(select(AuditEvent).where(AuditEvent.action == "sign in"))


async def test_who_was_going_somewhere_comes_there(care, new_browser):
    await give_password(care, care.ben, BEN)
    browser = new_browser()
    asked = await browser.http.get("/?next=%2Fclients%2Fx%3Fday%3D1")
    assert 'name="next" value="/clients/x?day=1"' in asked.text
    answer = await browser.send("/sign-in", False, email=BEN, password=PASSWORD, next="/x?day=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/x?day=1")


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil", "x"])
async def test_nobody_is_sent_to_another_host(care, new_browser, elsewhere):
    await give_password(care, care.ben, BEN)
    browser = new_browser()
    answer = await browser.send("/sign-in", False, email=BEN, password=PASSWORD, next=elsewhere)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_signing_out_ends_the_sign_in_and_forgets_what_was_shown(care, ben):
    assert care.ana.id.hex in ben.page.text.replace("-", "")
    answer = await ben.send("/sign-out", False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    shown = await ben.open("/")
    assert 'type="password"' in shown.text
    assert "Ana" not in shown.text


async def test_a_cookie_that_was_kept_is_dead_after_the_sign_out(care, ben):
    kept = ben.http.cookies[COOKIE]
    await ben.send("/sign-out")
    shown = await ben.http.get("/", headers={"cookie": f"{COOKIE}={kept}"})
    assert 'type="password"' in shown.text


async def test_a_sign_in_goes_on_while_it_is_used_and_ends_when_it_is_not(care, ben):
    kept = ben.http.cookies[COOKIE]
    for _ in range(3):
        care.advance(hours=11)
        assert "Ana" in (await ben.open("/")).text
    assert ben.http.cookies[COOKIE] != kept
    care.advance(hours=12)
    assert 'type="password"' in (await ben.open("/")).text


async def test_however_much_it_is_used_it_ends_after_thirty_days(care, ben):
    begun = care.clock.at
    while 'type="password"' not in (await ben.open("/")).text:
        assert care.clock.at - begun <= timedelta(days=30)
        care.advance(hours=10)
    assert care.clock.at - begun >= timedelta(days=29)


async def test_an_access_token_is_no_cookie_and_a_cookie_no_access_token(care, ben):
    shown = await ben.http.get("/", headers={"cookie": f"{COOKIE}={care.ben.token}"})
    assert 'type="password"' in shown.text
    bearer = {"authorization": f"Bearer {ben.http.cookies[COOKIE]}"}
    assert (await ben.http.get("/v1/me", headers=bearer)).json()["code"] == "token_invalid"


async def test_a_colleague_sees_her_own_clients_alone(care, new_browser):
    dora = await signed_in(care, new_browser(), care.cast.dora, "dora@practice.example")
    shown = await dora.open("/")
    assert "Cy</a>" in shown.text
    assert "Ana</a>" not in shown.text
