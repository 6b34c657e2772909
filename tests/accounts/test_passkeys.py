"""Passkeys of a therapist: added and listed, and what is not added."""

import cbor2
import pytest
from httpx2 import AsyncClient
from sqlalchemy import func, select

from api.platform import base64url
from api.tables import AuditEvent, Passkey, SpentChallenge
from tests.acting.care import Care, Json, body_of, problem, refusals
from tests.acting.credentials import EVE, OTHER, PASSWORD, give_password, see, sign_in
from tests.acting.passkeys import (
    MINE,
    PRESENT,
    VERIFIED,
    SoftKey,
    add,
    factors,
    give_passkey,
    listed,
    options_to_add,
    proof_of,
    remove,
)
from tests.acting.second_factors import code_at, give_factor

FIREFOX = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
NOT_ADDED = (409, "passkey_not_added")


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
    factor = await factors(ben)
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
    assert (await factors(ben))["recovery_codes_left"] == 1


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
        # A point of the curve, said to sign by RSA.
        {"public_key": cbor2.dumps(cbor2.loads(SoftKey().public_key) | {3: -257})},
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
