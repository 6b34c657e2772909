"""What happens to an account while a password of it is hashed, with no transaction open."""

import asyncio

import pytest
from httpx2 import AsyncClient

from tests.acting.care import Care, body_of, problem, refusals
from tests.acting.credentials import (
    AUTH,
    BEN,
    OTHER,
    PASSWORD,
    change_account,
    cheap_hash,
    sign_in,
)
from tests.acting.hashes import Stopped, stop_hashes
from tests.waiting import until

CHANGE = {"current_password": PASSWORD, "new_password": OTHER}


async def test_who_signs_out_while_her_new_password_is_hashed_has_not_changed_it(
    ben: Care, http: AsyncClient, stopped: Stopped, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_hashes(monkeypatch, stopped, "hash", OTHER)
    changing = asyncio.ensure_future(ben.ben.post(f"{AUTH}/change-password", CHANGE))
    await until(lambda: stopped.running, "a hash")
    body_of(await ben.ben.post(f"{AUTH}/sign-out"))
    stopped.may_go.set()
    assert problem(await changing) == (401, "token_revoked")
    assert (await sign_in(http, BEN, PASSWORD)).status_code == 200


async def test_a_password_that_is_replaced_while_it_is_compared_opens_nothing(
    ben: Care, http: AsyncClient, stopped: Stopped, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_hashes(monkeypatch, stopped, "verify", PASSWORD)
    entering = asyncio.ensure_future(sign_in(http, BEN, PASSWORD))
    changing = asyncio.ensure_future(ben.ben.post(f"{AUTH}/change-password", CHANGE))
    await until(lambda: stopped.running == 2, "two hashes")
    await change_account(ben, ben.ben, password_hash=cheap_hash("replaced by a third one"))
    stopped.may_go.set()
    assert problem(await entering) == (401, "wrong_credentials")
    assert refusals(await changing) == [("/current_password", "wrong_password")]
    assert (await sign_in(http, BEN, "replaced by a third one")).status_code == 200


async def test_whose_account_is_closed_while_the_password_is_compared_gets_nothing(
    ben: Care, http: AsyncClient, stopped: Stopped, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_hashes(monkeypatch, stopped, "verify", PASSWORD)
    entering = asyncio.ensure_future(sign_in(http, BEN, PASSWORD))
    changing = asyncio.ensure_future(ben.ben.post(f"{AUTH}/change-password", CHANGE))
    await until(lambda: stopped.running == 2, "two hashes")
    await change_account(ben, ben.ben, deactivated_at=ben.clock.at)
    stopped.may_go.set()
    assert problem(await entering) == (401, "wrong_credentials")
    assert problem(await changing) == (401, "token_revoked")
