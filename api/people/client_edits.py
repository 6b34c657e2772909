"""Editing a client's record; what was disclosed makes a new version of her intake."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.care.locks import lock_account
from api.library import Library
from api.people.clients import ClientOut, ClientPatch, show_client, told_of
from api.people.intakes import disclose, require_known
from api.platform.http.edits import Edit
from api.platform.http.etags import require_condition
from api.reminders.travel import change_timezone
from api.tables import Account, Client


async def edit_record(
    session: AsyncSession,
    client_id: UUID,
    sent: Edit[ClientPatch],
    condition: str | None,
    me: Caller,
    now: datetime,
    spread_s: int,
    library: Library,
) -> ClientOut:
    """Change a client's name, zone, conditions or intake; `condition` is the ETag it begins from.

    What changes nothing makes no version.
    """
    account, client = await _locked(session, client_id, me, now)
    before = await show_client(session, account, client, library)
    require_condition(condition, before.etag)
    edit = sent.of(before)
    told = told_of(edit)
    require_known(told, library)
    await disclose(session, client, told, me, now)
    if "timezone" in edit.model_fields_set:
        await change_timezone(session, account, edit.timezone, now, spread_s)
    if "name" in edit.model_fields_set:
        account.name = edit.name
    shown = await show_client(session, account, client, library)
    access.note_edit(session, me, now, "client", client_id, changed=shown != before)
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
