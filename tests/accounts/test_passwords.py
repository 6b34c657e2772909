import re
from datetime import timedelta
from typing import Any

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy import select

from api.accounts.failures import ADDRESS_BUDGET
from api.tables import Account, FailedAttempts
from tests.acting.care import Care, body_of, problem, refusals
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
    redeem,
    see,
    sign_in,
)

NOBODY = "nobody@example.org"
WRONG = "not the password of anyone"


async def change(care: Care, current: str, new: str) -> Response:
    body = {"current_password": current, "new_password": new}
    return await care.ben.post(f"{AUTH}/change-password", body)


async def test_a_password_of_14_characters_is_too_short_wherever_one_is_set(ben, http):
    short = "14 characters!"
    assert len(short) == 14
    code = await invite(ben)
    redeemed = await redeem(http, code, email=ANA, password=short)
    assert refusals(redeemed) == [("/password", "password_too_short")]
    await give_password(ben, ben.ana, ANA)
    body = {"code": code, "password": short}
    reset = await http.post(f"{AUTH}/reset-password", json=body)
    assert refusals(reset) == [("/password", "password_too_short")]
    changed = await change(ben, PASSWORD, short)
    assert refusals(changed) == [("/new_password", "password_too_short")]
    assert (await redeem(http, code, password=PASSWORD)).status_code == 200


async def test_what_makes_a_password_weak(ben):
    weak = {
        "fourteen chars": "password_too_short",
        "a" * 257: "password_too_long",
        "aaaaaaaaaaaaaaaaaaaa": "password_too_common",
        "abababababababababab": "password_too_common",
        " " * 20: "password_too_common",
        "Correct Horse Battery Staple": "password_too_common",
        "CarryoverCarryover": "password_too_common",
        f"{BEN}!": "password_too_common",
    }
    for password, code in weak.items():
        assert refusals(await change(ben, PASSWORD, password)) == [("/new_password", code)]


@pytest.mark.parametrize(
    "password",
    [
        "fifteen letters",
        "ünïcödé ís fïne",
        "多くの文字のパスワードも使えます",
        "x" * 233 + "and other fine letters.",
    ],
)
async def test_15_characters_of_any_kind_are_enough_and_256_are_not_too_many(ben, http, password):
    body_of(await change(ben, PASSWORD, password))
    assert (await sign_in(http, BEN, password)).status_code == 200
    assert (await sign_in(http, BEN, f"{password[:-1]}?")).status_code == 401
    assert (await sign_in(http, BEN, f"{password[:-1]} ")).status_code == 401


async def test_a_password_is_stored_as_argon2id_of_19_mib_and_two_passes(ben):
    body_of(await change(ben, PASSWORD, OTHER))
    stored = await ben.rows(select(Account.password_hash).where(Account.id == ben.ben.id))
    assert stored[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_change_signs_out_every_phone_but_the_one_that_asked(ben, http):
    other = body_of(await sign_in(http))
    fresh = body_of(await change(ben, PASSWORD, OTHER))
    assert (await see(http, fresh["access_token"])).status_code == 200
    assert (await ben.ben.get("/v1/vocabulary")).status_code == 200
    assert problem(await see(http, other["access_token"])) == (401, "token_revoked")
    assert (await sign_in(http, BEN, PASSWORD)).status_code == 401
    assert (await sign_in(http, BEN, OTHER)).status_code == 200


async def test_a_change_needs_the_present_password_and_failures_are_counted(ben, http):
    answers = [await change(ben, WRONG, OTHER) for _ in range(12)]
    assert refusals(answers[0]) == [("/current_password", "wrong_password")]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 2
    assert (await change(ben, PASSWORD, OTHER)).status_code == 200


async def test_after_20_bad_passwords_a_failure_is_429_and_the_victim_still_signs_in(
    ben, app, http
):
    answers = [await sign_in(http, BEN, WRONG) for _ in range(20)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 10
    assert problem(answers[0]) == (401, "wrong_credentials")
    assert problem(answers[-1]) == (429, "too_many_attempts")
    assert answers[-1].json()["retryable"]
    assert answers[-1].headers["retry-after"] == "900"
    assert (await sign_in(http)).status_code == 200
    elsewhere = ASGITransport(app, client=("203.0.113.9", 5000))
    async with AsyncClient(transport=elsewhere, base_url="http://api") as home:
        assert (await sign_in(home, BEN, WRONG)).status_code == 401
        assert (await sign_in(home)).status_code == 200


async def test_successes_are_never_limited(ben, http):
    for _ in range(25):
        assert (await sign_in(http)).status_code == 200


async def test_failures_survive_their_refusal_and_are_forgotten_after_a_quarter_of_an_hour(
    ben, http
):
    for _ in range(11):
        await sign_in(http, BEN, WRONG)
    # One row is of Ben's account from this address, one of the address.
    rows = await ben.rows(select(FailedAttempts))
    assert [row.count for row in rows] == [11, 11]
    assert all(re.fullmatch("[0-9a-f]{64}", row.key) for row in rows)
    ben.clock.at += timedelta(minutes=15)
    assert (await sign_in(http, BEN, WRONG)).status_code == 401
    assert [row.count for row in await ben.rows(select(FailedAttempts))] == [1, 1]


async def test_one_accounts_failures_do_not_slow_another_down(ben, http):
    for _ in range(12):
        await sign_in(http, BEN, WRONG)
    assert (await sign_in(http, NOBODY, WRONG)).status_code == 401


async def test_a_known_and_an_unknown_email_get_the_same_answer(ben, http):
    await give_password(ben, ben.cast.dora, "dora@example.org")
    await change_account(ben, ben.cast.dora, deactivated_at=ben.clock.at)
    emails = [BEN, NOBODY, "dora@example.org"]
    for _ in range(11):
        assert alike(*[await sign_in(http, email, WRONG) for email in emails])
    passwords = [WRONG, "", "short"]
    ben.clock.at += timedelta(minutes=15)
    assert alike(*[await sign_in(http, BEN, password) for password in passwords])


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[Parameters]:
    """What each comparison with a stored password costs: nearly all that a sign-in takes."""
    found: list[Parameters] = []
    verify = PasswordHasher.verify

    def watched(self: PasswordHasher, hash: str, password: str) -> Any:
        found.append(extract_parameters(hash))
        return verify(self, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    return found


async def test_a_known_and_an_unknown_email_cost_the_same_time(ben, http, compared):
    body_of(await change(ben, PASSWORD, OTHER))
    costs = []
    for email in (BEN, NOBODY) * 2:
        compared.clear()
        assert (await sign_in(http, email, WRONG)).status_code == 401
        costs.append([*compared])
    assert len(costs[0]) == 1
    assert costs == [costs[0]] * 4


async def test_over_budget_too_it_is_the_same_who_has_the_email(ben, http, compared):
    body_of(await change(ben, PASSWORD, OTHER))
    await give_password(ben, ben.cast.dora, "dora@example.org")
    await change_account(ben, ben.cast.dora, deactivated_at=ben.clock.at)
    for _ in range(ADDRESS_BUDGET):
        await redeem(http, "0000000000")
    compared.clear()
    answers = [await sign_in(http, email, WRONG) for email in (BEN, NOBODY, "dora@example.org")]
    assert problem(answers[0]) == (429, "too_many_attempts")
    assert alike(*answers)
    assert compared == [compared[0]] * 3


async def test_someone_without_a_password_cannot_sign_in_with_none(care, http):
    await change_account(care, care.ana, email=ANA, password_hash="")
    for password in ("", " ", "None", "A" * 43, WRONG):
        assert problem(await sign_in(http, ANA, password)) == (401, "wrong_credentials")
