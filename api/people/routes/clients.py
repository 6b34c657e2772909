"""/v1/clients: the people in a therapist's care."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Text, cast, func, select

from api import access
from api.access.deps import Config, Content, Now, Pages, Session, Therapist
from api.access.repeatable import RepeatableRoute
from api.people.client_edits import edit_record
from api.people.clients import (
    ClientIn,
    ClientOut,
    ClientPatch,
    ClientRow,
    read_client,
    show_row,
)
from api.people.names import PartOfName, has_name
from api.people.taking_on import take_on
from api.platform.http.edits import Sent
from api.platform.http.errors import IfMatchRequired, StaleEdit, refusals
from api.platform.http.etags import IF_MATCH
from api.platform.http.fields import Code, Out
from api.tables import Account, Client, Intake

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/clients", tags=["clients"])
_NEWEST_INTAKE = (
    select(func.max(Intake.number)).where(Intake.client_id == Client.id).scalar_subquery()
)
_ROWS = select(Account, Client, _NEWEST_INTAKE).join(Client, Client.id == Account.id)


class ClientPage(Out):
    items: list[ClientRow]
    next_cursor: str | None


@router.post("", operation_id="add_client", response_model=ClientOut, status_code=201)
async def create_client(
    body: ClientIn, me: Therapist, session: Session, now: Now, library: Content
) -> ClientOut:
    """Take a new client into my care."""
    return await take_on(session, body, me, now, library)


@router.get("", operation_id="list_clients", response_model=ClientPage)
async def list_clients(
    me: Therapist,
    session: Session,
    pages: Pages,
    condition: Annotated[Code | None, Query()] = None,
    q: PartOfName = None,
) -> ClientPage:
    """List the clients in my care by name: all, or those with a condition or with `q` in it."""
    query = _ROWS.where(Client.id.in_(access.client_ids(me)))
    if q is not None:
        query = query.where(has_name(q))
    if condition is not None:
        # A code has neither quotes nor escapes: as text both databases write it the same.
        tags = cast(Client.conditions, Text)
        query = query.where(tags.contains(f'"{condition}"', autoescape=True))
    rows = (await session.execute(pages.select(query, Account.name_key, Account.id))).all()
    shown, cursor = pages.cut(rows, lambda row: (row[0].name_key, row[0].id))
    return ClientPage(items=[show_row(*row) for row in shown], next_cursor=cursor)


@router.get("/{client_id}", operation_id="get_client", response_model=ClientOut)
async def get_client(
    client_id: UUID, me: Therapist, session: Session, now: Now, library: Content, response: Response
) -> ClientOut:
    """Read one client."""
    shown = await read_client(session, client_id, me, now, library)
    response.headers["ETag"] = shown.etag
    return shown


@router.patch(
    "/{client_id}",
    operation_id="edit_client",
    response_model=ClientOut,
    responses=refusals(StaleEdit, IfMatchRequired),
    openapi_extra=IF_MATCH,
)
async def edit_client(
    client_id: UUID,
    body: Sent[ClientPatch],
    me: Therapist,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
    request: Request,
    response: Response,
) -> ClientOut:
    """Change name, zone, conditions or intake. Needs the ETag that was read, as If-Match.

    What was disclosed makes a new version of the intake; what changes nothing makes none.
    """
    condition = request.headers.get("if-match")
    spread_s = config.reminder_spread_s
    shown = await edit_record(session, client_id, body, condition, me, now, spread_s, library)
    response.headers["ETag"] = shown.etag
    return shown
