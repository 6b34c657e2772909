import asyncio
from datetime import timedelta

import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import select

from api.app import create_app
from api.platform.db import transaction
from api.tables import Account, Client, OneTimeCode, SignIn, ZoneChange
from tests.acting.care import body_of, problem, refusals
from tests.acting.credentials import (
    ANA,
    AUTH,
    BEN,
    OTHER,
    PASSWORD,
    alike,
    change_account,
    give_password,
    invite,
    issued,
    redeem,
    reset,
    see,
    sign_in,
)

NOBODYS = "0000000000"


async def test_an_invite_signs_a_phone_in_and_moves_its_owner_to_its_zone(care, http):
    tokens = body_of(await redeem(http, await invite(care), timezone="America/Bogota", locale="es"))
    assert (tokens["account"]["id"], tokens["account"]["role"]) == (str(care.ana.id), "client")
    me = body_of(await see(http, tokens["access_token"], "/v1/me"))
    assert (me["timezone"], me["locale"], me["email"]) == ("America/Bogota", "es", None)
    moved = await care.rows(
        select(ZoneChange.timezone)
        .where(ZoneChange.client_id == care.ana.id)
        .order_by(ZoneChange.id)
    )
    assert moved[-1] == "America/Bogota"


async def test_an_email_and_a_password_that_come_with_it_sign_in_from_then_on(care, http):
    code = await invite(care)
    body_of(await redeem(http, code, email=" Ana@Example.org ", password=PASSWORD))
    tokens = body_of(await sign_in(http, ANA))
    me = body_of(await see(http, tokens["access_token"], "/v1/me"))
    assert me["email"] == ANA


async def test_a_code_may_be_typed_as_people_type(care, http):
    code = await invite(care)
    typed = code.lower().replace("0", "o").replace("1", "l")
    body_of(await redeem(http, f" {typed[:4]}-{typed[4:7]} {typed[7:]}"))


async def test_a_second_invite_signs_a_new_phone_in_and_leaves_the_first_alone(care, http):
    first = body_of(await redeem(http, await invite(care), email=ANA, password=PASSWORD))
    second = body_of(await redeem(http, await invite(care), password=PASSWORD))
    for tokens in (first, second):
        assert (await see(http, tokens["access_token"], "/v1/me")).status_code == 200
    assert (await sign_in(http, ANA)).status_code == 200


async def test_codes_that_do_not_work_look_the_same_whatever_the_reason(care, casting, http):
    gone, closed = await casting.client(care.ben, "Ida"), await casting.client(care.ben, "Io")
    of_the_discharged, of_the_closed = await invite(care, gone), await invite(care, closed)
    used = await invite(care)
    body_of(await redeem(http, used))
    revoked, expired = await invite(care), await invite(care)
    async with transaction(care.sessions) as session:
        (await session.get_one(Client, gone.id)).discharged_at = care.clock.at
    await change_account(care, closed, deactivated_at=care.clock.at)
    care.clock.at += timedelta(hours=71, minutes=59)
    bad = [used, revoked, of_the_discharged, of_the_closed, NOBODYS]
    refused = [await redeem(http, code) for code in bad]
    care.clock.at += timedelta(minutes=1)
    refused.append(await redeem(http, expired))
    assert problem(refused[0]) == (404, "wrong_code")
    assert alike(*refused)
    care.clock.at += timedelta(minutes=15)
    assert alike(*refused, *[await reset(http, code) for code in [*bad, expired]])


async def test_from_the_tenth_wrong_code_on_it_is_429_and_the_right_one_still_works(care, http):
    code = await invite(care)
    wrong = [await redeem(http, NOBODYS) for _ in range(14)]
    assert [answer.status_code for answer in wrong] == [404] * 10 + [429] * 4
    assert wrong[-1].headers["retry-after"] == "900"
    assert problem(await reset(http, NOBODYS)) == (429, "too_many_attempts")
    assert (await redeem(http, code)).status_code == 200


async def test_wrong_codes_are_counted_by_address_and_for_a_quarter_of_an_hour(care, app, http):
    for _ in range(12):
        await redeem(http, NOBODYS)
    elsewhere = ASGITransport(app, client=("203.0.113.9", 5000))
    async with AsyncClient(transport=elsewhere, base_url="http://api") as other:
        assert (await redeem(other, NOBODYS)).status_code == 404
    care.clock.at += timedelta(minutes=15)
    assert (await redeem(http, NOBODYS)).status_code == 404


async def test_every_process_knows_of_the_failures_of_the_others(
    care, http, settings, sessions, clock, library
):
    for _ in range(10):
        await redeem(http, NOBODYS)
    twin = ASGITransport(create_app(settings, sessions, clock, library))
    async with AsyncClient(transport=twin, base_url="http://api") as other:
        assert (await redeem(other, NOBODYS)).status_code == 429


async def test_of_two_who_redeem_a_code_at_once_one_wins(care, http):
    code = await invite(care)
    before = len(await care.rows(select(SignIn.id).where(SignIn.account_id == care.ana.id)))
    answers = await asyncio.gather(*(redeem(http, code) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404, 404]
    after = await care.rows(select(SignIn.id).where(SignIn.account_id == care.ana.id))
    assert len(after) == before + 1
    used = await care.rows(select(OneTimeCode.used_at).where(OneTimeCode.used_at.is_not(None)))
    assert used == [care.clock.at]


async def test_an_email_that_cannot_be_had_is_refused_and_costs_no_code(care, http):
    await give_password(care, care.ben, BEN)
    code = await invite(care)
    refused = await redeem(http, code, email=BEN, password=OTHER)
    assert problem(refused) == (409, "email_unusable")
    assert (await sign_in(http, BEN)).status_code == 200
    assert (await redeem(http, code, email=ANA, password=OTHER)).status_code == 200


async def test_of_two_who_want_the_same_email_at_once_one_gets_it(care, casting, http):
    people = [care.ana, await casting.client(care.ben, "Ida"), await casting.client(care.ben, "Io")]
    codes = [await invite(care, person) for person in people]
    wishes = (redeem(http, code, email=ANA, password=PASSWORD) for code in codes)
    answers = await asyncio.gather(*wishes)
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    owners = await care.rows(select(Account.id).where(Account.email == ANA))
    assert len(owners) == 1


async def test_a_second_invite_cannot_change_the_email(care, http):
    body_of(await redeem(http, await invite(care), email=ANA, password=PASSWORD))
    code = await invite(care)
    refused = await redeem(http, code, email="new@example.org", password=PASSWORD)
    assert problem(refused) == (409, "email_already_set")
    assert problem(await redeem(http, code, email="new@example.org", password=OTHER)) == (
        401,
        "password_needed",
    )
    assert (await sign_in(http, ANA)).status_code == 200


async def test_what_an_invite_cannot_be_redeemed_with(care, http):
    code = await invite(care)
    wrong = {
        "/password": ({"email": ANA}, "required"),
        "/email": ({"password": PASSWORD}, "required"),
        "": ({"role": "therapist"}, "extra_forbidden"),
        "/timezone": ({"timezone": None}, "string_type"),
    }
    for pointer, (more, reason) in wrong.items():
        assert refusals(await redeem(http, code, **more)) == [(pointer, reason)]
    not_one = await redeem(http, code, email="not an address", password=PASSWORD)
    assert refusals(not_one) == [("/email", "not_an_email")]
    assert (await redeem(http, code)).status_code == 200


async def test_an_odd_zone_or_language_never_keeps_a_phone_from_redeeming(care, http):
    odd = {"timezone": "asia/kolkata", "locale": "es_MX"}
    near = body_of(await redeem(http, await invite(care), **odd))
    assert [(each["code"], each["used"]) for each in near["warnings"]] == [
        ("timezone_replaced", "Asia/Kolkata"),
        ("locale_replaced", "es-MX"),
    ]
    none = {"timezone": "Mars/Olympus", "locale": "Deutsch"}
    unknown = body_of(await redeem(http, await invite(care), **none))
    assert [(each["code"], each["used"]) for each in unknown["warnings"]] == [
        ("timezone_unknown", "Asia/Kolkata"),
        ("locale_unknown", "es-MX"),
    ]
    me = body_of(await see(http, unknown["access_token"], "/v1/me"))
    assert (me["timezone"], me["locale"]) == ("Asia/Kolkata", "es-MX")
    plain = await redeem(http, await invite(care), timezone="Asia/Kolkata")
    assert body_of(plain)["warnings"] == []


async def test_an_invite_neither_pins_her_zone_nor_moves_her_from_one_she_pinned(care, http):
    body_of(await redeem(http, await invite(care), timezone="America/Bogota"))
    assert body_of(await care.ana.get("/v1/me"))["timezone_pinned"] is False
    body_of(await care.ana.patch("/v1/me", {"timezone_pinned": True}))
    body_of(await redeem(http, await invite(care), timezone="Asia/Tokyo"))
    me = body_of(await care.ana.get("/v1/me"))
    assert (me["timezone"], me["timezone_pinned"]) == ("America/Bogota", True)


async def test_asking_with_get_never_uses_a_code_up(care, http):
    code = await invite(care)
    assert (await http.get(f"{AUTH}/redeem-invite?code={code}")).status_code == 405
    assert (await redeem(http, code)).status_code == 200


@pytest.mark.parametrize("purpose", ["invite", "password_reset"])
async def test_a_code_sets_a_new_password_and_signs_every_phone_out(care, http, purpose):
    await give_password(care, care.ana, ANA)
    phones = [body_of(await sign_in(http, ANA)) for _ in range(2)]
    code = await issued(care, care.ana, purpose, care.ben)
    fresh = body_of(await reset(http, code))
    for tokens in phones:
        assert problem(await see(http, tokens["access_token"])) == (401, "token_revoked")
    assert (await see(http, fresh["access_token"], "/v1/me")).status_code == 200
    assert (await sign_in(http, ANA, PASSWORD)).status_code == 401
    assert (await sign_in(http, ANA, OTHER)).status_code == 200
    assert problem(await reset(http, code)) == (404, "wrong_code")


async def test_a_reset_code_is_no_invite(care, http):
    await give_password(care, care.ana, ANA)
    code = await issued(care, care.ana)
    assert problem(await redeem(http, code)) == (404, "wrong_code")


async def test_an_account_without_an_email_has_no_password_to_reset(care, http):
    code = await invite(care)
    assert problem(await reset(http, code)) == (409, "no_email")
    assert (await redeem(http, code)).status_code == 200
