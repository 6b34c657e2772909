"""Who asks the ceiling, and where a client lived."""

from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request

from api.access.contact import RESOLUTION
from api.access.tokens import read_access_token
from api.platform.http.errors import Forbidden, Unauthenticated
from api.rules.instants import History, ZoneSpan

CALLER = """
SELECT accounts.id, accounts.practice_id, accounts.role, accounts.admin,
    sign_ins.id AS sign_in_id, accounts.locale, accounts.timezone, accounts.timezone_pinned,
    clients.last_contact_at, sign_ins.expires_at
FROM accounts JOIN sign_ins ON sign_ins.account_id = accounts.id
LEFT JOIN clients ON clients.id = accounts.id
WHERE accounts.id = $1 AND sign_ins.id = $2
    AND sign_ins.revoked_at IS NULL AND accounts.deactivated_at IS NULL
"""
LIVED = """
SELECT timezone, from_at FROM zone_changes WHERE client_id = $1 ORDER BY from_at, id
"""
CONTACT = "UPDATE clients SET last_contact_at = $2 WHERE id = $1"


async def identify(connection: Any, request: Request, now: datetime, role: str) -> Any:
    """Return the row of who asks, who has to be of a role."""
    token = request.headers.get("authorization")
    me = await connection.fetchrow(CALLER, *read_access_token(token, now, request.app.state.key))
    if me is None or me["expires_at"] <= now:
        raise Unauthenticated
    if me["role"] != role:
        raise Forbidden
    return me


async def note_contact(connection: Any, me: Any, now: datetime) -> None:
    """Note that a client's phone was here, unless that is known."""
    last = me["last_contact_at"]
    if last is None or now - last > RESOLUTION:
        await connection.execute(CONTACT, me["id"], now)


async def load_history(connection: Any, client: UUID) -> History:
    """Return where a client lived."""
    rows = await connection.fetch(LIVED, client)
    return tuple(ZoneSpan(zone, from_at) for zone, from_at in rows)
