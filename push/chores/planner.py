"""Planning reminders for the days ahead, and adding reminders of briefs that were missed.

A change that affects the reminder of a brief updates it in the same transaction. Two cases escape
that and are made up for here: an older version of the code running beside this one, and a push
that was in flight during the change and came back.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Select, bindparam, exists, or_, select

from api.care.carers import HOLDER
from api.platform.clock import Clock
from api.platform.db import Sessions, is_unavailable, transaction
from api.platform.log_lines import describe
from api.reminders.of_briefs import remind_of_briefs
from api.reminders.planning import plan_ahead
from api.rules.instants import TZDB_VERSION
from api.rules.reminders.briefs import BRIEF, SOON
from api.rules.reminders.reasons import BRIEF_TAKEN_BACK
from api.tables import Account, Appointment, Client, Reminder
from push.chores.prune import prune

log = structlog.get_logger("carryover.planner")

# Each edit plans 72 h ahead; the planner extends a plan when less than this is left.
ENOUGH = timedelta(hours=48)
BATCH = 200
# How many missed briefs one tick makes up for; if an upgrade leaves more, it takes several ticks.
UNTOLD_BATCH = 200


async def plan_due_clients(sessions: Sessions, clock: Clock, spread_s: int) -> int:
    """Extend plans that run short or were made with another tzdb; return how many succeeded."""
    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
        ids = list(await session.scalars(_SHORT, {"soon": now + ENOUGH}))
    return sum([await _plan(sessions, client_id, now, spread_s) for client_id in ids])


async def remind_of_untold(sessions: Sessions, clock: Clock, spread_s: int) -> None:
    """Add missing reminders of briefs, the next session first, up to a limit per tick."""
    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
        soon = {"now": now, "soon": now + SOON, "most": UNTOLD_BATCH}
        ids = list(await session.scalars(_UNTOLD, soon))
    for appointment_id in ids:
        await _remind(sessions, appointment_id, now, spread_s)


async def _plan(sessions: Sessions, client_id: UUID, now: datetime, spread_s: int) -> bool:
    """Plan one client and prune her old reminders; an error does not stop the others."""
    try:
        async with transaction(sessions) as session:
            await plan_ahead(session, client_id, now, spread_s)
        async with transaction(sessions) as session:
            await prune(session, [client_id], now)
    except Exception as error:
        if is_unavailable(error):
            raise
        log.error("plan_failed", client=str(client_id), **describe(error))
        return False
    return True


async def _remind(sessions: Sessions, appointment_id: UUID, now: datetime, spread_s: int) -> None:
    """Update the reminder of one brief; an error does not stop the others."""
    try:
        async with transaction(sessions) as session:
            await remind_of_briefs(session, Appointment.id == appointment_id, now, spread_s)
    except Exception as error:
        if is_unavailable(error):
            raise
        log.error("brief_failed", appointment=str(appointment_id), **describe(error))


_SHORT: Select[UUID] = (
    select(Client.id)
    .where(
        Client.discharged_at.is_(None),
        or_(
            Client.planned_until.is_(None),
            Client.planned_until < bindparam("soon"),
            Client.planned_tzdb != TZDB_VERSION,
        ),
    )
    .order_by(Client.planned_until)
    .limit(BATCH)
)
# A reminder for this very start that is open or ended for good. One that was only cancelled (for a
# reason in BRIEF_TAKEN_BACK) does not count, since it can be scheduled again.
_TOLD = exists().where(
    Reminder.subject_id == Appointment.id,
    Reminder.source == BRIEF,
    Reminder.account_id == Account.id,
    Reminder.expires_at == Appointment.starts_at,
    or_(Reminder.reason.is_(None), Reminder.reason.not_in(BRIEF_TAKEN_BACK)),
)
# Built once: the planner runs it with every tick and mostly finds nothing.
_UNTOLD: Select[UUID] = (
    select(Appointment.id)
    .join(Account, Account.id == HOLDER)
    .where(
        Appointment.status == "planned",
        Appointment.starts_at > bindparam("now"),
        Appointment.starts_at <= bindparam("soon"),
        Account.brief_lead_min.is_not(None),
        ~_TOLD,
    )
    .order_by(Appointment.starts_at, Appointment.id)
    .limit(bindparam("most"))
)
