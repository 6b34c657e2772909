"""What an admin sets for her whole practice."""

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.accounts.challenges import has_second_factor
from api.platform.http.edits import Edit, Patch
from api.platform.http.errors import Conflict
from api.platform.http.etags import etag_of, require_condition
from api.platform.http.fields import Flag, Out
from api.tables import Practice


class PracticeOut(Out):
    """`admins_need_second_factor`: without one an admin does nothing that only admins do."""

    id: UUID
    name: str
    admins_need_second_factor: bool
    etag: str


class PracticePatch(Patch):
    """Only what is sent changes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"admins_need_second_factor": True}]})
    shows = PracticeOut

    admins_need_second_factor: Flag = False


class OwnFactorFirst(Conflict):
    code = "own_second_factor_first"
    title = "Set up a second factor of your own before you ask other admins for one."


async def read_practice(session: AsyncSession, me: Caller) -> PracticeOut:
    """Return what is set for an admin's practice."""
    return _shown(await session.get_one(Practice, me.practice_id))


async def edit_practice(
    session: AsyncSession,
    sent: Edit[PracticePatch],
    condition: str | None,
    me: Caller,
    now: datetime,
) -> PracticeOut:
    """Change what is set for an admin's practice; `condition` is its ETag.

    Who asks admins for a second factor has one herself, so that she locks nobody out of them all.
    """
    await access.lock_practice(session, me)
    practice = await session.get_one(Practice, me.practice_id)
    before = _shown(practice)
    require_condition(condition, before.etag)
    changes = sent.of(before).model_dump(exclude_unset=True)
    if "admins_need_second_factor" in changes:
        asks = changes["admins_need_second_factor"]
        if asks and not await has_second_factor(session, me.id):
            raise OwnFactorFirst
        practice.admins_need_second_factor = asks
        word = "require" if asks else "release"
        access.note(session, me, now, f"{word} second factor of admins")
    return _shown(practice)


def _shown(practice: Practice) -> PracticeOut:
    bare = PracticeOut(
        id=practice.id,
        name=practice.name,
        admins_need_second_factor=practice.admins_need_second_factor,
        etag="",
    )
    return bare.model_copy(update={"etag": etag_of(bare)})
