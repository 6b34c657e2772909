"""Where passwords are hashed: how many at once, who waits, and who is told to come again."""

import asyncio
from contextlib import ExitStack
from typing import Any

import pytest
from argon2 import PasswordHasher
from httpx2 import Response

from api.accounts.failures import ADDRESS_BUDGET, FailureKey
from api.accounts.hashing import ACCOUNT_SHARE, ADDRESS_SHARE, attempt
from api.platform.http.errors import Unavailable
from api.platform.lanes import Lane
from tests.acting.addresses import at
from tests.acting.care import Care, body_of, problem
from tests.acting.credentials import (
    ANA,
    AUTH,
    BEN,
    EVE,
    OTHER,
    PASSWORD,
    invite,
    redeem,
    sign_in,
)
from tests.acting.hashes import Stopped, stop_hashes
from tests.waiting import until

WRONG = "not the password of anyone"


@pytest.fixture
def wrong_ones(stopped: Stopped, monkeypatch: pytest.MonkeyPatch) -> Stopped:
    """The comparisons with a wrong password, standing still."""
    stop_hashes(monkeypatch, stopped, "verify", WRONG)
    return stopped


async def test_a_lane_runs_so_many_at_once_and_the_others_after_them(stopped: Stopped) -> None:
    lane = Lane("hashing", threads=2, places=6)
    jobs = [asyncio.ensure_future(lane.run(stopped.stop)) for _ in range(6)]
    await until(lambda: stopped.running == 2, "two hashes")
    with pytest.raises(Unavailable) as refused:
        await lane.run(stopped.stop)
    assert refused.value.retry_after_s == 2
    stopped.may_go.set()
    await asyncio.gather(*jobs)
    assert stopped.at_once == 2
    assert await lane.run(lambda: "there is room again") == "there is room again"


async def test_what_comes_too_late_is_not_hashed(stopped: Stopped) -> None:
    with pytest.raises(Unavailable):
        await Lane("hashing", threads=1, places=1, wait_s=-1).run(stopped.stop)
    assert stopped.at_once == 0


async def test_a_job_that_fails_or_whose_request_ends_leaves_its_place(stopped: Stopped) -> None:
    lane = Lane("hashing", threads=1, places=1)
    with pytest.raises(ZeroDivisionError):
        await lane.run(lambda: 1 // 0)
    ended = asyncio.ensure_future(lane.run(stopped.stop))
    await until(lambda: stopped.running, "a hash")
    ended.cancel()
    await asyncio.wait([ended])
    after = asyncio.ensure_future(lane.run(lambda: "hashed"))
    stopped.may_go.set()
    assert await after == "hashed"


def test_a_lane_serves_one_event_loop_after_another() -> None:
    lane = Lane("hashing", threads=1, places=4)

    async def crowd() -> list[int]:
        return await asyncio.gather(*(lane.run(lambda: 7) for _ in range(4)))

    assert [asyncio.run(crowd()) for _ in range(2)] == [[7] * 4] * 2


def test_an_address_may_try_a_few_at_once_and_an_account_fewer() -> None:
    with ExitStack() as inside:
        for number in range(ADDRESS_SHARE):
            inside.enter_context(attempt(FailureKey(f"account {number // ACCOUNT_SHARE}", "here")))
        for account in ("account 0", "another"):
            with pytest.raises(Unavailable), attempt(FailureKey(account, "here")):
                pass
        inside.enter_context(attempt(FailureKey("another", "elsewhere")))
    with attempt(FailureKey("account 0", "here")):
        pass


async def test_many_at_once_on_one_account_are_503_and_another_signs_in_from_there(
    people, http, wrong_ones, monkeypatch
):
    monkeypatch.setattr(
        "api.accounts.passwords.FAST", Lane("hashing", ACCOUNT_SHARE + 1, 2 * ADDRESS_SHARE)
    )
    flood = [asyncio.ensure_future(sign_in(http, BEN, WRONG)) for _ in range(3 * ACCOUNT_SHARE)]
    await until(lambda: sum(each.done() for each in flood) == 2 * ACCOUNT_SHARE, "refusals")
    for each in flood:
        if each.done():
            answer = each.result()
            assert problem(answer) == (503, "unavailable")
            assert (answer.headers["retry-after"], answer.json()["retryable"]) == ("2", True)
    assert (await sign_in(http, EVE)).status_code == 200
    wrong_ones.may_go.set()
    answers = await asyncio.gather(*flood)
    assert sorted(answer.status_code for answer in answers) == [401] * 4 + [503] * 8
    assert (await sign_in(http)).status_code == 200


async def test_many_behind_one_address_redeem_with_a_password_at_once(people, casting, http):
    names = [f"client{number}" for number in range(ADDRESS_SHARE // 2)]
    codes = [await invite(people, await casting.client(people.ben, name)) for name in names]
    answers = await asyncio.gather(
        *(
            redeem(http, code, email=f"{name}@example.org", password=PASSWORD)
            for name, code in zip(names, codes, strict=True)
        )
    )
    assert [answer.status_code for answer in answers] == [200] * len(names)


async def test_a_lane_that_is_full_is_503_for_all_who_hash(people, http, stopped, monkeypatch):
    full = Lane("hashing", threads=1, places=1)
    code = await invite(people)
    monkeypatch.setattr("api.accounts.passwords.FAST", full)
    holding = asyncio.ensure_future(full.run(stopped.stop))
    await until(lambda: stopped.running, "a hash")
    bearer = {"authorization": f"Bearer {people.ben.token}"}
    change = {"current_password": PASSWORD, "new_password": OTHER}
    asked: list[Response] = [
        await sign_in(http),
        await sign_in(http, "nobody@example.org"),
        await http.post(f"{AUTH}/change-password", json=change, headers=bearer),
        await redeem(http, code, email=ANA, password=PASSWORD),
    ]
    assert [problem(each) for each in asked] == [(503, "unavailable")] * 4
    stopped.may_go.set()
    await holding
    body_of(await redeem(http, code, email=ANA, password=PASSWORD))
    body_of(await sign_in(http))


async def test_who_is_over_budget_waits_apart_and_gets_through(people, app, http, wrong_ones):
    for _ in range(ADDRESS_BUDGET):
        await redeem(http, "0000000000")
    flood = [asyncio.ensure_future(sign_in(http, BEN, WRONG)) for _ in range(ACCOUNT_SHARE)]
    right = asyncio.ensure_future(sign_in(http, EVE))
    await until(lambda: wrong_ones.running, "a hash")
    async with at(app, "203.0.113.9") as elsewhere:
        for email in (BEN, EVE):
            assert (await sign_in(elsewhere, email)).status_code == 200
    assert not any(each.done() for each in flood)
    wrong_ones.may_go.set()
    assert (await right).status_code == 200
    assert [(await each).status_code for each in flood] == [429] * ACCOUNT_SHARE
    assert wrong_ones.at_once == 1


async def test_no_connection_is_held_while_a_password_is_hashed(people, http, monkeypatch):
    held: list[int] = []
    for name in ("verify", "hash"):
        monkeypatch.setattr(PasswordHasher, name, _noting(people, held, name))
    await sign_in(http)
    await sign_in(http, BEN, WRONG)
    change = {"current_password": PASSWORD, "new_password": OTHER}
    body_of(await people.ben.post(f"{AUTH}/change-password", change))
    body_of(await redeem(http, await invite(people), email=ANA, password=PASSWORD))
    reset = {"code": await invite(people), "password": OTHER}
    body_of(await http.post(f"{AUTH}/reset-password", json=reset))
    assert held == [0] * 6


def _noting(care: Care, held: list[int], name: str) -> Any:
    done = getattr(PasswordHasher, name)

    def noted(self: PasswordHasher, *given: str) -> Any:
        held.append(care.sessions.engine.pool.checkedout())
        return done(self, *given)

    return noted
