"""Many logs of one client at once: what asked for them, and storing those that are plain.

Plain is a log of a slot that nobody logged before, under an id that is new, and one that is stored
already as it came; neither its id nor its slot comes twice. All others are carried out one by one,
by `logged.put_one`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.diary.logs import LogIn, slot_of
from api.platform.many import among
from api.platform.statements import fetch, run_many
from api.rules.safety import stop_rules_met
from api.rules.uploads import Upload
from api.tables import Log, LogAlias

_LOG: Any = Log.__table__
Name = tuple[UUID, date, str]


@dataclass(frozen=True, slots=True)
class SentLog:
    """A log that came under an id, valid as far as its body tells."""

    id: UUID
    body: LogIn
    upload: Upload
    shown_at: datetime | None

    @property
    def name(self) -> Name:
        """What names its slot for ever."""
        return self.body.prescription_id, self.body.local_date, self.body.slot


def stops(sent: SentLog, max_pain: int) -> bool:
    """Tell whether a log meets a stop rule, and so is not plain."""
    body = sent.body
    return bool(stop_rules_met(body.pain_before, body.pain_after, max_pain, body.stop_signs))


async def store_plain(
    session: AsyncSession, logs: Sequence[SentLog], every: Iterable[SentLog], me: Caller
) -> dict[UUID, bool]:
    """Store the plain ones of these valid logs; return for each, by its id, whether it is new.

    The client is locked. `every` are all logs of the batch: neither an id nor a slot of a plain one
    comes with another of these. Those not returned are not plain.
    """
    dates = [each.body.local_date for each in logs]
    span = {"client": me.id, "from": min(dates), "to": max(dates)}
    held = {
        (row.prescription_id, row.local_date, row.slot): row
        for row in await fetch(session, _HELD, span)
    }
    taken = {row.id for row in await fetch(session, _TAKEN, {"ids": [each.id for each in logs]})}
    once = _once(every)
    fresh = [e for e in logs if e.id in once and e.name not in held and e.id not in taken]
    if fresh:
        await run_many(session, _STORE, [_columns(each, me) for each in fresh])
    known = [e for e in logs if e.id in once and _is_told(e, held.get(e.name))]
    return {each.id: False for each in known} | {each.id: True for each in fresh}


def _once(logs: Iterable[SentLog]) -> set[UUID]:
    """Return the ids of those that share neither id nor slot with another."""
    ids: dict[UUID, int] = {}
    names: dict[Name, int] = {}
    every = list(logs)
    for each in every:
        ids[each.id] = ids.get(each.id, 0) + 1
        names[each.name] = names.get(each.name, 0) + 1
    return {each.id for each in every if ids[each.id] == names[each.name] == 1}


def _is_told(sent: SentLog, held: Any) -> bool:
    return held is not None and held.id == sent.id and sent.upload.is_told_by(held)


def _columns(sent: SentLog, me: Caller) -> dict[str, Any]:
    head = {"id": sent.id, "created_at": sent.upload.received_at, "client_id": me.id}
    return {**head, **slot_of(sent.body), **Log.columns_of(sent.upload), "shown_at": sent.shown_at}


# Built once.
_STORE = insert(_LOG)
_HELD = select(
    Log.id,
    Log.prescription_id,
    Log.local_date,
    Log.slot,
    Log.sign_in_id,
    Log.recorded_at,
    Log.ordered_at,
    Log.digest,
).where(
    Log.client_id == bindparam("client"),
    Log.local_date.between(bindparam("from"), bindparam("to")),
)
_TAKEN = union_all(
    select(Log.id).where(among(Log.id)), select(LogAlias.id).where(among(LogAlias.id))
)
