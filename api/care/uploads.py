"""What phones said of one thing: its row has what holds, the rest is kept beside it.

So whatever comes late, twice or out of order ends as if it had come in order.
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.rules.uploads import Upload, joined, prevailing
from api.tables import EarlierUpload

# Built once: every upload that is not the first of its thing runs it.
_EARLIER: Select[EarlierUpload] = (
    select(EarlierUpload)
    .where(
        EarlierUpload.client_id == bindparam("client"),
        EarlierUpload.subject_id == bindparam("subject"),
        EarlierUpload.kind == bindparam("kind"),
    )
    .order_by(EarlierUpload.id)
)


async def hold(session: AsyncSession, row: Any, upload: Upload) -> None:
    """Have a row hold what prevails of all that was said of it, an upload included.

    `row` is one of an `Uploaded` table, and locked, or its client is.
    """
    kept = await _load(session, row, row.id)
    said = joined([row.upload, *_uploads(kept)], upload)
    await _settle(session, row, kept, said)


async def hold_awaited(session: AsyncSession, row: Any, id: UUID) -> None:
    """Have a row hold what prevails, together with what came under an id before its row did."""
    kept = await _load(session, row, row.id)
    awaited = await _load(session, row, id) if id != row.id else []
    for each in awaited:
        await session.delete(each)
    # An undo that waited may have come several times.
    uploads = [*_uploads(kept), *_uploads(awaited)]
    await _settle(session, row, kept, reduce(joined, uploads, [row.upload]))


def keep(
    session: AsyncSession, client_id: UUID, kind: str, subject_id: UUID, upload: Upload
) -> None:
    """Keep an upload that does not hold, or of which the row is not there yet."""
    row = EarlierUpload(
        created_at=upload.received_at,
        client_id=client_id,
        kind=kind,
        subject_id=subject_id,
        answers=upload.answers,
        **upload.told,
    )
    session.add(row)


async def _load(session: AsyncSession, row: Any, id: UUID) -> Sequence[EarlierUpload]:
    these = {"client": row.client_id, "subject": id, "kind": row.__tablename__}
    return list(await session.scalars(_EARLIER, these))


def _uploads(rows: Sequence[EarlierUpload]) -> list[Upload]:
    return [each.upload for each in rows]


async def _settle(
    session: AsyncSession, row: Any, kept: Sequence[EarlierUpload], said: Sequence[Upload]
) -> None:
    """Have a row hold what prevails of what was said, and have the rest kept.

    What is kept is history and never changed: what holds again leaves it.
    """
    best = prevailing(said)
    # Found by their hashes: a phone may have said very much of one thing.
    rest = dict.fromkeys(each for each in said if each is not best)
    known = {each.upload: each for each in kept}
    for each in kept:
        if each.upload not in rest or known[each.upload] is not each:
            await session.delete(each)
    for upload in rest:
        if upload not in known:
            keep(session, row.client_id, row.__tablename__, row.id, upload)
    if best != row.upload:
        row.take_over(best)
    if best.answers is None:
        _show_taken_back(row, [each for each in rest if each.answers is not None])
    await session.flush()


def _show_taken_back(row: Any, answered: Sequence[Upload]) -> None:
    """Leave readable what was taken back: the same, whatever came first."""
    if answered:
        for name, value in row.answers_of(prevailing(answered)).items():
            setattr(row, name, value)
