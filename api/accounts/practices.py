"""Opens a practice with its first therapist, who is also its admin."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.emails import NotAnEmail, normal_email
from api.platform.http.errors import Conflict
from api.platform.ids import new_id
from api.platform.names import is_visible
from api.rules.instants import UnknownZone, zone
from api.tables import Account, Practice


@dataclass(frozen=True, slots=True)
class NewPractice:
    """Whom a practice begins with."""

    name: str
    timezone: str
    therapist: str
    email: str
    password_hash: str
    country: str | None = None


def objection_to(name: str, email: str, timezone: str, country: str | None) -> str | None:
    """Return why a practice cannot begin so, in words for its operator; None when it can."""
    try:
        zone(timezone)
    except UnknownZone:
        return f"{timezone!r} is not an IANA time zone."
    if not is_visible(name) or not _is_email(email):
        return "A practice needs a name, and its therapist an e-mail address."
    if country is not None and not re.fullmatch("[A-Za-z]{2}", country):
        return f"{country!r} is not a country's two letters, as DE."
    return None


async def create_practice(
    session: AsyncSession, new: NewPractice, now: datetime
) -> tuple[UUID, UUID]:
    """Return the ids of a new practice and of its admin; Conflict when the e-mail is taken."""
    if await session.scalar(select(Account.id).where(Account.email == normal_email(new.email))):
        raise Conflict(code="email_taken", title="This e-mail belongs to another account.")
    practice = Practice(
        id=new_id(), created_at=now, name=new.name, timezone=new.timezone, country=new.country
    )
    session.add(practice)
    await session.flush()
    admin = await add_therapist(session, practice.id, new, now, admin=True)
    return practice.id, admin


async def add_therapist(
    session: AsyncSession, practice_id: UUID, new: NewPractice, now: datetime, *, admin: bool
) -> UUID:
    """Return the id of a new therapist of a practice."""
    account = Account(
        id=new_id(),
        created_at=now,
        practice_id=practice_id,
        role="therapist",
        admin=admin,
        name=new.therapist,
        email=normal_email(new.email),
        password_hash=new.password_hash,
        locale="en",
        timezone=new.timezone,
    )
    session.add(account)
    await session.flush()
    return account.id


def _is_email(typed: str) -> bool:
    try:
        normal_email(typed)
    except NotAnEmail:
        return False
    return True
