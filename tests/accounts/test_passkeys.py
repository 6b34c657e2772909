"""Passkeys of a therapist: added, listed, removed, and what each of it takes."""

from uuid import uuid4

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import func, select

from api.platform import base64url
from api.tables import AuditEvent, Passkey, RecoveryCode, SpentChallenge
from tests.acting.care import Care, Json, body_of, problem, refusals
from tests.acting.credentials import BEN, EVE, OTHER, PASSWORD, give_password, see, sign_in
from tests.acting.passkeys import (
    MINE,
    PRESENT,
    VERIFIED,
    SoftKey,
    add,
    give_passkey,
    options_to_add,
    proof_of,
)
from tests.acting.second_factors import RECOVERY, code_at, give_factor

FIREFOX = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
NOT_ADDED = (409, "passkey_not_added")


@pytest.fixture
async def ben(care: Care) -> Care:
    await give_password(care, care.ben, BEN)
    return care


@pytest.fixture
def key() -> SoftKey:
    return SoftKey()


async def listed(care: Care) -> list[Json]:
    items: list[Json] = body_of(await care.ben.get(MINE))["items"]
    return items


async def state(care: Care) -> Json:
    return body_of(await care.ben.get("/v1/me/second-factor"))


async def remove(care: Care, passkey_id: object, **proof: object) -> Response:
    body = {"current_password": PASSWORD} | proof
    return await care.ben.post(f"{MINE}/{passkey_id}/remove", body)


async def test_the_first_one_is_a_second_factor_and_brings_recovery_codes(
    ben: Care, key: SoftKey, http: AsyncClient
) -> None:
    other = body_of(await sign_in(http))["access_token"]
    options = await options_to_add(ben.ben)
    added = body_of(await ben.ben.post(MINE, key.make(options), headers=FIREFOX), 201)
    assert len(set(added["recovery_codes"])) == 10
    shown = added["passkey"]
    assert (shown["browser"], shown["system"]) == ("firefox", "linux")
    assert (shown["created_at"], shown["last_used_at"]) == ("2026-03-02T08:00:00Z", None)
    assert await listed(ben) == [shown]
    factor = await state(ben)
    assert (factor["confirmed_at"], factor["passkeys"], factor["recovery_codes_left"]) == (
        None,
        1,
        10,
    )
    # The password alone does not do any more, and what was begun with it has ended.
    assert problem(await sign_in(http)) == (401, "second_factor_required")
    assert problem(await see(http, other)) == (401, "token_revoked")


async def test_the_options_ask_for_what_signs_in_by_itself(ben: Care, key: SoftKey) -> None:
    await add(ben.ben, key)
    options = await options_to_add(ben.ben, **await proof_of(ben.ben, key))
    assert options["rp"] == {"id": "localhost", "name": "Carryover"}
    assert options["user"]["id"] == base64url.encode(ben.ben.id.bytes)
    assert options["excludeCredentials"] == [{"type": "public-key", "id": key.id}]
    chosen = options["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert options["attestation"] == "none"
    assert len(base64url.decode(options["challenge"])) >= 32


async def test_what_is_stored_signs_nothing(ben: Care, key: SoftKey) -> None:
    await add(ben.ben, key)
    (row,) = await ben.rows(select(Passkey))
    assert (row.credential_id, base64url.decode(row.public_key)) == (key.id, key.public_key)
    secret = key.key.private_numbers().private_value.to_bytes(32)
    assert secret not in base64url.decode(row.public_key)


async def test_adding_one_is_noted_with_ids_alone(ben: Care, key: SoftKey) -> None:
    shown = (await add(ben.ben, key))["passkey"]
    (event,) = await ben.rows(select(AuditEvent).where(AuditEvent.action == "add passkey"))
    assert event.actor_id == ben.ben.id
    assert event.subject["passkey_id"] == shown["id"]
    assert event.subject.keys() == {"passkey_id", "sign_in_id"}


async def test_it_takes_the_password(ben: Care) -> None:
    wrong = await ben.ben.post(f"{MINE}/options", {"current_password": OTHER})
    assert refusals(wrong) == [("/current_password", "wrong_password")]


async def test_who_has_an_app_shows_a_code_and_gets_no_new_recovery_codes(
    ben: Care, key: SoftKey
) -> None:
    await give_factor(ben, ben.ben)
    bare = await ben.ben.post(f"{MINE}/options", {"current_password": PASSWORD})
    assert refusals(bare) == [("/code", "required")]
    added = await add(ben.ben, key, code=code_at(ben.clock.at))
    assert added["recovery_codes"] == []
    assert (await state(ben))["recovery_codes_left"] == 1


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
    assert (await state(ben))["recovery_codes_left"] == 9


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
        await proof_of(ben.ben, key, owner=eves.owner, origin="https://evil.example"),
    ]
    for proof in tried:
        refused = await ben.ben.post(f"{MINE}/options", {"current_password": PASSWORD} | proof)
        assert refusals(refused) == [("/passkey", "wrong_passkey")]


@pytest.mark.parametrize(
    "other",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8001"},
        {"site": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"what": "webauthn.get"},
        {"framed": True},
        {"public_key": b"\x04"},
        {"public_key": b"\xa3\x01\x02\x03\x26\x20\x01"},
    ],
)
async def test_what_was_made_elsewhere_or_without_her_is_not_added(
    ben: Care, key: SoftKey, other: Json
) -> None:
    options = await options_to_add(ben.ben)
    assert problem(await ben.ben.post(MINE, key.make(options, **other))) == NOT_ADDED
    assert await listed(ben) == []
    # It was not her challenge that was wrong, and it is not spent.
    body_of(await ben.ben.post(MINE, key.make(options)), 201)


@pytest.mark.parametrize(
    "attestation",
    [b"", b"\xa0", b"\x81" * 8000, b"\xbf\x63fmt", b"\xa1\x63fmt\x64none", bytes(200)],
)
async def test_bytes_that_are_none_are_refused_as_any_other(
    ben: Care, key: SoftKey, attestation: bytes
) -> None:
    made = key.make(await options_to_add(ben.ben))
    made["attestation"] = base64url.encode(attestation) or "AA"
    assert problem(await ben.ben.post(MINE, made)) == NOT_ADDED


async def test_a_challenge_adds_once_also_when_the_passkey_is_gone_again(
    ben: Care, key: SoftKey
) -> None:
    options = await options_to_add(ben.ben)
    made = key.make(options)
    shown = body_of(await ben.ben.post(MINE, made), 201)["passkey"]
    assert problem(await ben.ben.post(MINE, made)) == NOT_ADDED
    proof = await proof_of(ben.ben, key)
    assert (await remove(ben, shown["id"], **proof)).status_code == 204
    assert problem(await ben.ben.post(MINE, made)) == NOT_ADDED
    assert problem(await ben.ben.post(MINE, SoftKey(8).make(options))) == NOT_ADDED


async def test_a_challenge_is_good_for_five_minutes_for_her_and_her_password(
    ben: Care, key: SoftKey
) -> None:
    await give_password(ben, ben.cast.eve, EVE)
    made = key.make(await options_to_add(ben.ben))
    assert problem(await ben.cast.eve.post(MINE, made)) == NOT_ADDED
    forged = key.make({"challenge": "AAAA", "user": {"id": "AAAA"}})
    assert problem(await ben.ben.post(MINE, forged)) == NOT_ADDED
    ben.advance(minutes=5)
    assert problem(await ben.ben.post(MINE, made)) == NOT_ADDED
    made = key.make(await options_to_add(ben.ben))
    changed = {"current_password": PASSWORD, "new_password": OTHER}
    body_of(await ben.ben.post("/v1/auth/change-password", changed))
    assert problem(await ben.ben.post(MINE, made)) == NOT_ADDED


async def test_who_only_asks_leaves_no_row(ben: Care, http: AsyncClient) -> None:
    for _ in range(3):
        await options_to_add(ben.ben)
        body_of(await http.post("/v1/auth/passkey/options"))
    assert await ben.rows(select(func.count(SpentChallenge.id))) == [0]


async def test_an_id_belongs_to_one_account(ben: Care, key: SoftKey) -> None:
    await add(ben.ben, key)
    await give_password(ben, ben.cast.eve, EVE)
    made = SoftKey().make(await options_to_add(ben.cast.eve))
    assert problem(await ben.cast.eve.post(MINE, made)) == NOT_ADDED


async def test_there_are_ten_at_most(ben: Care) -> None:
    first = SoftKey(100)
    options = await options_to_add(ben.ben)
    for seed in range(100, 110):
        await give_passkey(ben, ben.ben, SoftKey(seed))
    full = (409, "too_many_passkeys")
    assert problem(await ben.ben.post(MINE, SoftKey(110).make(options))) == full
    first.owner, first.count = base64url.encode(ben.ben.id.bytes), 0
    proof = await proof_of(ben.ben, first)
    assert (
        problem(await ben.ben.post(f"{MINE}/options", {"current_password": PASSWORD} | proof))
        == full
    )
    # The refusal has not spent what proved it.
    oldest = (await listed(ben))[0]["id"]
    assert (await remove(ben, oldest, **proof)).status_code == 204
    assert len(await listed(ben)) == 9


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
    factor = await state(ben)
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
