"""Excused periods under the ids that phones gave them: said, changed, taken back, in any order.

What a phone said last under an id holds. What comes late or twice finds that remembered.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.plan.excused import MyExcusedIn, MyExcusedPatch, edit, remove_my_own, store
from api.platform.http.edits import Edit
from api.platform.http.errors import Conflict
from api.platform.http.uploads import RecordedIn
from api.rules.plan.excused import CLIENT
from api.rules.uploads import Stamps, Upload, taking_back, upload_of
from api.tables import ExcusedName, ExcusedPeriod


async def say_excused(
    session: AsyncSession, id: UUID, body: MyExcusedIn, me: Caller, now: datetime
) -> tuple[bool, bool]:
    """Excuse a client under her lock; tell whether this is news, and whether days have changed."""
    name = await access.own_or_absent(session, ExcusedName, id, me, now)
    stamps = Stamps(body.recorded_at or now, body.sent_at, now, me.sign_in_id)
    upload = upload_of(body.model_dump(include={"from_on", "to_on", "reason"}), stamps)
    if name is not None and _is_over(name, upload):
        return False, False
    held = await _held(session, id, name, me, now)
    if held is not None:
        has_changed = await _change(session, held, body, now)
    else:
        # The id of a period that is gone is not given again.
        held, has_changed = await store(
            session, me.id, body, me.id, CLIENT, now, None if name else id
        )
    _remember(session, id, name, upload, me, held.id)
    return has_changed, has_changed


async def unsay_excused(
    session: AsyncSession, id: UUID, said: RecordedIn, me: Caller, now: datetime
) -> tuple[bool, bool]:
    """Take a period back under the client's lock, even one that has not come yet.

    Tell whether this is news, and whether days have changed.
    """
    name = await access.own_or_absent(session, ExcusedName, id, me, now)
    upload = taking_back(said.stamps(me.sign_in_id, now))
    if name is not None and _is_over(name, upload):
        return False, False
    held = await _held(session, id, name, me, now)
    if held is not None:
        await remove_my_own(session, held.id, me, now)
    _remember(session, id, name, upload, me, None)
    await session.flush()
    return True, held is not None


async def _held(
    session: AsyncSession, id: UUID, name: ExcusedName | None, me: Caller, now: datetime
) -> ExcusedPeriod | None:
    """Return the period that an id stands for, be it the server's own; None if there is none."""
    about = id if name is None else name.period_id
    if about is None:
        return None
    return await access.own_or_absent(session, ExcusedPeriod, about, me, now)


async def _change(
    session: AsyncSession, held: ExcusedPeriod, body: MyExcusedIn, now: datetime
) -> bool:
    if held.from_on != body.from_on:
        title = "This id belongs to a period that begins on another date."
        raise Conflict(code="id_of_another_period", title=title)
    sent = body.model_dump(mode="json", by_alias=True, exclude_none=True)
    return await edit(session, held, Edit(MyExcusedPatch, sent), now)


def _is_over(name: ExcusedName, upload: Upload) -> bool:
    """Tell whether something that a phone said later, or this very thing, is known."""
    known = (name.ordered_at, name.digest)
    return upload.order <= known or (name.recorded_at, name.digest) == upload.place


def _remember(
    session: AsyncSession,
    id: UUID,
    name: ExcusedName | None,
    upload: Upload,
    me: Caller,
    period_id: UUID | None,
) -> None:
    if name is None:
        name = ExcusedName(id=id, created_at=upload.received_at, client_id=me.id)
        session.add(name)
    name.period_id = period_id
    name.ordered_at, name.recorded_at = upload.ordered_at, upload.recorded_at
    name.digest = upload.digest
