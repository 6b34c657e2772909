"""What an admin sets for her whole practice, and what is counted there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.accounts.challenges import has_second_factor
from api.people.retention import forget_plans
from api.platform.http.edits import Edit, Patch
from api.platform.http.errors import Conflict
from api.platform.http.etags import etag_of, require_condition
from api.platform.http.fields import Flag, Out, whole
from api.rules.erasure import LONGEST_MONTHS, SHORTEST_MONTHS
from api.tables import Client, Erasure, Practice


class PracticeRecord(Out):
    """What is set; of it the ETag is made.

    `admins_need_second_factor`: without one an admin does nothing that only admins do.
    `retention_months`: so long what a client left is kept after her discharge; null for ever.
    """

    id: UUID
    name: str
    timezone: str
    country: str | None
    admins_need_second_factor: bool
    retention_months: int | None


class PracticeOut(PracticeRecord):
    """`clients` are those it has, in care or discharged, `erased` those that it had besides."""

    clients: int
    erased: int
    etag: str


class PracticePatch(Patch):
    """Only what is sent changes; null keeps what discharged clients left for ever."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"retention_months": 120}]})
    shows = PracticeOut

    admins_need_second_factor: Flag = False
    retention_months: Annotated[int, whole(SHORTEST_MONTHS, LONGEST_MONTHS)] | None = None


class OwnFactorFirst(Conflict):
    code = "own_second_factor_first"
    title = "Set up a second factor of your own before you ask other admins for one."


async def read_practice(session: AsyncSession, me: Caller) -> PracticeOut:
    """Return an admin's practice as she sees it."""
    record = PracticeRecord.model_validate(await session.get_one(Practice, me.practice_id))
    counts = {name: await _count(session, table, me) for name, table in _COUNTED.items()}
    return PracticeOut(**dict(record), **counts, etag=etag_of(record))


async def edit_practice(
    session: AsyncSession,
    sent: Edit[PracticePatch],
    condition: str | None,
    me: Caller,
    now: datetime,
) -> PracticeOut:
    """Change what is set for an admin's practice; `condition` is its ETag."""
    await access.lock_practice(session, me)
    before = await read_practice(session, me)
    require_condition(condition, before.etag)
    changes = sent.of(before).model_dump(exclude_unset=True)
    practice = await session.get_one(Practice, me.practice_id)
    if "admins_need_second_factor" in changes:
        await _ask_admins(session, practice, changes, me, now)
    if "retention_months" in changes:
        await _keep_for(session, practice, changes, me, now)
    return await read_practice(session, me)


async def _ask_admins(
    session: AsyncSession, practice: Practice, changes: Mapping[str, Any], me: Caller, now: datetime
) -> None:
    """Have admins need a second factor, or not; who asks for it has one herself.

    So nobody locks herself out together with all the others.
    """
    asks = changes["admins_need_second_factor"]
    if asks and not await has_second_factor(session, me.id):
        raise OwnFactorFirst
    practice.admins_need_second_factor = asks
    access.note(session, me, now, f"{'require' if asks else 'release'} second factor of admins")


async def _keep_for(
    session: AsyncSession, practice: Practice, changes: Mapping[str, Any], me: Caller, now: datetime
) -> None:
    """Keep for another time; what was planned is planned anew, with as long notice as ever."""
    practice.retention_months = changes["retention_months"]
    await forget_plans(session, practice.id)
    access.note(session, me, now, "edit practice")


_COUNTED: dict[str, Any] = {"clients": Client, "erased": Erasure}


async def _count(session: AsyncSession, table: Any, me: Caller) -> int:
    counted = select(func.count()).select_from(table).where(table.practice_id == me.practice_id)
    return await session.scalar(counted) or 0
