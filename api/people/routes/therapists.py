"""/v1/therapists: who works in a practice, for its admins."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.access.deps import Admin, Config, Now, Pages, Session
from api.access.repeatable import RepeatableRoute
from api.accounts.codes import Invite, issue_invite
from api.accounts.standing import codes_falling, of_or_by
from api.care.locks import lock_account
from api.people.therapists import (
    WITH_CLIENTS,
    TherapistOut,
    load_therapist,
    require_another_admin,
    require_employed,
    show_therapist,
)
from api.platform.http.edits import Patch, Sent
from api.platform.http.errors import Conflict, IfMatchRequired, StaleEdit, refusals
from api.platform.http.etags import IF_MATCH, require_match
from api.platform.http.fields import Flag, In, InviteOut, Locale, Name, Out, Zone
from api.platform.ids import new_id
from api.tables import Account, Practice

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/therapists", tags=["practice"])


class TherapistIn(In):
    """Without a zone it is the practice's; she says her own when she redeems her invite."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"name": "Dora Okafor"},
                {
                    "name": "Ben Ortiz",
                    "admin": True,
                    "timezone": "America/Mexico_City",
                    "locale": "es",
                },
            ]
        }
    )

    name: Name
    admin: Flag = False
    timezone: Zone | None = None
    locale: Locale = "en"


class TherapistPatch(Patch):
    """Only what is sent changes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"admin": True}]})
    shows = TherapistOut

    name: Name = Field(default="", validate_default=False)
    admin: Flag = False


class NewTherapistOut(Out):
    therapist: TherapistOut
    invite: InviteOut


class TherapistPage(Out):
    items: list[TherapistOut]
    next_cursor: str | None


@router.post("", operation_id="add_therapist", response_model=NewTherapistOut, status_code=201)
async def create_therapist(
    body: TherapistIn, me: Admin, session: Session, now: Now, config: Config
) -> NewTherapistOut:
    """Invite someone to work here; she sets e-mail and password as she redeems the invite."""
    await access.lock_practice(session, me)
    account = await _account(session, body, me, now)
    session.add(account)
    await session.flush()
    access.note(session, me, now, "add therapist", therapist_id=str(account.id))
    if account.admin:
        access.note(session, me, now, "give admin", therapist_id=str(account.id))
    invite = await issue_invite(session, account.id, me.id, now, config.public_url)
    shown = InviteOut.model_validate(invite)
    return NewTherapistOut(therapist=show_therapist(account, clients=0), invite=shown)


@router.get("", operation_id="list_therapists", response_model=TherapistPage)
async def list_therapists(me: Admin, session: Session, pages: Pages) -> TherapistPage:
    """List everyone who works or worked here, by name."""
    query = WITH_CLIENTS.where(Account.practice_id == me.practice_id)
    rows = (await session.execute(pages.select(query, Account.name_key, Account.id))).all()
    shown, cursor = pages.cut(rows, lambda row: (row[0].name_key, row[0].id))
    return TherapistPage(items=[show_therapist(*row) for row in shown], next_cursor=cursor)


@router.get("/{therapist_id}", operation_id="get_therapist", response_model=TherapistOut)
async def get_therapist(
    therapist_id: UUID, me: Admin, session: Session, response: Response
) -> TherapistOut:
    """Read one therapist."""
    account = await access.practice_therapist(session, therapist_id, me)
    shown = await load_therapist(session, account)
    response.headers["ETag"] = shown.etag
    return shown


@router.patch(
    "/{therapist_id}",
    operation_id="edit_therapist",
    response_model=TherapistOut,
    responses=refusals(Conflict, StaleEdit, IfMatchRequired),
    openapi_extra=IF_MATCH,
)
async def edit_therapist(
    therapist_id: UUID,
    body: Sent[TherapistPatch],
    me: Admin,
    session: Session,
    now: Now,
    request: Request,
    response: Response,
) -> TherapistOut:
    """Change a therapist's name, or give or take the admin right. Needs If-Match."""
    await access.lock_practice(session, me)
    account = await access.practice_therapist(session, therapist_id, me)
    before = await load_therapist(session, account)
    require_match(request, before.etag)
    changes: dict[str, Any] = body.of(before).model_dump(exclude_unset=True)
    if "name" in changes:
        account.name = changes["name"]
        access.note(session, me, now, "edit therapist", therapist_id=str(account.id))
    if "admin" in changes:
        await _set_admin(session, account, changes["admin"], me, now)
    shown = await load_therapist(session, account)
    response.headers["ETag"] = shown.etag
    return shown


@router.post(
    "/{therapist_id}/invites",
    operation_id="invite_therapist",
    response_model=InviteOut,
    status_code=201,
    responses=refusals(Conflict),
)
async def invite_therapist(
    therapist_id: UUID, me: Admin, session: Session, now: Now, config: Config
) -> Invite:
    """Make a new invite, or a code with which she sets a new password; the earlier one is void."""
    await access.lock_practice(session, me)
    account = await access.practice_therapist(session, therapist_id, me)
    require_employed(account)
    access.note(session, me, now, "invite therapist", therapist_id=str(account.id))
    return await issue_invite(session, account.id, me.id, now, config.public_url)


async def _account(session: AsyncSession, body: TherapistIn, me: Caller, now: datetime) -> Account:
    practice = await session.get_one(Practice, me.practice_id)
    return Account(
        id=new_id(),
        created_at=now,
        practice_id=me.practice_id,
        role="therapist",
        admin=body.admin,
        name=body.name,
        locale=body.locale,
        timezone=body.timezone or practice.timezone,
    )


async def _set_admin(
    session: AsyncSession, account: Account, admin: bool, me: Caller, now: datetime
) -> None:
    if not admin:
        await require_another_admin(session, account)
    # An account is locked before its codes.
    await lock_account(session, account.id)
    async with codes_falling(session, now, of_or_by(account.id)):
        account.admin = admin
    action = "give admin" if admin else "take admin"
    access.note(session, me, now, action, therapist_id=str(account.id))
