"""A client's own preferences: how they are shown, and changed by her."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.accounts.phone_values import LocaleSaid, PhoneValues, WarningOut, ZoneSaid
from api.platform.http.edits import PhonePatch
from api.platform.http.errors import Invalid
from api.platform.http.fields import Flag, Out, PhoneIn, WallTime, whole
from api.reminders.travel import change_timezone
from api.tables import Account, Client


class QuietHours(PhoneIn):
    """From when to when no reminder may come; may pass midnight."""

    start: WallTime
    end: WallTime


class MeOut(Out):
    """`warnings` comes with an edit: the values that were not taken as they were sent."""

    id: UUID
    role: str
    name: str
    email: str | None
    timezone: str
    timezone_pinned: bool
    locale: str
    quiet_hours: QuietHours | None
    check_in_time: WallTime
    reminder_cap: int
    created_at: datetime
    warnings: list[WarningOut]


class MePatch(PhonePatch):
    """Only what is sent changes; `quiet_hours: null` turns them off.

    `timezone_pinned`: my zone stays as it is wherever my phones are.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "timezone": "America/Mexico_City",
                    "quiet_hours": {"start": "22:00", "end": "07:30"},
                    "check_in_time": "19:00",
                    "reminder_cap": 4,
                }
            ]
        }
    )
    shows = MeOut

    timezone: ZoneSaid | None = None
    timezone_pinned: Flag | None = None
    locale: LocaleSaid | None = None
    quiet_hours: QuietHours | None = None
    check_in_time: WallTime | None = None
    reminder_cap: Annotated[int, whole(1, 24)] | None = None


async def change_preferences(
    session: AsyncSession,
    account: Account,
    client: Client,
    edit: MePatch,
    now: datetime,
    spread_s: int,
) -> list[WarningOut]:
    """Change what an edit names; another check-in time still needs a replan."""
    said = PhoneValues(account.timezone, account.locale, now)
    if edit.timezone is not None and (timezone := said.take_zone(edit.timezone)):
        # First, since it locks the account, then the client: another order would be a deadlock.
        await change_timezone(session, account, timezone, now, spread_s)
    if edit.locale is not None and (locale := said.take_locale(edit.locale)):
        account.locale = locale
    _apply(account, client, {name: new for name, new in edit if new is not None})
    if "quiet_hours" in edit.model_fields_set:
        _set_quiet(client, edit.quiet_hours)
    await session.flush()
    return said.warnings


async def load_preferences(session: AsyncSession, me: Caller) -> tuple[Account, Client]:
    """Return the two rows that hold a client's preferences."""
    return await session.get_one(Account, me.id), await session.get_one(Client, me.id)


def _apply(account: Account, client: Client, changes: dict[str, Any]) -> None:
    account.timezone_pinned = changes.get("timezone_pinned", account.timezone_pinned)
    client.check_in_time = changes.get("check_in_time", client.check_in_time)
    client.reminder_cap = changes.get("reminder_cap", client.reminder_cap)


def _set_quiet(client: Client, hours: QuietHours | None) -> None:
    if hours is not None and hours.start == hours.end:
        raise Invalid("/quiet_hours/end", "same_as_start", "Quiet hours need an end.")
    client.quiet_from = hours.start if hours else None
    client.quiet_to = hours.end if hours else None


def show_preferences(account: Account, client: Client, warnings: list[WarningOut]) -> MeOut:
    """Return her preferences as she sees them."""
    quiet = None
    if client.quiet_from is not None and client.quiet_to is not None:
        quiet = QuietHours(start=client.quiet_from, end=client.quiet_to)
    return MeOut(
        id=account.id,
        role=account.role,
        name=account.name,
        email=account.email,
        timezone=account.timezone,
        timezone_pinned=account.timezone_pinned,
        locale=account.locale,
        quiet_hours=quiet,
        check_in_time=client.check_in_time,
        reminder_cap=client.reminder_cap,
        created_at=account.created_at,
        warnings=warnings,
    )
