"""Whose an ID token of Firebase is, if it is one of our project's.

https://firebase.google.com/docs/auth/admin/verify-id-tokens; by PyJWT and not by firebase-admin,
for the reasons in docs/adr/0054-firebase-tokens-are-verified-by-pyjwt.md.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt

from api.accounts.firebase.keys import GOOGLES, GooglesKeys
from api.platform.ids import digest
from api.platform.settings import Settings

ALGORITHM, ISSUER = "RS256", "https://securetoken.google.com/"
REQUIRED = ["iss", "aud", "sub", "iat", "exp", "auth_time"]
LONGEST_UID = 128
# So far Google's clock and ours may be apart.
SKEW_S = 5


@dataclass(frozen=True, slots=True)
class Firebase:
    """The project whose users may be linked to accounts, and the keys of its tokens."""

    project: str
    keys: GooglesKeys

    async def user_of(self, id_token: str, now: datetime) -> str | None:
        """Return under what the user of a token is stored, None if it is no good one.

        Unavailable if Google's keys cannot be had.
        """
        try:
            header = jwt.get_unverified_header(id_token)
            if header.get("alg") != ALGORITHM:
                return None
            key = await self.keys.named(header.get("kid"), now)
            return None if key is None else self._user(self._claims(id_token, key), now)
        except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError):
            return None

    def _claims(self, id_token: str, key: Any) -> dict[str, Any]:
        return jwt.decode(
            id_token,
            key,
            algorithms=[ALGORITHM],
            issuer=f"{ISSUER}{self.project}",
            audience=self.project,
            options={
                "require": REQUIRED,
                "strict_aud": True,
                # Compared below, with this process's clock.
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )

    def _user(self, claims: dict[str, Any], now: datetime) -> str | None:
        uid, at = claims["sub"], now.timestamp()
        times = [claims[name] for name in ("iat", "auth_time", "exp")]
        if not isinstance(uid, str) or not 0 < len(uid) <= LONGEST_UID:
            return None
        if any(type(each) is not int for each in times):
            return None
        issued_at, proven_at, expires_at = times
        if max(issued_at, proven_at) > at + SKEW_S or expires_at <= at - SKEW_S:
            return None
        # The same uid of another project is somebody else.
        return digest(f"{self.project}\n{uid}")


def firebase_of(settings: Settings) -> Firebase | None:
    """Return the Firebase of the settings, None where nobody signs in with it."""
    if settings.firebase_auth_project is None:
        return None
    url = settings.firebase_keys_endpoint or GOOGLES
    return Firebase(settings.firebase_auth_project, GooglesKeys(url))
