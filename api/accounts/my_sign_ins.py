"""Where someone is signed in: listed, and ended there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import note_own
from api.access.callers import Caller
from api.accounts.browsers import PLATFORM
from api.accounts.sign_ins import end_sign_in_of, is_live
from api.platform.http.errors import NotFound
from api.platform.http.fields import Out
from api.platform.http.paging import Paging
from api.tables import Browser, SignIn


class MySignInOut(Out):
    """`platform` is that of the phone that is registered under it; `current` is the caller's.

    `browser` and `system` are what the browser of a sign-in to the pages says of itself.
    """

    id: UUID
    started_at: datetime
    last_used_at: datetime
    platform: str | None
    browser: str | None
    system: str | None
    current: bool


async def sign_ins_of(
    session: AsyncSession, me: Caller, pages: Paging, now: datetime
) -> tuple[list[MySignInOut], str | None]:
    """Return a page of my sign-ins that have not ended, newest first, and the next one's cursor."""
    mine = _SIGN_INS.where(SignIn.account_id == me.id, is_live(now))
    key = (SignIn.created_at, SignIn.id)
    found = await session.execute(pages.select(mine, *key, newest_first=True))
    rows, cursor = pages.cut(found.all(), lambda row: (row.started_at, row.id))
    return [MySignInOut(**row._mapping, current=row.id == me.sign_in_id) for row in rows], cursor


async def end_mine(session: AsyncSession, me: Caller, sign_in_id: UUID, now: datetime) -> None:
    """End a sign-in of mine that has not ended yet."""
    if not await end_sign_in_of(session, me.id, sign_in_id, now):
        raise NotFound
    note_own(session, now, "end sign-in", me, {"sign_in_id": str(sign_in_id)})


# Built once.
_SIGN_INS: Select[UUID, datetime, datetime, str, str, str] = select(
    SignIn.id,
    SignIn.created_at.label("started_at"),
    SignIn.last_used_at,
    PLATFORM.label("platform"),
    Browser.family.label("browser"),
    Browser.system,
).outerjoin(Browser, Browser.id == SignIn.browser_id)
