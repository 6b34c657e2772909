"""An erasure is taken back by its code, by the password, or by an admin; until its time."""

from asyncio import gather
from datetime import timedelta

import pytest
from sqlalchemy import select

from api.accounts.failures import ACCOUNT_BUDGET
from api.tables import AuditEvent, SignIn
from tests.acting.care import body_of, problem, refusals
from tests.acting.credentials import (
    ANA,
    BEN,
    PASSWORD,
    alike,
    give_password,
    invite,
    redeem,
    sign_in,
)
from tests.acting.erasing import DAYS, ask_for, ask_for_mine, client_row, keep, keep_client
from tests.acting.practice import discharge

KEPT = {"kept": True}
WRONG = (404, "wrong_code")


async def is_kept(care) -> bool:
    row = await client_row(care)
    assert (row.erase_at is None) == (row.erase_asked_at is None) == (row.erase_asked_by is None)
    return row.erase_at is None


async def noted(care) -> list[str]:
    query = select(AuditEvent.action).where(AuditEvent.action.contains("keep"))
    return list(await care.rows(query))


async def test_her_code_keeps_everything_and_signs_nobody_in(care, http):
    await care.prescribe("12:00")
    body_of(await care.check_in("2026-03-02", pain_average=3), 201)
    code = (await ask_for_mine(care))["code"]
    care.advance(days=3)
    assert body_of(await keep(http, code=code.lower())) == KEPT
    assert await is_kept(care)
    assert await noted(care) == ["keep account"]
    assert problem(await care.ana.get("/v1/me")) == (401, "token_revoked")
    body_of(await redeem(http, await invite(care)))
    days = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/check-ins"))["items"]
    assert len(days) == 1
    assert ("scheduled", None) in (await care.states()).values()


async def test_a_code_works_once_and_a_wrong_one_looks_like_an_old_one(care, http):
    code = (await ask_for_mine(care))["code"]
    body_of(await keep(http, code=code))
    used, wrong = await keep(http, code=code), await keep(http, code="0000000000")
    assert problem(used) == WRONG
    assert alike(used, wrong)
    again = (await ask_for(care))["erase_at"]
    assert again
    assert problem(await keep(http, code=code)) == WRONG
    assert not await is_kept(care)


async def test_an_invite_keeps_no_account_and_its_code_redeems_nothing(care, http):
    made = await invite(care)
    assert problem(await keep(http, code=made)) == WRONG
    code = (await ask_for_mine(care))["code"]
    assert problem(await redeem(http, code)) == WRONG
    reset = {"code": code, "password": PASSWORD}
    assert problem(await http.post("/v1/auth/reset-password", json=reset)) == WRONG


async def test_wrong_codes_are_counted_and_the_right_one_is_never_held_back(care, http):
    code = (await ask_for_mine(care))["code"]
    tried = [(await keep(http, code="0000000000")).status_code for _ in range(ACCOUNT_BUDGET + 2)]
    assert tried == [404] * ACCOUNT_BUDGET + [429] * 2
    assert body_of(await keep(http, code=code)) == KEPT


async def test_the_password_keeps_it_and_counts_with_those_of_signing_in(care, http):
    await give_password(care, care.ana, ANA)
    await ask_for_mine(care)
    for _ in range(ACCOUNT_BUDGET):
        refused = await keep(http, email=ANA, password="not the password at all")
        assert problem(refused) == (401, "wrong_credentials")
    assert problem(await sign_in(http, ANA, "nor this one, whatever it is"))[0] == 429
    assert body_of(await keep(http, email=ANA, password=PASSWORD)) == KEPT
    assert await is_kept(care)
    body_of(await sign_in(http, ANA))


async def test_the_right_password_of_whoever_is_not_erased_changes_nothing(care, http):
    await give_password(care, care.ana, ANA)
    await give_password(care, care.ben, BEN)
    for email in (ANA, BEN):
        assert body_of(await keep(http, email=email, password=PASSWORD)) == KEPT
    assert await noted(care) == []


async def test_neither_a_code_nor_a_password_is_refused_by_its_field(http):
    assert refusals(await keep(http)) == [("/code", "required")]
    assert refusals(await keep(http, email=ANA)) == [("/code", "required")]


async def test_an_admin_keeps_her_and_may_say_it_twice(care, http):
    code = (await ask_for_mine(care))["code"]
    assert (await keep_client(care))["erasure"] is None
    assert (await keep_client(care))["erasure"] is None
    assert await is_kept(care)
    assert await noted(care) == ["keep client"]
    assert problem(await keep(http, code=code)) == WRONG


async def test_who_was_kept_is_not_called_silent_for_the_days_she_could_say_nothing(care):
    await ask_for_mine(care)
    care.advance(days=9)
    await keep_client(care)
    row = await client_row(care)
    assert row.readmitted_at == care.clock.at


async def test_who_was_discharged_is_kept_discharged(care):
    await discharge(care)
    await ask_for(care)
    shown = await keep_client(care)
    assert (shown["erasure"], shown["discharged_at"]) == (None, "2026-03-02T08:00:00Z")


@pytest.mark.parametrize("before", [timedelta(seconds=1), timedelta(0)])
async def test_it_is_taken_back_until_its_time_and_no_later(care, http, before):
    await give_password(care, care.ana, ANA)
    code = (await ask_for_mine(care))["code"]
    care.clock.at += DAYS - before
    care.renew(care.ben)
    if before:
        assert body_of(await keep(http, code=code)) == KEPT
        return
    assert problem(await keep(http, code=code)) == WRONG
    begun = (409, "erasure_begun")
    assert problem(await keep(http, email=ANA, password=PASSWORD)) == begun
    assert problem(await care.ben.post(f"/v1/clients/{care.ana.id}/keep")) == begun
    assert not await is_kept(care)


async def test_of_two_who_use_a_code_at_once_one_is_refused(care, http):
    code = (await ask_for_mine(care))["code"]
    answers = await gather(*(keep(http, code=code) for _ in range(2)))
    assert sorted(each.status_code for each in answers) == [200, 404]
    assert await noted(care) == ["keep account"]


async def test_old_sign_ins_stay_ended(care, http):
    code = (await ask_for_mine(care))["code"]
    body_of(await keep(http, code=code))
    rows = await care.rows(select(SignIn).where(SignIn.account_id == care.ana.id))
    assert all(row.revoked_at is not None for row in rows)
