"""/v1/me: the client's own preferences."""

from fastapi import APIRouter

from api.access.deps import ClientMe, Config, Now, Session
from api.care.locks import lock_account, lock_client
from api.people.preferences import (
    MeOut,
    MePatch,
    change_preferences,
    load_preferences,
    show_preferences,
)
from api.people.told_preferences import note_said_now
from api.platform.http.bodies import JsonRoute
from api.platform.http.edits import Sent
from api.reminders.planning import replan

router = APIRouter(route_class=JsonRoute, prefix="/v1/me", tags=["me"])


@router.get("", operation_id="get_me", response_model=MeOut)
async def get_me(me: ClientMe, session: Session) -> MeOut:
    """Read my preferences."""
    return show_preferences(*await load_preferences(session, me), [])


@router.patch("", operation_id="edit_me", response_model=MeOut)
async def edit_me(
    body: Sent[MePatch], me: ClientMe, session: Session, now: Now, config: Config
) -> MeOut:
    """Change my preferences; a new zone or check-in time moves the reminders still to come."""
    account, client = await lock_account(session, me.id), await lock_client(session, me.id)
    edit, spread_s = body.of(show_preferences(account, client, [])), config.reminder_spread_s
    warnings = await change_preferences(session, account, client, edit, now, spread_s)
    said = edit.model_dump(mode="json", exclude_unset=True)
    await note_said_now(session, me, said, now)
    if edit.check_in_time is not None:
        await replan(session, me.id, now, spread_s)
    return show_preferences(account, client, warnings)
