"""/v1/me/sign-ins: where I am signed in, and ending it there. A therapist's are listed alike."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import Select, select

from api.access.audit import note_own
from api.access.deps import Me, Now, Pages, Session
from api.accounts.sign_ins import end_sign_in_of, is_live
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import NotFound
from api.platform.http.fields import Out
from api.tables import Device, SignIn

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/sign-ins", tags=["me"])


class MySignInOut(Out):
    """`platform` is that of the phone that is registered under it; `current` is the caller's."""

    id: UUID
    started_at: datetime
    last_used_at: datetime
    platform: str | None
    current: bool


class MySignInsPage(Out):
    items: list[MySignInOut]
    next_cursor: str | None


@router.get("", operation_id="list_my_sign_ins", response_model=MySignInsPage)
async def list_my_sign_ins(me: Me, session: Session, now: Now, pages: Pages) -> MySignInsPage:
    """List where I am signed in, the newest first."""
    mine = _SIGN_INS.where(SignIn.account_id == me.id, is_live(now))
    key = (SignIn.created_at, SignIn.id)
    found = await session.execute(pages.select(mine, *key, newest_first=True))
    rows, cursor = pages.cut(found.all(), lambda row: (row.started_at, row.id))
    items = [MySignInOut(**row._mapping, current=row.id == me.sign_in_id) for row in rows]
    return MySignInsPage(items=items, next_cursor=cursor)


@router.delete("/{sign_in_id}", operation_id="end_my_sign_in", status_code=204)
async def end_my_sign_in(sign_in_id: UUID, me: Me, session: Session, now: Now) -> None:
    """End one of my sign-ins: its tokens die at once and its phone gets no more pushes.

    Ending the one that asks is signing out.
    """
    if not await end_sign_in_of(session, me.id, sign_in_id, now):
        raise NotFound
    note_own(session, now, "end sign-in", me, {"sign_in_id": str(sign_in_id)})


# Built once. Of several phones under one sign-in it is the one that was here last.
_PLATFORM = (
    select(Device.platform)
    .where(Device.sign_in_id == SignIn.id)
    .order_by(Device.refreshed_at.desc(), Device.id.desc())
    .limit(1)
    .scalar_subquery()
)
_SIGN_INS: Select[UUID, datetime, datetime, str] = select(
    SignIn.id,
    SignIn.created_at.label("started_at"),
    SignIn.last_used_at,
    _PLATFORM.label("platform"),
)
