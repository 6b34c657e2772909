"""Taking a new client on: her account, her first records, and what she disclosed."""

from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.library import Library
from api.people.clients import ClientIn, ClientOut, show_client, told_of
from api.people.intakes import disclose, require_known
from api.platform.ids import new_id
from api.tables import Account, CareLink, Client, ZoneChange

QUIET_FROM, QUIET_TO = time(21), time(8)
CHECK_IN_TIME = time(18, 30)
REMINDER_CAP = 6


async def take_on(
    session: AsyncSession, body: ClientIn, me: Caller, now: datetime, library: Library
) -> ClientOut:
    """Take a new client into a therapist's care."""
    told = told_of(body)
    require_known(told, library)
    account = _account(body, me, now)
    session.add(account)
    await session.flush()
    client = _client(account, now)
    session.add(client)
    await session.flush()
    session.add_all(_first_records(client, account.timezone, me, now))
    await disclose(session, client, told, me, now)
    access.note(session, me, now, "add client", client.id)
    return await show_client(session, account, client, library)


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
