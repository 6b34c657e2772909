"""What proves a change of factors by a passkey, and passkeys that are removed."""

from uuid import uuid4

from httpx2 import AsyncClient
from sqlalchemy import func, select

from api.tables import AuditEvent, RecoveryCode
from tests.acting.care import Care, body_of, problem, refusals
from tests.acting.credentials import EVE, PASSWORD, give_password, sign_in
from tests.acting.passkeys import (
    MINE,
    PRESENT,
    SoftKey,
    add,
    factors,
    listed,
    proof_of,
    remove,
)
from tests.acting.second_factors import RECOVERY, code_at, give_factor


async def test_who_has_a_passkey_proves_the_next_change_by_it(ben: Care, key: SoftKey) -> None:
    await add(ben.ben, key)
    bare = await ben.ben.post(f"{MINE}/options", {"current_password": PASSWORD})
    assert refusals(bare) == [("/code", "required")]
    proof = await proof_of(ben.ben, key)
    assert (await add(ben.ben, SoftKey(8), **proof))["recovery_codes"] == []
    # Once: it is spent.
    again = await ben.ben.post(f"{MINE}/options", {"current_password": PASSWORD} | proof)
    assert refusals(again) == [("/passkey", "wrong_passkey")]
    assert len(await listed(ben)) == 2


async def test_an_app_is_not_begun_by_the_password_alone_either(ben: Care, key: SoftKey) -> None:
    codes = (await add(ben.ben, key))["recovery_codes"]
    path, said = "/v1/me/second-factor", {"current_password": PASSWORD}
    assert refusals(await ben.ben.post(path, said)) == [("/code", "required")]
    body_of(await ben.ben.post(path, said | {"code": codes[0]}))
    # Beginning one leaves the recovery codes as they are.
    assert (await factors(ben))["recovery_codes_left"] == 9


async def test_no_passkey_of_another_and_no_challenge_of_another_purpose_proves_it(
    ben: Care, key: SoftKey, http: AsyncClient
) -> None:
    await add(ben.ben, key)
    await give_password(ben, ben.cast.eve, EVE)
    eves = SoftKey(9)
    await add(ben.cast.eve, eves)
    tried = [
        await proof_of(ben.ben, eves),
        {"passkey": key.sign(body_of(await http.post("/v1/auth/passkey/options"))["public_key"])},
        await proof_of(ben.ben, key, flags=PRESENT),
        await proof_of(ben.ben, key, origin="https://evil.example"),
    ]
    for proof in tried:
        refused = await ben.ben.post(f"{MINE}/options", {"current_password": PASSWORD} | proof)
        assert refusals(refused) == [("/passkey", "wrong_passkey")]


async def test_removing_the_last_factor_takes_the_recovery_codes_and_the_password_does_again(
    ben: Care, key: SoftKey, http: AsyncClient
) -> None:
    shown = (await add(ben.ben, key))["passkey"]
    assert refusals(await remove(ben, shown["id"])) == [("/code", "required")]
    wrong = await remove(ben, shown["id"], code="0000-0000-0000-0000")
    assert refusals(wrong) == [("/code", "wrong_code")]
    # No app makes six digits that would do.
    assert refusals(await remove(ben, shown["id"], code="123456")) == [("/code", "wrong_code")]
    proof = await proof_of(ben.ben, key)
    assert (await remove(ben, shown["id"], **proof)).status_code == 204
    assert await listed(ben) == []
    assert await ben.rows(select(func.count(RecoveryCode.id))) == [0]
    body_of(await sign_in(http))
    noted = select(AuditEvent.subject).where(AuditEvent.action == "remove passkey")
    assert [each["passkey_id"] for each in await ben.rows(noted)] == [shown["id"]]


async def test_of_two_factors_the_other_one_stays_with_the_recovery_codes(
    ben: Care, key: SoftKey, http: AsyncClient
) -> None:
    await give_factor(ben, ben.ben)
    await add(ben.ben, key, code=code_at(ben.clock.at))
    said = {"current_password": PASSWORD, **await proof_of(ben.ben, key)}
    removed = await ben.ben.post("/v1/me/second-factor/remove", said)
    assert removed.status_code == 204
    factor = await factors(ben)
    assert (factor["confirmed_at"], factor["passkeys"], factor["recovery_codes_left"]) == (
        None,
        1,
        1,
    )
    assert problem(await sign_in(http)) == (401, "second_factor_required")
    (shown,) = await listed(ben)
    assert (await remove(ben, shown["id"], code=RECOVERY)).status_code == 204
    body_of(await sign_in(http))


async def test_a_passkey_alone_is_no_app_to_remove(ben: Care, key: SoftKey) -> None:
    await add(ben.ben, key)
    said = {"current_password": PASSWORD, **await proof_of(ben.ben, key)}
    refused = await ben.ben.post("/v1/me/second-factor/remove", said)
    assert problem(refused) == (409, "no_second_factor")


async def test_a_passkey_renews_the_recovery_codes(ben: Care, key: SoftKey) -> None:
    old = (await add(ben.ben, key))["recovery_codes"]
    said = {"current_password": PASSWORD, **await proof_of(ben.ben, key)}
    new = body_of(await ben.ben.post("/v1/me/second-factor/recovery-codes", said))
    assert not set(old) & set(new["recovery_codes"])


async def test_what_is_somebody_elses_is_as_what_is_absent(ben: Care, key: SoftKey) -> None:
    shown = (await add(ben.ben, key))["passkey"]
    await give_password(ben, ben.cast.eve, EVE)
    said = {"current_password": PASSWORD}
    for passkey_id in (shown["id"], uuid4()):
        refused = await ben.cast.eve.post(f"{MINE}/{passkey_id}/remove", said)
        assert problem(refused) == (404, "not_found")
    assert body_of(await ben.cast.eve.get(MINE))["items"] == []
    assert len(await listed(ben)) == 1
