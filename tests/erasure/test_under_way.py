"""Requests about somebody that are under way while she is erased: what they found is gone.

Her own cannot be: her sign-ins end before (`test_retaining.py`).
"""

import asyncio

import pytest
from sqlalchemy import delete

from api.care.locks import lock_account, lock_client
from api.platform.db import transaction
from api.tables import Account, Client
from tests.acting.care import Care, Json, body_of, problem
from tests.acting.erasing import ask_for_mine, keep
from tests.blocking import until_blocked
from tests.waiting import WITHIN_S

# SQLite has no row locks: there one transaction writes at a time, and the next sees what it did.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
HERS: dict[str, Json | None] = {
    "POST /v1/clients/{ana}/prescriptions": {
        "exercise": "chin-tuck",
        "schedule": {"times": ["08:00"]},
    },
    "POST /v1/clients/{ana}/goals": {"text": "Walk"},
    "POST /v1/clients/{ana}/export": None,
    "POST /v1/clients/{ana}/discharge": None,
    "POST /v1/clients/{ana}/keep": None,
    "DELETE /v1/clients/{ana}": None,
    "GET /v1/clients/{ana}": None,
}


@pytest.mark.parametrize("named", HERS)
async def test_what_her_therapist_asks_meanwhile_is_404_or_what_was_read_before(
    care: Care, named: str
) -> None:
    if "keep" in named:
        await ask_for_mine(care)
    method, path = named.format(ana=care.ana.id).split()
    more = {} if HERS[named] is None else {"json": HERS[named]}
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as erasing:
        await lock_account(erasing, care.ana.id)
        await lock_client(erasing, care.ana.id)
        for table in (Client, Account):
            await erasing.execute(delete(table).where(table.id == care.ana.id))
        request = asyncio.ensure_future(care.ben.call(method, path, **more))
        await until_blocked(care.sessions, request)
    answer = await request
    if method == "GET":
        assert body_of(answer)["name"] == "Ana"
    else:
        assert problem(answer) == (404, "not_found")


async def test_a_code_of_whoever_is_erased_as_it_is_used_is_a_wrong_one(care: Care) -> None:
    code = (await ask_for_mine(care))["code"]
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as erasing:
        await lock_account(erasing, care.ana.id)
        for table in (Client, Account):
            await erasing.execute(delete(table).where(table.id == care.ana.id))
        request = asyncio.ensure_future(keep(care.ana.http, code=code))
        await until_blocked(care.sessions, request)
    assert problem(await request) == (404, "wrong_code")
