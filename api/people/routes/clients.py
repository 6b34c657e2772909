"""/v1/clients: the people in a therapist's care."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.access.deps import Config, Content, Now, Pages, Session, Therapist
from api.access.repeatable import RepeatableRoute
from api.care.locks import lock_account
from api.people.clients import (
    ClientIn,
    ClientOut,
    ClientPatch,
    ClientRow,
    show_client,
    show_row,
    told_of,
)
from api.people.intakes import newest_intake, next_intake, require_known
from api.people.names import PartOfName, has_name
from api.platform.http.edits import Sent
from api.platform.http.errors import IfMatchRequired, StaleEdit, refusals
from api.platform.http.etags import IF_MATCH, require_match
from api.platform.http.fields import Code, Out
from api.platform.ids import new_id
from api.reminders.travel import change_timezone
from api.tables import Account, CareLink, Client, Intake, ZoneChange

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/clients", tags=["clients"])
QUIET_FROM, QUIET_TO = time(21), time(8)
CHECK_IN_TIME = time(18, 30)
REMINDER_CAP = 6
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
    told = told_of(body)
    require_known(told, library)
    account = _account(body, me, now)
    session.add(account)
    await session.flush()
    client = _client(account, now)
    session.add(client)
    await session.flush()
    session.add_all(_first_records(client, account.timezone, me, now))
    await _disclose(session, client, told, me, now)
    access.note(session, me, now, "add client", client.id)
    return await show_client(session, account, client, library)


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
    client = await access.client(session, client_id, me, now, "view client")
    account = await session.get_one(Account, client_id)
    shown = await show_client(session, account, client, library)
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
    account, client = await _locked(session, client_id, me, now)
    before = await show_client(session, account, client, library)
    require_match(request, before.etag)
    edit = body.of(before)
    told = told_of(edit)
    require_known(told, library)
    await _disclose(session, client, told, me, now)
    if "timezone" in edit.model_fields_set:
        await change_timezone(session, account, edit.timezone, now, config.reminder_spread_s)
    if "name" in edit.model_fields_set:
        account.name = edit.name
    shown = await show_client(session, account, client, library)
    access.note_edit(session, me, now, "client", client_id, changed=shown != before)
    response.headers["ETag"] = shown.etag
    return shown


async def _locked(
    session: AsyncSession, client_id: UUID, me: Caller, now: datetime
) -> tuple[Account, Client]:
    """Return both records of a client, locked and read after the locks."""
    found = await access.fetch(session, Client, client_id, me, now)
    session.expunge(found)
    # The account first, as when she edits it herself: two orders would be a deadlock.
    account = await lock_account(session, client_id)
    return account, await access.fetch(session, Client, client_id, me, now, lock=True)


async def _disclose(
    session: AsyncSession, client: Client, told: Mapping[str, Any], me: Caller, now: datetime
) -> None:
    """Store what was told as the next version of the intake, if it is anything new."""
    version = next_intake(client, await newest_intake(session, client.id), told)
    if version is not None:
        version.created_at, version.created_by = now, me.id
        client.conditions = version.conditions
        session.add(version)


def _account(body: ClientIn, me: Caller, now: datetime) -> Account:
    return Account(
        id=new_id(),
        created_at=now,
        practice_id=me.practice_id,
        role="client",
        admin=False,
        name=body.name,
        locale=body.locale,
        timezone=body.timezone,
    )


def _client(account: Account, now: datetime) -> Client:
    return Client(
        id=account.id,
        created_at=now,
        practice_id=account.practice_id,
        conditions=[],
        quiet_from=QUIET_FROM,
        quiet_to=QUIET_TO,
        check_in_time=CHECK_IN_TIME,
        reminder_cap=REMINDER_CAP,
        plan_revision=0,
    )


def _first_records(
    client: Client, timezone: str, me: Caller, now: datetime
) -> tuple[ZoneChange, CareLink]:
    zone = ZoneChange(created_at=now, client_id=client.id, timezone=timezone, from_at=now)
    care = CareLink(
        created_at=now, client_id=client.id, therapist_id=me.id, practice_id=me.practice_id
    )
    return zone, care
