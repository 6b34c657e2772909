"""A person's zone follows the phone that registered last, or that she redeemed an invite with.

Unless she pinned hers: then only who asks for a zone by name moves her, she or her therapist.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.care.locks import lock_account
from api.reminders.travel import change_timezone
from api.rules.zone_names import new_name
from api.tables import Account


async def follow_phone(
    session: AsyncSession, me: Caller, timezone: str, now: datetime, spread_s: int
) -> str:
    """Move the caller to where her phone is and return the zone that holds for her.

    Nothing is asked of the database while she stays, since every start of an app registers. To be
    called before a phone is locked.
    """
    if me.timezone_pinned or new_name(timezone) == new_name(me.timezone):
        return me.timezone
    account = await lock_account(session, me.id)
    await move_unless_pinned(session, account, timezone, now, spread_s)
    return account.timezone


async def move_unless_pinned(
    session: AsyncSession, account: Account, timezone: str, now: datetime, spread_s: int
) -> None:
    """Move a person, whose account is locked, to where a phone of hers is."""
    if account.timezone_pinned:
        return
    if account.role == "client":
        await change_timezone(session, account, timezone, now, spread_s)
    else:
        account.timezone = timezone
