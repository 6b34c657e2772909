"""Excused periods under the ids that phones gave them: said, changed, taken back, in any order.

Of all that was said under an id, what prevails holds; the period follows it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.care.uploads import hold
from api.plan.excused import MyExcusedIn, MyExcusedPatch, Period, edit, remove_my_own, store
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
    answers = body.model_dump(mode="json", include=set(Period.model_fields))
    stamps = Stamps(body.recorded_at or now, body.sent_at, now, me.sign_in_id)
    return await _hear(session, id, upload_of(answers, stamps), me, now)


async def unsay_excused(
    session: AsyncSession, id: UUID, said: RecordedIn, me: Caller, now: datetime
) -> tuple[bool, bool]:
    """Take a period back under the client's lock, even one that has not come yet.

    Tell whether this is news, and whether days have changed.
    """
    return await _hear(session, id, taking_back(said.stamps(me.sign_in_id, now)), me, now)


async def _hear(
    session: AsyncSession, id: UUID, upload: Upload, me: Caller, now: datetime
) -> tuple[bool, bool]:
    name = await access.own_or_absent(session, ExcusedName, id, me, now)
    before = None if name is None else name.upload
    if name is None:
        # The period may be there already, made by a route of its own.
        name = ExcusedName(id=id, created_at=now, client_id=me.id, period_id=id)
        name.take_over(upload)
    else:
        await hold(session, name, upload)
    if before is not None and name.upload.place == before.place:
        return False, False
    held = await _held(session, name, me, now)
    has_changed = await _bring_in_line(session, name, held, me, now, is_first=before is None)
    session.add(name)
    await session.flush()
    return name.upload.place == upload.place, has_changed


async def _held(
    session: AsyncSession, name: ExcusedName, me: Caller, now: datetime
) -> ExcusedPeriod | None:
    """Return the period that a name stands for; None if there is none."""
    if name.period_id is None:
        return None
    return await access.own_or_absent(session, ExcusedPeriod, name.period_id, me, now)


async def _bring_in_line(
    session: AsyncSession,
    name: ExcusedName,
    held: ExcusedPeriod | None,
    me: Caller,
    now: datetime,
    *,
    is_first: bool,
) -> bool:
    """Have the period be what the name says; tell whether days have changed."""
    if name.undone:
        if held is not None:
            await remove_my_own(session, held.id, me, now)
        name.period_id = None
        return held is not None
    body = _body(name)
    if held is not None:
        return await _change(session, held, body, now)
    # The id of a period that is gone is not given again.
    free = name.id if is_first else None
    made, is_new = await store(session, me.id, body, me.id, CLIENT, now, free)
    name.period_id = made.id
    return is_new


def _body(name: ExcusedName) -> MyExcusedIn:
    """Return what a name says, as it would come from a phone whose clock is right."""
    said = {"from": name.from_on, "to": name.to_on, "reason": name.reason}
    return MyExcusedIn.model_validate({**said, "recorded_at": name.ordered_at.isoformat()})


async def _change(
    session: AsyncSession, held: ExcusedPeriod, body: MyExcusedIn, now: datetime
) -> bool:
    if held.from_on != body.from_on:
        title = "This id belongs to a period that begins on another date."
        raise Conflict(code="id_of_another_period", title=title)
    sent = body.model_dump(mode="json", by_alias=True, exclude_none=True)
    return await edit(session, held, Edit(MyExcusedPatch, sent), now)
