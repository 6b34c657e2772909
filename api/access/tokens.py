"""Signed tokens: a phone's access token, the cookie of the therapist's pages, and a challenge.

All are of one fixed algorithm and issuer, and none is good in place of another. A challenge says
that somebody's password was right just now, and that a code is still to come.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import jwt

from api.platform.http.errors import Unauthenticated
from api.platform.keys import Keys, id_of

ACCESS_LIFETIME = timedelta(minutes=15)
ISSUER, ALGORITHM = "carryover", "HS256"
CHALLENGE_LIFETIME = timedelta(minutes=10)
API, PAGES, SECOND_STEP = "carryover-api", "carryover-pages", "carryover-second-step"
"""For whom a token is good."""
REQUIRED = ["sub", "fam", "iat", "exp", "iss", "aud"]


class Said(NamedTuple):
    """The account and the sign-in that a token names, and from when to when it is good.

    A challenge has what stands for the password in place of the sign-in.
    """

    account_id: UUID
    sign_in_id: UUID
    issued_at: datetime
    expires_at: datetime


def issue_access_token(
    account_id: UUID, sign_in_id: UUID, now: datetime, keys: Keys, until: datetime | None = None
) -> tuple[str, datetime]:
    """Return a signed access token and when it expires: at `until`, its sign-in's end, at last."""
    lives_until = now + ACCESS_LIFETIME
    expires_at = min(lives_until, until or lives_until).replace(microsecond=0)
    return _signed(account_id, sign_in_id, now, expires_at, API, keys), expires_at


def issue_page_token(
    account_id: UUID, sign_in_id: UUID, now: datetime, keys: Keys, until: datetime
) -> str:
    """Return the signed cookie of a sign-in that is over at `until`, unless it is used before."""
    return _signed(account_id, sign_in_id, now, until, PAGES, keys)


def read_access_token(authorization: str | None, now: datetime, keys: Keys) -> tuple[UUID, UUID]:
    """Return the account and the sign-in of a bearer token, or refuse it as Unauthenticated."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    said = _said_by(token, keys, API)
    if said.expires_at <= now:
        raise Unauthenticated(code="token_expired")
    return said.account_id, said.sign_in_id


def read_page_token(token: str, now: datetime, keys: Keys) -> Said:
    """Return what the cookie of the pages says, or refuse it as Unauthenticated."""
    said = _said_by(token, keys, PAGES)
    if said.expires_at <= now:
        raise Unauthenticated(code="token_expired")
    return said


def issue_challenge(account_id: UUID, password_id: UUID, now: datetime, keys: Keys) -> str:
    """Return the signed proof that an account's password, which has this id, was right."""
    until = now + CHALLENGE_LIFETIME
    return _signed(account_id, password_id, now, until, SECOND_STEP, keys)


def read_challenge(challenge: str, now: datetime, keys: Keys) -> Said:
    """Return what a challenge says, or refuse it as Unauthenticated."""
    said = _said_by(challenge, keys, SECOND_STEP)
    if said.expires_at <= now:
        raise Unauthenticated(code="token_expired")
    return said


def _signed(
    account_id: UUID, sign_in_id: UUID, now: datetime, until: datetime, audience: str, keys: Keys
) -> str:
    claims = {
        "sub": str(account_id),
        "fam": str(sign_in_id),
        "iat": int(now.timestamp()),
        "exp": int(until.timestamp()),
        "iss": ISSUER,
        "aud": audience,
    }
    named = {"kid": id_of(keys.signing)}
    return jwt.encode(claims, keys.signing, algorithm=ALGORITHM, headers=named)


# A phone sends the same token until it expires. Only what it says is remembered, and only if it is
# rightly signed: whether it still holds is judged each time, by the clock and by the sign-in's row.
@lru_cache(maxsize=1024)
def _said_by(token: str, keys: Keys, audience: str) -> Said:
    """Return what a token says, if it is signed by us for this audience."""
    try:
        claims = _claims(token, keys, audience)
        issued_at, expires_at = (
            datetime.fromtimestamp(int(claims[name]), UTC) for name in ("iat", "exp")
        )
        return Said(UUID(claims["sub"]), UUID(claims["fam"]), issued_at, expires_at)
    except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError, AttributeError):
        raise Unauthenticated(code="token_invalid") from None


def _claims(token: str, keys: Keys, audience: str) -> dict[str, Any]:
    """Return the claims of a token that the key signed which its header names.

    One that names none may be signed by any: those of the version before are.
    """
    refusal = jwt.InvalidTokenError()
    for key in keys.named(jwt.get_unverified_header(token).get("kid")):
        try:
            return jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=audience,
                # Expiry is compared by the caller, with this process's clock.
                options={"require": REQUIRED, "verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError as error:
            refusal = error
    raise refusal
