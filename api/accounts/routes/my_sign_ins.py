"""/v1/me/sign-ins: where I am signed in, and ending it there. A therapist's are listed alike."""

from uuid import UUID

from fastapi import APIRouter

from api.access.deps import Me, Now, Pages, Session
from api.accounts.my_sign_ins import MySignInOut, end_mine, sign_ins_of
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/sign-ins", tags=["me"])


class MySignInsPage(Out):
    items: list[MySignInOut]
    next_cursor: str | None


@router.get("", operation_id="list_my_sign_ins", response_model=MySignInsPage)
async def list_my_sign_ins(me: Me, session: Session, now: Now, pages: Pages) -> MySignInsPage:
    """List where I am signed in, the newest first."""
    items, cursor = await sign_ins_of(session, me, pages, now)
    return MySignInsPage(items=items, next_cursor=cursor)


@router.delete("/{sign_in_id}", operation_id="end_my_sign_in", status_code=204)
async def end_my_sign_in(sign_in_id: UUID, me: Me, session: Session, now: Now) -> None:
    """End one of my sign-ins: its tokens die at once and its phone gets no more pushes.

    Ending the one that asks is signing out.
    """
    await end_mine(session, me, sign_in_id, now)
