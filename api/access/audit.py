"""Who looked at or changed whose data: noted in ids and codes, append-only; read by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.care.noted import SEPARATORS
from api.platform.db import apart, at_end
from api.platform.http.paging import Paging
from api.platform.ids import new_id
from api.platform.statements import fetch, run_many
from api.tables import Account, AuditEvent

# In a session's `info`, whom the last event noted in its transaction is about.
ABOUT = "about_client"
# There as well: the events that are written at its end.
NOTED = "noted"
# What is done with somebody's own account, by whoever is signed in as her.
Own = Literal[
    "sign in",
    "redeem invite",
    "reset password",
    "change password",
    "end sign-in",
    "refresh token reused",
    "link firebase",
    "unlink firebase",
    "add second factor",
    "remove second factor",
    "renew recovery codes",
    "use recovery code",
    "hold back codes",
    "add passkey",
    "remove passkey",
    "ask for erasure",
    "keep account",
]
OF_SIGN_INS: tuple[Own, ...] = get_args(Own)
# Built once.
_EVENT = insert(AuditEvent)


@dataclass(frozen=True, slots=True)
class Named:
    """Someone of a practice, by name."""

    id: UUID
    name: str
    role: str


def record(
    session: AsyncSession,
    now: datetime,
    action: str,
    *,
    practice_id: UUID,
    actor_id: UUID | None,
    client_id: UUID | None = None,
    subject: dict[str, Any] | None = None,
    survives: bool = False,
) -> None:
    """Note an event at the end of this transaction.

    With `survives` apart from it: the request is refused, and the event is kept.
    """
    if client_id is not None:
        session.info[ABOUT] = client_id
    event = {
        "id": new_id(),
        "created_at": now,
        "action": action,
        "practice_id": practice_id,
        "actor_id": actor_id,
        "client_id": client_id,
        "subject": subject,
    }
    if survives:
        apart(session, lambda own: fetch(own, _EVENT, event))
        return
    noted: list[dict[str, Any]] = session.info.setdefault(NOTED, [])
    noted.append(event)
    if len(noted) == 1:
        at_end(session, lambda own: run_many(own, _EVENT, noted))


def note_own(
    session: AsyncSession,
    now: datetime,
    action: Own,
    whose: Account | Caller,
    subject: dict[str, str | None],
    *,
    survives: bool = False,
) -> None:
    """Note what was done with somebody's own account, in her name."""
    record(
        session,
        now,
        action,
        practice_id=whose.practice_id,
        actor_id=whose.id,
        client_id=whose.id if whose.role == "client" else None,
        subject=subject,
        survives=survives,
    )


def has_action(code: str) -> ColumnElement[bool]:
    """Return the condition that an event's action has this code."""
    action: ColumnElement[str] = AuditEvent.action.expression
    for separator in SEPARATORS:
        action = func.replace(action, separator, "_")
    return action == code


async def newest_first(
    session: AsyncSession, events: Select[AuditEvent], pages: Paging
) -> tuple[list[AuditEvent], str | None]:
    """Return a page of these events, the newest first, and the cursor of the next one."""
    key = (AuditEvent.created_at, AuditEvent.id)
    rows = list(await session.scalars(pages.select(events, *key, newest_first=True)))
    return pages.cut(rows, lambda row: (row.created_at, row.id))


async def names_in(
    session: AsyncSession, practice_id: UUID, ids: Iterable[UUID | None]
) -> dict[UUID | None, Named]:
    """Return those of these people who belong to a practice; nobody else is named."""
    people = select(Account.id, Account.name, Account.role).where(
        Account.practice_id == practice_id, Account.id.in_(set(ids) - {None})
    )
    return {row.id: Named(row.id, row.name, row.role) for row in await session.execute(people)}
