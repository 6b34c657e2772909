"""Rows that a transaction keeps to itself, and the order in which it takes them.

Two transactions that take the same rows in one order wait for each other; in two orders they would
block each other for good. Whoever needs several takes them in this order, and skips the others:

1. the practice (`access.lock_practice`);
2. an account: the caller's, the edited client's, or that of whose code it is;
3. the one thing that is edited: an appointment, an episode, a goal, a prescription, the row of a
   date;
4. the client, or several in the order of their ids. Her pauses, logs, excused days and care links
   change under her lock alone. Her alerts are opened under it, each locked then, before or after
   reminders; who acknowledges one locks nothing else,
   and who acknowledges several locks their clients first (`access.fetch_each`);
5. reminders in the order of their ids, her own and those of her briefs as one set
   (`reminders.locks`);
6. the counts of her dates (`reminders.done`, `push.turn.caps`), by client;
7. what holds up everyone, then platforms by name; deliveries; phones; sign-ins;
8. the mark of a client who waits for a look (`insights.marks`), which a check-in makes last of all.
   A look never waits for one: what a request is just renewing waits for the next look.

Who chains the audit locks the row of its head and nothing else (`people.audit_chain`).

An Idempotency-Key is tried for before all of them and never waited for (`access.kept_answers`).
One-time codes come after the account and the client whose they are and before reminders, several
in the order of their ids; refresh tokens with their sign-in and nothing else: of two that are used
at once, one is used first.

Practices, accounts, clients, alerts and what `access.fetch(..., lock=True)` returns are locked for
no key update, so that what refers to them can be added meanwhile, and so are sign-ins and refresh
tokens; reminders, phones and check-ins for update; a therapist's account for share, where it only
has to stay as it is (`reminders.of_briefs.keep_lead`). On SQLite one transaction writes at a time,
and nothing needs a lock.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.statements import fetch_one
from api.tables import Account, Client

# Built once: every check-in runs it.
_IN_CARE = (
    select(Client.discharged_at, Client.erase_at)
    .where(Client.id == bindparam("client"))
    .with_for_update(key_share=True)
)


async def lock_account(session: AsyncSession, account_id: UUID) -> Account:
    """Lock an account until the transaction ends; returned as it is once nobody else has it."""
    return await session.get_one(
        Account, account_id, with_for_update={"key_share": True}, populate_existing=True
    )


async def lock_client(session: AsyncSession, client_id: UUID) -> Client:
    """Lock a client until the transaction ends; returned as she is once nobody else has her."""
    return await session.get_one(
        Client, client_id, with_for_update={"key_share": True}, populate_existing=True
    )


async def lock_clients(
    session: AsyncSession, which: ColumnElement[bool], *, skip_locked: bool = False
) -> list[UUID]:
    """Lock clients in the order of their ids and return these; some may be locked by others.

    These are waited for, or left out with `skip_locked`.
    """
    in_order = select(Client.id).where(which).order_by(Client.id)
    locked = in_order.with_for_update(key_share=True, skip_locked=skip_locked)
    return list(await session.scalars(locked))


async def lock_if_in_care(session: AsyncSession, client_id: UUID) -> bool:
    """Lock a client and tell whether she is in care, and to stay so; False if there is none."""
    found = await fetch_one(session, _IN_CARE, {"client": client_id})
    return found is not None and found.discharged_at is None and found.erase_at is None
