"""A log, carried out: what asked for its slot, what is stored of it, and what that sets off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.care.plan_tokens import plan_shown_at
from api.care.plans import load_care_plan
from api.diary.asked import Asked
from api.diary.logs import LogIn, require_fitting_reason, slot_of, upload_of_log
from api.diary.slots import act_on_log, store_log, take_back
from api.library import Library
from api.platform.http.uploads import RecordedIn
from api.platform.keys import Keys
from api.rules.instants import ZoneSpan
from api.rules.uploads import Upload, taking_back
from api.tables import Log


class Logged(NamedTuple):
    """What is stored of a slot now; `met` are the stop rules that the body meets."""

    log: Log
    upload: Upload
    is_first: bool
    is_known: bool
    met: list[str]


async def put_one(
    session: AsyncSession,
    log_id: UUID,
    body: LogIn,
    me: Caller,
    now: datetime,
    library: Library,
    spread_s: int,
    keys: Keys,
    zones: Sequence[ZoneSpan] = (),
) -> Logged:
    """Store what became of a slot, and bring in line what depends on it; the client is locked.

    `zones` are those she is in by now that are still to be stored.
    """
    require_fitting_reason(body, library)
    upload = upload_of_log(body, me, now)
    care = await load_care_plan(session, me.id, only=body.prescription_id)
    care, on = replace(care, history=(*care.history, *zones)), body.local_date
    version = Asked(care, on, on).version(body, upload)
    log, is_first, is_known = await store_log(
        session, log_id, slot_of(body), upload, me, plan_shown_at(body.plan_token, me.id, keys)
    )
    met = await act_on_log(session, log, version, body, me, now, spread_s)
    return Logged(log, upload, is_first, is_known, met)


async def undo(
    session: AsyncSession, log_id: UUID, said: RecordedIn, me: Caller, now: datetime
) -> tuple[Log | None, bool]:
    """Undo a log under the lock of its client; if it is there, a replan is still needed.

    Tell as well whether this undo is news.
    """
    return await take_back(session, log_id, taking_back(said.stamps(me.sign_in_id, now)), me)
