"""Passkeys: an authenticator made of software, and what its owner does with it."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from httpx2 import AsyncClient, Response

from api.platform import base64url
from api.platform.db import transaction
from api.tables import Passkey
from tests.acting.care import Care, Json, body_of
from tests.acting.credentials import AUTH, PASSWORD
from tests.cast import Person

MINE, SIGN_IN = "/v1/me/passkeys", f"{AUTH}/passkey"
# Where the tests' server says that it is reached, as a browser has to be told of it.
SITE, ORIGIN = "localhost", "http://localhost:8000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """A key pair (ES256) with its id and its count; `owner` is the account that it was made for.

    What it gives is right unless a test says otherwise by name: another origin, site or flags.
    """

    seed: int = 7
    count: int = 0
    step: int = 1
    owner: str = ""
    key: ec.EllipticCurvePrivateKey = field(init=False)

    def __post_init__(self) -> None:
        self.key = ec.derive_private_key(self.seed, ec.SECP256R1())

    @property
    def id(self) -> str:
        return base64url.encode(hashlib.sha256(b"id of %d" % self.seed).digest())

    @property
    def public_key(self) -> bytes:
        """Return the public half as COSE has it."""
        point = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})

    def make(self, options: Json, **other: Any) -> Json:
        """Return what a browser gives of a passkey that was made as asked."""
        self.owner = options["user"]["id"]
        raw = base64url.decode(self.id)
        made = bytes(16) + len(raw).to_bytes(2) + raw + other.get("public_key", self.public_key)
        flags = other.get("flags", PRESENT | VERIFIED) | ATTESTED
        data = self._data(flags, other.get("site", SITE)) + made
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = said("webauthn.create", options["challenge"], **other)
        return {
            "client_data": base64url.encode(client_data),
            "attestation": base64url.encode(attestation),
        }

    def sign(self, options: Json, **other: Any) -> Json:
        """Return what a browser gives of a challenge that was signed as asked."""
        self.count = other.get("count", self.count + self.step)
        data = self._data(other.get("flags", PRESENT | VERIFIED), other.get("site", SITE))
        client_data = said("webauthn.get", options["challenge"], **other)
        signed = data + hashlib.sha256(client_data).digest()
        return {
            "credential_id": self.id,
            "client_data": base64url.encode(client_data),
            "authenticator_data": base64url.encode(data),
            "signature": base64url.encode(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "user_handle": other.get("owner", self.owner),
        }

    def _data(self, flags: int, site: str) -> bytes:
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)


def said(kind: str, challenge: str, **other: Any) -> bytes:
    """Return what a browser says of the page that asked."""
    about = {"type": other.get("what", kind), "challenge": challenge}
    about |= {"origin": other.get("origin", ORIGIN), "crossOrigin": other.get("framed", False)}
    return json.dumps(about).encode()


async def options_to_add(person: Person, **proof: Any) -> Json:
    """Return what someone's browser is asked with to make a passkey."""
    said = {"current_password": PASSWORD} | proof
    asked: Json = body_of(await person.post(f"{MINE}/options", said))["public_key"]
    return asked


async def add(person: Person, key: SoftKey, **proof: Any) -> Json:
    """Have someone add a passkey; return the answer."""
    options = await options_to_add(person, **proof)
    return body_of(await person.post(MINE, key.make(options)), 201)


async def options_to_sign_in(http: AsyncClient) -> Json:
    asked: Json = body_of(await http.post(f"{SIGN_IN}/options"))["public_key"]
    return asked


async def sign_in_by(http: AsyncClient, key: SoftKey, **other: Any) -> Response:
    """Sign in with a passkey; `other` is what is wrong with what it gives."""
    return await http.post(SIGN_IN, json=key.sign(await options_to_sign_in(http), **other))


async def proof_of(person: Person, key: SoftKey, **other: Any) -> Json:
    """Return what proves someone by her passkey, as a change of her factors takes it."""
    asked = body_of(await person.post(f"{MINE}/proof"))["public_key"]
    return {"passkey": key.sign(asked, **other)}


async def give_passkey(care: Care, person: Person, key: SoftKey) -> UUID:
    """Give someone a passkey without ending her sign-ins; return its id."""
    key.owner = base64url.encode(person.id.bytes)
    row = Passkey(
        created_at=care.clock.at,
        account_id=person.id,
        credential_id=key.id,
        public_key=base64url.encode(key.public_key),
        sign_count=key.count,
        family="firefox",
        system="linux",
    )
    async with transaction(care.sessions) as session:
        session.add(row)
    return row.id


async def listed(care: Care) -> list[Json]:
    """Return Ben's passkeys, as he sees them."""
    items: list[Json] = body_of(await care.ben.get(MINE))["items"]
    return items


async def factors(care: Care) -> Json:
    """Return which factors Ben has."""
    return body_of(await care.ben.get("/v1/me/second-factor"))


async def remove(care: Care, passkey_id: object, **proof: object) -> Response:
    """Have Ben remove a passkey."""
    body = {"current_password": PASSWORD} | proof
    return await care.ben.post(f"{MINE}/{passkey_id}/remove", body)
