"""Failures from one address over all accounts, and what is right whatever failed before it."""

from datetime import timedelta

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select

from api.accounts.failures import ACCOUNT_BUDGET, ADDRESS_BUDGET
from api.tables import FailedAttempts
from tests.acting.addresses import at
from tests.acting.care import body_of, problem, refusals
from tests.acting.credentials import (
    AUTH,
    BEN,
    EVE,
    OTHER,
    PASSWORD,
    invite,
    issued,
    redeem,
    reset,
    sign_in,
)
from tests.statements import asked

NOBODYS, WRONG = "0000000000", "not the password of anyone"
HERE, ELSEWHERE = "203.0.113.9", "203.0.113.10"


async def change(http: AsyncClient, token: str, current: str) -> Response:
    body = {"current_password": current, "new_password": OTHER}
    headers = {"authorization": f"Bearer {token}"}
    return await http.post(f"{AUTH}/change-password", json=body, headers=headers)


async def fail(http: AsyncClient, times: int = ADDRESS_BUDGET) -> list[int]:
    """Try wrong codes, and return the statuses."""
    return [(await redeem(http, NOBODYS)).status_code for _ in range(times)]


async def test_after_100_failures_of_an_address_each_other_is_429_whatever_is_tried(people, app):
    async with at(app, HERE) as here, at(app, ELSEWHERE) as elsewhere:
        assert await fail(here, 98) == [404] * ACCOUNT_BUDGET + [429] * 88
        assert problem(await sign_in(here, BEN, WRONG)) == (401, "wrong_credentials")
        refused = await change(here, people.ben.token, WRONG)
        assert refusals(refused) == [("/current_password", "wrong_password")]
        for answer in (
            await sign_in(here, EVE, WRONG),
            await change(here, people.cast.eve.token, WRONG),
            await redeem(here, NOBODYS),
            await reset(here, NOBODYS),
        ):
            assert problem(answer) == (429, "too_many_attempts")
            assert answer.headers["retry-after"] == "900"
        assert (await sign_in(elsewhere, EVE, WRONG)).status_code == 401
        people.clock.at += timedelta(minutes=15)
        assert (await sign_in(here, EVE, WRONG)).status_code == 401
        assert await fail(here, 1) == [404]


async def test_a_right_code_works_after_100_wrong_ones_from_its_address(people, http):
    code = await invite(people)
    await fail(http)
    assert problem(await redeem(http, NOBODYS)) == (429, "too_many_attempts")
    body_of(await redeem(http, code))
    await fail(http, 1)
    body_of(await reset(http, await issued(people, people.ben)))


async def test_right_passwords_work_after_100_failures_from_their_address(people, http):
    await fail(http)
    for email in (BEN, EVE):
        assert problem(await sign_in(http, email, WRONG)) == (429, "too_many_attempts")
        assert (await sign_in(http, email)).status_code == 200
    assert problem(await change(http, people.ben.token, WRONG)) == (429, "too_many_attempts")
    assert (await change(http, people.ben.token, PASSWORD)).status_code == 200
    assert (await sign_in(http, BEN, OTHER)).status_code == 200


@pytest.mark.parametrize(
    ("first", "neighbour", "stranger"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:fffe", "2001:db8:1:3::1"),
        ("203.0.113.9", "::ffff:203.0.113.9", "::ffff:203.0.113.10"),
        ("testserver", None, "127.0.0.1"),
    ],
)
async def test_who_shares_an_address_shares_its_budget_and_no_other_does(
    people, app, first: str, neighbour: str | None, stranger: str
):
    async with at(app, first) as here:
        await fail(here)
    async with at(app, neighbour) as near:
        assert problem(await sign_in(near, BEN, WRONG)) == (429, "too_many_attempts")
        assert (await sign_in(near)).status_code == 200
    async with at(app, stranger) as far:
        assert problem(await sign_in(far, BEN, WRONG)) == (401, "wrong_credentials")


async def test_neighbours_in_one_64_share_the_failures_of_one_account(people, app):
    statuses = []
    for number in range(ACCOUNT_BUDGET + 1):
        async with at(app, f"2001:db8:1:2::{number}") as here:
            statuses.append((await sign_in(here, BEN, WRONG)).status_code)
    assert statuses == [401] * ACCOUNT_BUDGET + [429]


async def test_what_is_429_for_the_whole_address_is_written_no_more(people, http):
    await fail(http, ADDRESS_BUDGET + 3)
    await sign_in(http, BEN, WRONG)
    rows = await people.rows(select(FailedAttempts.count))
    assert rows == [ADDRESS_BUDGET, ADDRESS_BUDGET]


async def test_nothing_is_counted_for_what_is_right(people, http):
    body_of(await redeem(http, await invite(people)))
    body_of(await sign_in(http))
    body_of(await change(http, people.ben.token, PASSWORD))
    assert await people.rows(select(FailedAttempts)) == []


async def test_a_failure_is_counted_in_one_statement(people, http):
    with asked(people.sessions.engine.sync_engine) as seen:
        await sign_in(http, BEN, WRONG)
    assert sum(sql.startswith("INSERT INTO failed_attempts") for sql, _ in seen) == 1
