"""Taking an erasure back before its time: by code or password of hers, or by an admin.

She is signed in nowhere by it: she signs in again, or her therapist invites her. What reminds her
is planned anew, and silence is counted from now. Retention counts from now as well.
"""

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.audit import note_own
from api.access.callers import Caller
from api.accounts.codes import find_code, lock_owner, use_up
from api.accounts.failures import failure_key
from api.accounts.right_passwords import lock_if_unchanged, require_right_password
from api.accounts.signing_in import SignInIn, WrongCredentials
from api.accounts.standing import codes_falling, of_account, revoke_codes
from api.care.locks import lock_account, lock_client
from api.insights.marks import mark_returned
from api.platform.db import Sessions, transaction
from api.platform.http.errors import Conflict, Invalid
from api.platform.http.fields import Email, In, Secret
from api.platform.settings import Settings
from api.reminders.locks import rebuild_all
from api.tables import Account, Client, OneTimeCode


class KeepAccountIn(In):
    """The code that came with the erasure; without it, e-mail and password."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"code": "7KQ4M-2XW9D"},
                {"email": "ana@mail.example", "password": "my grandmother's blue kite"},
            ]
        }
    )

    code: Secret | None = None
    email: Email | None = None
    password: Secret | None = None


async def keep_mine(
    said: KeepAccountIn, sessions: Sessions, address: str, now: datetime, config: Settings
) -> None:
    """Keep the account of whoever has its code, or its password; what is wrong is counted."""
    if said.code is not None:
        await _keep_by_code(said.code, sessions, address, now, config)
    elif said.email is None or said.password is None:
        raise Invalid("/code", "required", "Send the code, or e-mail and password.")
    else:
        credentials = SignInIn(email=said.email, password=said.password)
        await _keep_by_password(credentials, sessions, address, now, config)


async def keep_client(
    session: AsyncSession, client_id: UUID, me: Caller, now: datetime, spread_s: int
) -> None:
    """Keep a client of an admin's practice; nothing changes if none of hers is planned."""
    await access.lock_practice(session, me)
    await access.practice_client(session, client_id, me, now)
    await lock_account(session, client_id)
    client = await lock_client(session, client_id)
    if await _keep(session, client, now, spread_s):
        access.note(session, me, now, "keep client", client_id)


async def _keep_by_code(
    code: str, sessions: Sessions, address: str, now: datetime, config: Settings
) -> None:
    key = failure_key(config.signing_key, "code", address)
    found = await find_code(sessions, code, ("keep_account",), key, now)
    async with transaction(sessions) as session:
        account = await lock_owner(session, found)
        await use_up(session, found, key, now)
        await _keep_own(session, account, now, config)


async def _keep_by_password(
    said: SignInIn, sessions: Sessions, address: str, now: datetime, config: Settings
) -> None:
    # Counted with those of signing in: there is no second row of guesses.
    key = failure_key(config.signing_key, "sign-in", address, said.email)
    whose, wrong = Account.email == said.email, WrongCredentials()
    known = await require_right_password(sessions, whose, said.password, key, now, wrong)
    async with transaction(sessions) as session:
        account = await lock_if_unchanged(session, known, key, now, wrong)
        if account.role == "client":
            await _keep_own(session, account, now, config)


async def _keep_own(
    session: AsyncSession, account: Account, now: datetime, config: Settings
) -> None:
    client = await lock_client(session, account.id)
    # A retention that is planned is the practice's, and ends with a readmission.
    if client.is_closed and await _keep(session, client, now, config.reminder_spread_s):
        note_own(session, now, "keep account", account, {})


async def _keep(session: AsyncSession, client: Client, now: datetime, spread_s: int) -> bool:
    """Take back what is planned of a client, who is locked; tell whether anything was."""
    if client.erase_at is None:
        return False
    if client.erase_at <= now:
        title = "It is too late: this erasure is being carried out."
        raise Conflict(code="erasure_begun", title=title)
    of_keeping = OneTimeCode.purpose == "keep_account"
    await revoke_codes(session, now, of_account(client.id), of_keeping)
    async with codes_falling(session, now, of_account(client.id)):
        client.erase_at = client.erase_asked_at = client.erase_asked_by = None
        client.readmitted_at = now
    await rebuild_all(session, client.id, now, spread_s)
    # Who erases looks as well: there is a worker.
    await mark_returned(session, client.id, now)
    return True
