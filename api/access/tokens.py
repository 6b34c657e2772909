"""Access tokens: signed, short-lived, of one fixed algorithm, issuer and audience."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

import jwt

from api.platform.http.errors import Unauthenticated

ACCESS_LIFETIME = timedelta(minutes=15)
ISSUER, AUDIENCE, ALGORITHM = "carryover", "carryover-api", "HS256"
REQUIRED = ["sub", "fam", "iat", "exp", "iss", "aud"]


def issue_access_token(
    account_id: UUID, sign_in_id: UUID, now: datetime, key: str, until: datetime | None = None
) -> tuple[str, datetime]:
    """Return a signed access token and when it expires: at `until`, its sign-in's end, at last."""
    lives_until = now + ACCESS_LIFETIME
    expires_at = min(lives_until, until or lives_until).replace(microsecond=0)
    claims = {
        "sub": str(account_id),
        "fam": str(sign_in_id),
        "iat": int(now.timestamp()),
        "exp": int(expires_at.timestamp()),
        "iss": ISSUER,
        "aud": AUDIENCE,
    }
    return jwt.encode(claims, key, algorithm=ALGORITHM), expires_at


def read_access_token(authorization: str | None, now: datetime, key: str) -> tuple[UUID, UUID]:
    """Return the account and the sign-in of a bearer token, or refuse it as Unauthenticated."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    account_id, sign_in_id, expires_at = _said_by(token, key)
    if expires_at <= now:
        raise Unauthenticated(code="token_expired")
    return account_id, sign_in_id


# A phone sends the same token until it expires. Only what it says is remembered, and only if it is
# rightly signed: whether it still holds is judged each time, by the clock and by the sign-in's row.
@lru_cache(maxsize=1024)
def _said_by(token: str, key: str) -> tuple[UUID, UUID, datetime]:
    """Return the account and the sign-in that a token names, and when it expires."""
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            audience=AUDIENCE,
            # Expiry is compared by the caller, with this process's clock.
            options={"require": REQUIRED, "verify_exp": False, "verify_iat": False},
        )
        expires_at = datetime.fromtimestamp(int(claims["exp"]), UTC)
        return UUID(claims["sub"]), UUID(claims["fam"]), expires_at
    except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError, AttributeError):
        raise Unauthenticated(code="token_invalid") from None
