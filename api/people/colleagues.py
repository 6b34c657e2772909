"""Who works in a practice: invited, edited and listed by its admins."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
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
from api.platform.http.edits import Edit, Patch
from api.platform.http.etags import require_condition
from api.platform.http.fields import Flag, In, InviteOut, Locale, Name, Out, Zone
from api.platform.http.paging import Paging
from api.platform.ids import new_id
from api.tables import Account, Practice


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


async def add_colleague(
    session: AsyncSession, body: TherapistIn, me: Caller, now: datetime, public_url: str
) -> NewTherapistOut:
    """Invite someone to work in an admin's practice."""
    await access.lock_practice(session, me)
    account = await _account(session, body, me, now)
    session.add(account)
    await session.flush()
    access.note(session, me, now, "add therapist", therapist_id=str(account.id))
    if account.admin:
        access.note(session, me, now, "give admin", therapist_id=str(account.id))
    invite = await issue_invite(session, account.id, me.id, now, public_url)
    shown = InviteOut.model_validate(invite)
    return NewTherapistOut(therapist=show_therapist(account, clients=0), invite=shown)


async def read_colleagues(session: AsyncSession, me: Caller, pages: Paging) -> TherapistPage:
    """Return a page of everyone who works or worked in an admin's practice, by name."""
    query = WITH_CLIENTS.where(Account.practice_id == me.practice_id)
    rows = (await session.execute(pages.select(query, Account.name_key, Account.id))).all()
    shown, cursor = pages.cut(rows, lambda row: (row[0].name_key, row[0].id))
    return TherapistPage(items=[show_therapist(*row) for row in shown], next_cursor=cursor)


async def load_colleagues(session: AsyncSession, me: Caller) -> list[TherapistOut]:
    """Return everyone who works or worked in an admin's practice, by name."""
    query = WITH_CLIENTS.where(Account.practice_id == me.practice_id)
    rows = await session.execute(query.order_by(Account.name_key, Account.id))
    return [show_therapist(*row) for row in rows.all()]


async def edit_colleague(
    session: AsyncSession,
    therapist_id: UUID,
    sent: Edit[TherapistPatch],
    condition: str | None,
    me: Caller,
    now: datetime,
) -> TherapistOut:
    """Change a therapist's name, or give or take the admin right; `condition` is her ETag."""
    await access.lock_practice(session, me)
    account = await access.practice_therapist(session, therapist_id, me)
    before = await load_therapist(session, account)
    require_condition(condition, before.etag)
    changes: dict[str, Any] = sent.of(before).model_dump(exclude_unset=True)
    if "name" in changes:
        account.name = changes["name"]
        access.note(session, me, now, "edit therapist", therapist_id=str(account.id))
    if "admin" in changes:
        await _set_admin(session, account, changes["admin"], me, now)
    return await load_therapist(session, account)


async def invite_colleague(
    session: AsyncSession, therapist_id: UUID, me: Caller, now: datetime, public_url: str
) -> Invite:
    """Return a fresh invite of a therapist; the earlier unused one is void."""
    await access.lock_practice(session, me)
    account = await access.practice_therapist(session, therapist_id, me)
    require_employed(account)
    access.note(session, me, now, "invite therapist", therapist_id=str(account.id))
    return await issue_invite(session, account.id, me.id, now, public_url)


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
