"""A factor that comes while another change is under way: what it ends, what was begun before it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select

from api.accounts.sign_ins import end_other_sign_ins
from api.care.locks import lock_account
from api.platform.db import transaction
from api.tables import Account, Passkey, SecondFactor
from tests.acting.care import Care, body_of, problem
from tests.acting.credentials import AUTH, BEN, OTHER, PASSWORD, sign_in
from tests.acting.passkeys import MINE, SoftKey, add, factors, options_to_add, proof_of, remove
from tests.acting.second_factors import MINE as APP
from tests.acting.second_factors import RECOVERY, code_at, give_factor
from tests.blocking import until_blocked
from tests.waiting import WITHIN_S

OWN = {"current_password": PASSWORD}
NOT_ADDED = (409, "passkey_not_added")
Send = Callable[[], Awaitable[Response]]


async def begin_app(care: Care) -> dict[str, str]:
    """Have Ben begin an app by his password alone; return what confirms it."""
    secret = body_of(await care.ben.post(APP, OWN))["secret"]
    return {"code": code_at(care.clock.at, secret=secret)}


async def test_an_app_that_was_begun_by_the_password_alone_is_void_once_there_is_a_passkey(
    ben: Care,
) -> None:
    code, key = await begin_app(ben), SoftKey()
    await add(ben.ben, key)
    refused = await ben.ben.post(f"{APP}/confirm", code)
    assert problem(refused) == (409, "second_factor_not_begun")
    found = await factors(ben)
    assert (found["confirmed_at"], found["recovery_codes_left"]) == (None, 10)
    # One that was begun with the passkey is confirmed, whatever passkey comes after it.
    begun = body_of(await ben.ben.post(APP, OWN | await proof_of(ben.ben, key)))
    await add(ben.ben, SoftKey(8), **await proof_of(ben.ben, key))
    code = {"code": code_at(ben.clock.at, secret=begun["secret"])}
    body_of(await ben.ben.post(f"{APP}/confirm", code))


async def test_a_passkey_that_was_begun_by_the_password_alone_is_void_once_there_is_an_app(
    ben: Care,
) -> None:
    made = SoftKey().make(await options_to_add(ben.ben))
    body_of(await ben.ben.post(f"{APP}/confirm", await begin_app(ben)))
    assert problem(await ben.ben.post(MINE, made)) == NOT_ADDED
    assert await ben.rows(select(Passkey.id)) == []


async def test_of_two_that_were_begun_by_the_password_alone_one_is_added(ben: Care) -> None:
    first, second = [key.make(await options_to_add(ben.ben)) for key in (SoftKey(), SoftKey(8))]
    body_of(await ben.ben.post(MINE, first), 201)
    assert problem(await ben.ben.post(MINE, second)) == NOT_ADDED


async def test_what_was_begun_beside_a_factor_is_void_once_that_is_gone(ben: Care) -> None:
    key = SoftKey()
    shown = (await add(ben.ben, key))["passkey"]
    options = await options_to_add(ben.ben, **await proof_of(ben.ben, key))
    proof = await proof_of(ben.ben, key)
    assert (await remove(ben, shown["id"], **proof)).status_code == 204
    assert problem(await ben.ben.post(MINE, SoftKey(8).make(options))) == NOT_ADDED


async def adding(care: Care) -> Send:
    made = SoftKey().make(await options_to_add(care.ben))
    return lambda: care.ben.post(MINE, made)


async def confirming(care: Care) -> Send:
    code = await begin_app(care)
    return lambda: care.ben.post(f"{APP}/confirm", code)


async def removing(care: Care) -> Send:
    await give_factor(care, care.ben)
    return lambda: care.ben.post(f"{APP}/remove", OWN | {"code": RECOVERY})


async def changing_the_password(care: Care) -> Send:
    said = OWN | {"new_password": OTHER}
    return lambda: care.ben.post(f"{AUTH}/change-password", said)


@pytest.mark.parametrize("change", [adding, confirming, removing, changing_the_password])
async def test_a_sign_in_that_ends_while_its_change_waits_changes_nothing(
    ben: Care, http: AsyncClient, change: Callable[[Care], Awaitable[Send]]
) -> None:
    """As that of a thief, who is quick, when the owner's own change ends all other sign-ins."""
    send, rows = await change(ben), await stored(ben)
    async with asyncio.timeout(WITHIN_S), transaction(ben.sessions) as owners:
        await lock_account(owners, ben.ben.id)
        request = asyncio.ensure_future(send())
        await until_blocked(ben.sessions, request)
        await end_other_sign_ins(owners, ben.ben.id, ben.clock.at)
    assert problem(await request) == (401, "token_revoked")
    assert await stored(ben) == rows
    assert problem(await sign_in(http, BEN, OTHER)) == (401, "wrong_credentials")


async def stored(care: Care) -> list[object]:
    """Return what proves Ben, as the tables have it."""
    app = select(SecondFactor.id, SecondFactor.confirmed_at)
    hashes = select(Account.password_hash).where(Account.id == care.ben.id)
    async with transaction(care.sessions, write=False) as session:
        asked = (app, select(Passkey.id), hashes)
        return [tuple(map(tuple, await session.execute(each))) for each in asked]
