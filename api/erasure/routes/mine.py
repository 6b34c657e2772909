"""DELETE /v1/me: having all that is mine erased."""

from datetime import datetime

from fastapi import APIRouter

from api.access.deps import ClientMe, Config, Now, Session
from api.erasure.asking import Asked, ask_for_mine
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out

router = APIRouter(route_class=JsonRoute, prefix="/v1/me", tags=["me"])


class AskedOut(Out):
    """The code is told this once."""

    erase_at: datetime
    code: str


@router.delete("", operation_id="erase_me", response_model=AskedOut, status_code=202)
async def erase_me(me: ClientMe, session: Session, now: Now, config: Config) -> Asked:
    """Have my account erased, and all that I recorded; every phone of mine is signed out now.

    Until `erase_at` it can be taken back by `keep-account`, with this code or with my password.
    """
    return await ask_for_mine(session, me, now, config)
