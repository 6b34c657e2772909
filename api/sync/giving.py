"""What a phone is given: what differs from what it has, by its cursor; and what it has then.

A cursor names the marks of all that its phone has. Each sync compares what is committed by then
with these marks, so that whatever was committed since is told, in whichever order, and whatever was
given once is not given again (ADR 0041).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, Select, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.platform.ids import new_id
from api.platform.many import among
from api.platform.statements import fetch, fetch_one
from api.sync.records import SHAPE, Record
from api.tables import PhoneView, SignIn

LIFETIME = timedelta(days=30)
"""How long a cursor is good."""
FRESH = timedelta(days=7)
"""Until when a cursor is given again, as long as nothing has changed."""
MOST_RECORDS = 300
# Answers may be lost or overtake one another: these many of the newest cursors of a phone are kept.
KEPT = 8
Marks = Mapping[str, Mapping[str, str]]
NOTHING: Marks = {}
_OUTDATED = "-"


@dataclass(frozen=True, slots=True)
class View:
    """What a phone has, and since when its cursor is good."""

    id: UUID
    marks: Marks
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """What a phone is given now, and the marks of all that it has then."""

    changes: list[dict[str, Any]]
    deleted: list[dict[str, str]]
    marks: Marks
    has_more: bool

    @property
    def is_nothing(self) -> bool:
        """Whether the phone has all of it already."""
        return not (self.changes or self.deleted)


async def load_view(session: AsyncSession, view_id: UUID, me: Caller, now: datetime) -> View | None:
    """Return what a phone had; None if that was too long ago, or it was signed out since."""
    row = await fetch_one(session, _VIEW, {"view": view_id, "client": me.id})
    if row is None or row.expires_at <= now:
        return None
    told = row.given
    marks = told["marks"] if told["shape"] == SHAPE else _outdated(told["marks"])
    return View(row.id, marks, row.created_at)


def differing(records: Iterable[Record], marks: Marks) -> Given:
    """Return what differs from the marks of what a phone has, so much of it as one answer takes."""
    now: dict[str, dict[str, str]] = defaultdict(dict)
    changes: list[dict[str, Any]] = []
    has_more = False
    for each in records:
        had = marks.get(each.kind, {}).get(each.id)
        if had == each.mark:
            now[each.kind][each.id] = each.mark
        elif len(changes) < MOST_RECORDS:
            now[each.kind][each.id] = each.mark
            changes.append({"kind": each.kind, "id": each.id, "body": each.make()})
        else:
            has_more = True
            # It is still had as it was, and told next time.
            now[each.kind][each.id] = had or ""
    deleted = [{"kind": kind, "id": key} for kind, key in _gone(marks, now)]
    return Given(changes, deleted, _had(now), has_more)


async def keep_view(
    session: AsyncSession, marks: Marks, me: Caller, since: UUID | None, now: datetime
) -> UUID:
    """Remember what a phone has from now on, and forget what it had long before."""
    view_id = new_id()
    row = {
        "id": view_id,
        "created_at": now,
        "client_id": me.id,
        "sign_in_id": me.sign_in_id,
        "given": {"shape": SHAPE, "marks": marks},
        "expires_at": now + LIFETIME,
    }
    await fetch(session, _KEEP, row)
    of_phone = await fetch(session, _OF_PHONE, {"client": me.id, "sign_in": me.sign_in_id})
    old = [each.id for each in of_phone[KEPT:] if each.id != since]
    if old:
        await fetch(session, _FORGET, {"ids": old})
    return view_id


def _outdated(marks: Marks) -> Marks:
    """Return marks that no record has, so that all is told anew, and what is gone is deleted."""
    return {kind: dict.fromkeys(ids, _OUTDATED) for kind, ids in marks.items()}


def _gone(marks: Marks, now: Marks) -> Iterator[tuple[str, str]]:
    for kind, ids in marks.items():
        yield from ((kind, each) for each in ids if each not in now.get(kind, {}))


def _had(now: Mapping[str, Mapping[str, str]]) -> Marks:
    """Return the marks without those of what was not told for want of room."""
    return {kind: {key: mark for key, mark in each.items() if mark} for kind, each in now.items()}


_TABLE: Any = PhoneView.__table__
# Built once.
_VIEW: Select[*tuple[Any, ...]] = (
    select(PhoneView.id, PhoneView.given, PhoneView.expires_at, PhoneView.created_at)
    .join(SignIn, SignIn.id == PhoneView.sign_in_id)
    .where(
        PhoneView.id == bindparam("view"),
        PhoneView.client_id == bindparam("client"),
        SignIn.revoked_at.is_(None),
    )
)
_KEEP = insert(_TABLE)
_OF_PHONE: Select[*tuple[Any, ...]] = (
    select(PhoneView.id)
    .where(PhoneView.client_id == bindparam("client"), PhoneView.sign_in_id == bindparam("sign_in"))
    .order_by(PhoneView.id.desc())
)
_FORGET: Delete = delete(PhoneView).where(among(PhoneView.id))
