"""A therapist's own language and time zone, as she sets them herself."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.care.locks import lock_account
from api.platform.http.fields import Flag, In, Locale, Zone


class OwnSettingsIn(In):
    """`timezone_pinned`: her zone stays as it is wherever her phones are."""

    locale: Locale
    timezone: Zone
    timezone_pinned: Flag = False


async def set_own(session: AsyncSession, me: Caller, said: OwnSettingsIn) -> None:
    """Set in which language a therapist reads, and by which clock she lives.

    Sessions and their reminders are instants and stay where they are.
    """
    account = await lock_account(session, me.id)
    account.locale, account.timezone = said.locale, said.timezone
    account.timezone_pinned = said.timezone_pinned
