"""Proof of what a plan was when a phone was told of it: what she was shown then counts."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from api.platform.http.seals import opened, sealed
from api.platform.keys import Keys

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_BYTES = 8


def plan_token_of(at: datetime, client_id: UUID, keys: Keys) -> str:
    """Return what proves as of when the plan was that a phone shows."""
    # The next millisecond, since the plan is as of the whole of this one.
    ms = (at - _EPOCH) // _MS + 1
    return sealed(ms.to_bytes(_BYTES), client_id, keys, "plan")


def plan_shown_at(token: str | None, client_id: UUID, keys: Keys) -> datetime | None:
    """Return as of when the plan was that a token proves, None if it proves nothing."""
    found = None if token is None else opened(token, client_id, keys, "plan")
    if found is None or len(found) != _BYTES:
        return None
    return _EPOCH + int.from_bytes(found) * _MS
