"""/v1/clients: the people in a therapist's care, and the invites to their phones."""

from datetime import datetime, time
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlalchemy import select, tuple_

from api import access
from api.actions.change_timezone import change_timezone
from api.actions.issue_code import issue_code
from api.auth import Caller
from api.content import Library
from api.deps import Config, Content, Now, Session, Therapist
from api.errors import IfMatchRequired, Invalid, StaleEdit, refusals
from api.etags import IF_MATCH, etag_of, require_match
from api.ids import new_id
from api.json_bodies import JsonRoute
from api.models import Account, CareLink, Client, ZoneChange
from api.paging import Pages
from api.schemas import Code, In, Locale, Name, Out, Zone

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["clients"])
QUIET_FROM, QUIET_TO = time(21), time(8)
CHECK_IN_TIME = time(18, 30)
REMINDER_CAP = 6
Conditions = Annotated[list[Code], Field(max_length=20)]


class ClientIn(In):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Ana Duarte",
                    "timezone": "Europe/Lisbon",
                    "locale": "en",
                    "conditions": ["neck_pain", "headache"],
                }
            ]
        }
    )

    name: Name
    timezone: Zone
    locale: Locale = "en"
    conditions: Conditions = []


class ClientPatch(In):
    """Only what is sent changes."""

    name: Name = Field(default="", validate_default=False)
    timezone: Zone = Field(default="", validate_default=False)
    conditions: Conditions = []


class ClientOut(Out):
    id: UUID
    name: str
    timezone: str
    locale: str
    conditions: list[str]
    created_at: datetime
    etag: str


class ClientPage(Out):
    items: list[ClientOut]
    next_cursor: str | None


class InviteOut(Out):
    """A code to read out or send. It works once, for 72 hours, and is shown only now."""

    code: str
    link: str
    expires_at: datetime


@router.post("", operation_id="add_client", response_model=ClientOut, status_code=201)
async def create_client(
    body: ClientIn, me: Therapist, session: Session, now: Now, library: Content
) -> ClientOut:
    """Take a new client into my care."""
    _require_known(body.conditions, library)
    account = _account(body, me, now)
    session.add(account)
    await session.flush()
    client = _client(body, account, now)
    session.add(client)
    await session.flush()
    session.add_all(_first_records(client, account.timezone, me, now))
    access.note(session, me, now, "add client", client.id)
    return _shown(account, client)


@router.get("", operation_id="list_clients", response_model=ClientPage)
async def list_clients(me: Therapist, session: Session, pages: Pages) -> ClientPage:
    """List the clients in my care by name."""
    mine = select(Account, Client).join(Client, Client.id == Account.id)
    query = mine.where(Client.id.in_(access.client_ids(me))).order_by(Account.name, Account.id)
    if pages.after:
        last = select(Account.name, Account.id).where(Account.id == pages.after)
        query = query.where(tuple_(Account.name, Account.id) > last.scalar_subquery())
    rows = (await session.execute(query.limit(pages.fetch))).all()
    shown, cursor = pages.cut(rows, [row[0].id for row in rows])
    return ClientPage(items=[_shown(*row) for row in shown], next_cursor=cursor)


@router.get("/{client_id}", operation_id="get_client", response_model=ClientOut)
async def get_client(
    client_id: UUID, me: Therapist, session: Session, now: Now, response: Response
) -> ClientOut:
    """Read one client."""
    client = await access.client(session, client_id, me, now, "view client")
    shown = _shown(await session.get_one(Account, client_id), client)
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
    body: ClientPatch,
    me: Therapist,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
    request: Request,
    response: Response,
) -> ClientOut:
    """Change a client's name, zone or conditions. Needs the ETag that was read, as If-Match."""
    client = await access.client(session, client_id, me, now, "edit client")
    # The account first, as when she edits it herself: two orders would be a deadlock.
    account = await session.get_one(Account, client_id, with_for_update={"key_share": True})
    await session.refresh(client)
    require_match(request, _shown(account, client).etag)
    changes: dict[str, Any] = body.model_dump(exclude_unset=True)
    if "conditions" in changes:
        _require_known(body.conditions, library)
        client.conditions = body.conditions
    if "timezone" in changes:
        await change_timezone(session, account, body.timezone, now, config.reminder_spread_s)
    account.name = changes.get("name", account.name)
    shown = _shown(account, client)
    response.headers["ETag"] = shown.etag
    return shown


@router.post(
    "/{client_id}/invites", operation_id="invite_client", response_model=InviteOut, status_code=201
)
async def invite_client(
    client_id: UUID, me: Therapist, session: Session, now: Now, config: Config
) -> InviteOut:
    """Make a code that signs a phone of this client in; an earlier unused one stops working."""
    await access.client(session, client_id, me, now, "invite client")
    code, expires_at = await issue_code(session, client_id, "invite", me.id, now)
    link = f"{config.public_url.rstrip('/')}/invite#{code}"
    return InviteOut(code=code, link=link, expires_at=expires_at)


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


def _client(body: ClientIn, account: Account, now: datetime) -> Client:
    return Client(
        id=account.id,
        created_at=now,
        practice_id=account.practice_id,
        conditions=body.conditions,
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


def _shown(account: Account, client: Client) -> ClientOut:
    bare = ClientOut(
        id=account.id,
        name=account.name,
        timezone=account.timezone,
        locale=account.locale,
        conditions=client.conditions,
        created_at=account.created_at,
        etag="",
    )
    return bare.model_copy(update={"etag": etag_of(bare)})


def _require_known(conditions: list[str], library: Library) -> None:
    known = library.vocabulary("en").codes("conditions")
    for index, code in enumerate(conditions):
        if code not in known:
            raise Invalid(f"/conditions/{index}", "unknown_condition")
