"""A therapist's own settings: language, clock, reminders, password, and where she is signed in."""

import re

from sqlalchemy import select

from api.tables import Account, AuditEvent, SignIn
from tests.acting.credentials import BEN, OTHER, PASSWORD, sign_in
from tests.pages.conftest import signed_in

OWN = {"locale": "es-MX", "timezone": "America/Mexico_City", "lead_min": "30"}
CHANGE = {"current_password": PASSWORD, "new_password": OTHER, "repeated": OTHER}


async def account(care) -> Account:
    (row,) = await care.rows(select(Account).where(Account.id == care.ben.id))
    return row


async def test_language_clock_and_lead_are_set_and_the_next_page_has_them(care, ben):
    await ben.open("/settings")
    page = await ben.send("/settings", **OWN, timezone_pinned="yes")
    assert page.status_code == 200
    assert '<html lang="es">' in page.text
    assert "Guardado." in page.text
    row = await account(care)
    assert (row.locale, row.timezone, row.brief_lead_min) == ("es-MX", "America/Mexico_City", 30)
    assert row.timezone_pinned
    assert (await care.ben.get("/v1/me/brief-reminder")).json() == {"lead_min": 30}


async def test_no_minutes_are_no_reminder(care, ben):
    await ben.open("/settings")
    await ben.send("/settings", **(OWN | {"lead_min": ""}))
    assert (await account(care)).brief_lead_min is None


async def test_what_is_wrong_is_told_and_nothing_is_changed(care, ben):
    before = await account(care)
    await ben.open("/settings")
    for wrong in ({"timezone": "Nowhere/Land"}, {"locale": "??"}, {"lead_min": "99999999"}):
        page = await ben.send("/settings", **(OWN | wrong))
        assert page.status_code == 422, wrong
        (field,) = wrong
        assert f'id="{field}-error"' in page.text, wrong
    for odd in ("--5", "9" * 5000):
        assert (await ben.send("/settings", **(OWN | {"lead_min": odd}))).status_code == 422
    after = await account(care)
    assert (after.locale, after.timezone) == (before.locale, before.timezone)


async def test_a_changed_password_ends_the_other_sign_ins_and_keeps_this_one(
    care, ben, new_browser
):
    other = await signed_in(care, new_browser(), care.ben, BEN)
    await ben.open("/settings/password")
    page = await ben.send("/settings/password", **CHANGE)
    assert (page.status_code, page.url.path) == (200, "/settings")
    assert "The password is changed." in page.text
    assert 'type="password"' in (await other.open("/")).text
    assert "Ana" in (await ben.open("/")).text
    assert (await care.ben.get("/v1/library/items")).status_code in (401, 404)
    assert (await sign_in(care.ana.http, BEN, PASSWORD)).status_code == 401
    assert (await sign_in(care.ana.http, BEN, OTHER)).status_code == 200
    noted = await care.rows(select(AuditEvent).where(AuditEvent.action == "change password"))
    assert len(noted) == 1


async def test_a_wrong_or_weak_password_is_told_beside_its_field(care, ben):
    await ben.open("/settings/password")
    for wrong, field in (
        ({"current_password": "not the right one at all"}, "current_password"),
        ({"current_password": ""}, "current_password"),
        ({"new_password": "short", "repeated": "short"}, "new_password"),
        ({"repeated": OTHER + " "}, "repeated"),
    ):
        page = await ben.send("/settings/password", **(CHANGE | wrong))
        assert page.status_code == 422, wrong
        assert f'id="{field}-error"' in page.text, wrong
        assert OTHER not in page.text
    assert "Ana" in (await ben.open("/")).text


async def test_the_tenth_wrong_password_is_429(care, ben):
    await ben.open("/settings/password")
    wrong = CHANGE | {"current_password": "not the right one at all"}
    for _ in range(10):
        await ben.send("/settings/password", **wrong)
    refused = await ben.send("/settings/password", **wrong)
    assert refused.status_code == 429
    assert refused.headers["retry-after"]


async def test_spaces_around_a_password_are_part_of_it(care, ben, new_browser):
    spaced = f" {OTHER} "
    await ben.open("/settings/password")
    await ben.send("/settings/password", **(CHANGE | {"new_password": spaced, "repeated": spaced}))
    assert (await sign_in(care.ana.http, BEN, spaced)).status_code == 200
    assert "Ana" in (await new_browser().sign_in(BEN, spaced)).text


async def test_a_password_is_not_changed_without_the_token_of_the_page(care, ben):
    await ben.open("/settings/password")
    refused = await ben.send("/settings/password", token="x.y", **CHANGE)
    assert refused.status_code == 403
    assert (await sign_in(care.ana.http, BEN, PASSWORD)).status_code == 200


async def test_a_sign_in_of_mine_is_ended_and_no_other(care, ben, new_browser):
    other = await signed_in(care, new_browser(), care.ben, BEN)
    page = await ben.open("/settings")
    assert page.text.count("This browser") == 1
    newest = max(
        await care.rows(select(SignIn).where(SignIn.account_id == care.ben.id)),
        key=lambda row: row.id,
    )
    path = f"/settings/sign-ins/{newest.id}/end"
    assert path in re.findall(r'action="([^"]*)"', page.text)
    page = await ben.send(path)
    assert "That sign-in has ended." in page.text
    assert 'type="password"' in (await other.open("/")).text
    assert (await ben.send(path)).status_code == 404
    (anas,) = await care.rows(select(SignIn).where(SignIn.account_id == care.ana.id))
    await ben.open("/settings")
    assert (await ben.send(f"/settings/sign-ins/{anas.id}/end")).status_code == 404
