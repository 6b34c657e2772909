"""Cursors and plan tokens: short, opaque, signed, and good for one person alone."""

import base64
import binascii
import hmac
from datetime import UTC, datetime, timedelta
from uuid import UUID

from api.platform.http.errors import Problem
from api.platform.http.paging import BadCursor

SEALED = 12
"""How many bytes of the signature are kept: 96 bits."""


class CursorExpired(Problem):
    status, code = 410, "cursor_expired"
    title = "Too long ago. Send the same again with a null cursor, and put all that comes in place."


def cursor_of(view_id: UUID, client_id: UUID, key: str) -> str:
    """Return the cursor that names what a phone was given."""
    return _sealed(view_id.bytes, client_id, key, b"cursor")


def view_named_by(cursor: str, client_id: UUID, key: str) -> UUID:
    """Return what a cursor names; BadCursor for one that is not hers."""
    opened = _opened(cursor, client_id, key, b"cursor")
    if opened is None or len(opened) != 16:
        raise BadCursor
    return UUID(bytes=opened)


def _sealed(what: bytes, client_id: UUID, key: str, use: bytes) -> str:
    sealed = what + _seal(what, client_id, key, use)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _opened(token: str, client_id: UUID, key: str, use: bytes) -> bytes | None:
    """Return what a token holds, None for one that we did not make for her."""
    try:
        found = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        return None
    what, seal = found[:-SEALED], found[-SEALED:]
    return what if hmac.compare_digest(seal, _seal(what, client_id, key, use)) else None


def _seal(what: bytes, client_id: UUID, key: str, use: bytes) -> bytes:
    said = b"\0".join((b"carryover-sync", use, client_id.bytes, what))
    return hmac.digest(key.encode(), said, "sha256")[:SEALED]


def plan_token_of(at: datetime, client_id: UUID, key: str) -> str:
    """Return what proves as of when the plan was that a phone shows."""
    ms = int(at.timestamp() * 1000).to_bytes(8)
    return _sealed(ms, client_id, key, b"plan")


def plan_shown_at(token: str | None, client_id: UUID, key: str) -> datetime | None:
    """Return as of when the plan was that a token proves, None if it proves nothing."""
    found = None if token is None else _opened(token, client_id, key, b"plan")
    if found is None or len(found) != 8:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int.from_bytes(found))
