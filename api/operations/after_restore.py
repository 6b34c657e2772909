"""What has to be done in a database that was put back, since nobody knows what came after it.

- Sign-ins that were ended since would be good again, and refresh tokens that were renewed since are
  not known: all sign-ins are over. Their phones are pushed to, and ask for the password.
- One-time codes that were used or revoked since would be good again: all are revoked, but for those
  that keep an account, since who is signed out for good gets no other.
- Erasures that were taken back since would be carried out, for good: each waits as long once more.
- Reminders that were due before now may have left: none of them is sent again.
- Each practice's audit tells of it, since what was noted after the backup is gone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import record
from api.accounts.standing import UNSPENT, revoke_codes
from api.reminders.rows import OPEN_STATES, let_go
from api.tables import AuditEvent, Client, Delivery, OneTimeCode, Practice, Reminder, SignIn

RESTORED = "restore backup"
KEEPS = "keep_account"


@dataclass(frozen=True, slots=True)
class Settled:
    """How many sign-ins were ended, and how many reminders count as sent, maybe."""

    sign_ins: int
    reminders: int


async def settle_what_is_past(
    session: AsyncSession, now: datetime, erasure_wait: timedelta
) -> Settled:
    """Settle what the time between the backup and now has left open."""
    last_at = await session.scalar(select(func.max(AuditEvent.created_at)))
    over = update(SignIn).where(SignIn.revoked_at.is_(None), SignIn.expires_at > now)
    sign_ins = (await session.execute(over.values(expires_at=now).returning(SignIn.id))).all()
    await revoke_codes(session, now, OneTimeCode.purpose != KEEPS)
    await _put_erasures_off(session, now + erasure_wait)
    reminders = await _settle_reminders(session, now)
    for practice_id in await session.scalars(select(Practice.id)):
        subject = {"last_event_at": last_at and last_at.isoformat()}
        record(session, now, RESTORED, practice_id=practice_id, actor_id=None, subject=subject)
    return Settled(len(sign_ins), reminders)


async def _put_erasures_off(session: AsyncSession, until: datetime) -> None:
    """Have no erasure begin before an instant, nor the code that takes it back expire."""
    sooner = update(Client).where(Client.erase_at < until).values(erase_at=until)
    await session.execute(sooner.execution_options(synchronize_session=False))
    codes = update(OneTimeCode).where(
        OneTimeCode.purpose == KEEPS, UNSPENT, OneTimeCode.expires_at < until
    )
    await session.execute(
        codes.values(expires_at=until).execution_options(synchronize_session=False)
    )


async def _settle_reminders(session: AsyncSession, now: datetime) -> int:
    past = select(Reminder.id).where(Reminder.state.in_(OPEN_STATES), Reminder.due_at <= now)
    ids = list(await session.scalars(past))
    await let_go(session, ids, "failed", "unknown")
    left = update(Delivery).where(Delivery.state == "dispatching")
    await session.execute(left.values(state="unknown", error="restored"))
    return len(ids)
