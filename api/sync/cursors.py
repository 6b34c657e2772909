"""Cursors: each names what a phone was given, and is good for one person alone."""

from uuid import UUID

from api.platform.http.errors import Problem
from api.platform.http.paging import BadCursor
from api.platform.http.seals import opened, sealed
from api.platform.keys import Keys

_USE, _BYTES = "cursor of sync", 16


class CursorExpired(Problem):
    status, code = 410, "cursor_expired"
    title = "Too long ago. Send the same again with a null cursor, and put all that comes in place."


def cursor_of(view_id: UUID, client_id: UUID, keys: Keys) -> str:
    """Return the cursor that names what a phone was given."""
    return sealed(view_id.bytes, client_id, keys, _USE)


def view_named_by(cursor: str, client_id: UUID, keys: Keys) -> UUID:
    """Return what a cursor names; BadCursor for one that is not hers."""
    found = opened(cursor, client_id, keys, _USE)
    if found is None or len(found) != _BYTES:
        raise BadCursor
    return UUID(bytes=found)
