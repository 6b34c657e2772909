"""Excused days: ill, on holiday or the like, nothing is due and nothing reminds."""

from uuid import UUID

from fastapi import APIRouter, Response

from api import access
from api.access.deps import ClientMe, Config, Content, Now, Pages, Session, Therapist
from api.access.repeatable import RepeatableRoute
from api.care.locks import lock_client
from api.plan.excused import (
    ExcusedIn,
    ExcusedOut,
    MyExcusedIn,
    MyExcusedPatch,
    edit,
    excuse,
    page_of,
    remove,
    remove_my_own,
    show_excused,
    store,
)
from api.platform.http.edits import Sent
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import Out
from api.reminders.planning import replan
from api.rules.plan.excused import CLIENT
from api.tables import ExcusedPeriod

router = APIRouter(route_class=RepeatableRoute, prefix="/v1", tags=["excused days"])


class ExcusedPage(Out):
    items: list[ExcusedOut]
    next_cursor: str | None


POSTED = {
    200: {"model": ExcusedOut, "description": "The same period was excused already."},
    **refusals(Conflict),
}


@router.post(
    "/clients/{client_id}/excused",
    operation_id="add_excused",
    response_model=ExcusedOut,
    status_code=201,
    responses=POSTED,
)
async def create_excused(
    client_id: UUID,
    body: ExcusedIn,
    me: Therapist,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
    response: Response,
) -> ExcusedOut:
    """Excuse a client from some days: nothing is due on them. The same again changes nothing."""
    shown, is_new = await excuse(session, me, client_id, body, now, library, config)
    response.status_code = 201 if is_new else 200
    return shown


@router.get("/clients/{client_id}/excused", operation_id="list_excused", response_model=ExcusedPage)
async def list_excused(
    client_id: UUID, me: Therapist, session: Session, now: Now, pages: Pages
) -> ExcusedPage:
    """List a client's excused periods, newest first."""
    await access.client(session, client_id, me, now, "view excused days")
    items, cursor = await page_of(session, client_id, pages)
    return ExcusedPage(items=items, next_cursor=cursor)


@router.delete(
    "/clients/{client_id}/excused/{excused_id}",
    operation_id="delete_excused",
    response_model=ExcusedOut,
)
async def delete_excused(
    client_id: UUID, excused_id: UUID, me: Therapist, session: Session, now: Now, config: Config
) -> ExcusedOut:
    """Remove an excused period, whoever made it, also when it is over: its days are due again."""
    return await remove(session, me, client_id, excused_id, now, config)


@router.post(
    "/me/excused",
    operation_id="add_my_excused",
    response_model=ExcusedOut,
    status_code=201,
    responses=POSTED,
)
async def create_my_excused(
    body: MyExcusedIn,
    me: ClientMe,
    session: Session,
    now: Now,
    config: Config,
    response: Response,
) -> ExcusedOut:
    """Excuse myself from some days: nothing is due on them. The same again changes nothing."""
    # Of two writes one waits: dates are excused once.
    await lock_client(session, me.id)
    row, is_new = await store(session, me.id, body, me.id, CLIENT, now)
    if is_new:
        await replan(session, me.id, now, config.reminder_spread_s)
    response.status_code = 201 if is_new else 200
    return show_excused(row)


@router.get("/me/excused", operation_id="list_my_excused", response_model=ExcusedPage)
async def list_my_excused(me: ClientMe, session: Session, pages: Pages) -> ExcusedPage:
    """List my excused periods, newest first."""
    items, cursor = await page_of(session, me.id, pages)
    return ExcusedPage(items=items, next_cursor=cursor)


@router.get("/me/excused/{excused_id}", operation_id="get_my_excused", response_model=ExcusedOut)
async def get_my_excused(excused_id: UUID, me: ClientMe, session: Session, now: Now) -> ExcusedOut:
    """Read one of my excused periods."""
    return show_excused(await access.fetch(session, ExcusedPeriod, excused_id, me, now))


@router.patch(
    "/me/excused/{excused_id}",
    operation_id="edit_my_excused",
    response_model=ExcusedOut,
    responses=refusals(Conflict),
)
async def edit_my_excused(
    excused_id: UUID,
    body: Sent[MyExcusedPatch],
    me: ClientMe,
    session: Session,
    now: Now,
    config: Config,
) -> ExcusedOut:
    """Shorten or prolong an excused period, whoever made it; its days before yesterday stay."""
    # Of two writes one waits: dates are excused once.
    await lock_client(session, me.id)
    row = await access.fetch(session, ExcusedPeriod, excused_id, me, now)
    if await edit(session, row, body, now):
        await replan(session, me.id, now, config.reminder_spread_s)
    return show_excused(row)


@router.delete(
    "/me/excused/{excused_id}",
    operation_id="delete_my_excused",
    response_model=ExcusedOut,
    responses=refusals(Conflict),
)
async def delete_my_excused(
    excused_id: UUID, me: ClientMe, session: Session, now: Now, config: Config
) -> ExcusedOut:
    """Remove an excused period, whoever made it, unless it ended before yesterday."""
    # Of two writes one waits: dates are excused once.
    await lock_client(session, me.id)
    row = await remove_my_own(session, excused_id, me, now)
    await replan(session, me.id, now, config.reminder_spread_s)
    return show_excused(row)
