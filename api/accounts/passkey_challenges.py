"""What a passkey signs: a challenge that is signed by us, good for five minutes, and spent on use.

It names its purpose, and whom and what it is bound to, so that none is good for another. Nothing is
stored until it is answered rightly: who only asks for challenges leaves no row.
"""

import hmac
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.platform import base64url
from api.platform.db import insert_into
from api.platform.ids import digest, new_id, new_nonce
from api.platform.keys import Keys
from api.rules.passkeys import LIFETIME
from api.tables import SpentChallenge

# Signing in; showing that it is her who changes her factors; making a passkey as her first factor,
# for which the password was enough, or beside another one, which she has shown.
Purpose = Literal["sign in", "prove", "add first", "add"]
# Random bits, then the last second that it is good in, then what signs both.
NONCE, UNTIL, SEAL = 32, 8, 32


def issue_passkey_challenge(
    purpose: Purpose, bound_to: tuple[UUID, ...], now: datetime, keys: Keys
) -> str:
    """Return a new challenge (base64url), for a purpose and what it is bound to."""
    until = int((now + LIFETIME).timestamp())
    said = new_nonce() + until.to_bytes(UNTIL)
    return base64url.encode(said + _seal(said, purpose, bound_to, keys.signing))


def is_good(
    challenge: str, purpose: Purpose, bound_to: tuple[UUID, ...], now: datetime, keys: Keys
) -> bool:
    """Tell whether a challenge is one of ours, for this and bound to this, and not too old."""
    raw = base64url.decode(challenge)
    said, seal = raw[: NONCE + UNTIL], raw[NONCE + UNTIL :]
    if len(seal) != SEAL:
        return False
    made = (_seal(said, purpose, bound_to, key) for key in keys.all)
    return any(hmac.compare_digest(each, seal) for each in made) and now < _until(raw)


async def spend(session: AsyncSession, challenge: str, now: datetime) -> bool:
    """Spend a challenge that is good; False if it was spent before."""
    row = {
        "id": new_id(),
        "created_at": now,
        "challenge_hash": digest(challenge),
        "expires_at": _until(base64url.decode(challenge)),
    }
    insert = insert_into(session, SpentChallenge).values(row)
    spent = await session.execute(
        insert.on_conflict_do_nothing(index_elements=["challenge_hash"]).returning(
            SpentChallenge.id
        )
    )
    return spent.one_or_none() is not None


def _until(raw: bytes) -> datetime:
    return datetime.fromtimestamp(int.from_bytes(raw[NONCE : NONCE + UNTIL]), UTC)


def _seal(said: bytes, purpose: Purpose, bound_to: tuple[UUID, ...], key: str) -> bytes:
    named = "\n".join(("passkey challenge", purpose, *map(str, bound_to)))
    return hmac.digest(key.encode(), named.encode() + b"\n" + said, "sha256")
