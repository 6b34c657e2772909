"""Planning reminders for the days ahead, and adding reminders of briefs that were missed.

A change that affects the reminder of a brief updates it in the same transaction. Two cases escape
that and are made up for here: an older version of the code running beside this one, and a push
that was in flight during the change and came back.
"""

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Planned:
    """A client whose plan was extended; `anew`: it was made with another tzdb before.

    `moved` is how many of her reminders that changed.
    """

    anew: bool
    moved: int


async def plan_due_clients(
    sessions: Sessions, clock: Clock, spread_s: int, goes_on: Callable[[], bool]
) -> None:
    """Extend plans that run short or were made with another tzdb, as long as there are any.

    What a new tzdb has moved is logged as one number.
    """
    planned: list[Planned] = []
    while goes_on() and (found := await _plan_some(sessions, clock, spread_s)):
        planned += found
    if any(each.anew for each in planned):
        moved = sum(each.moved for each in planned)
        log.info("tzdb_changed", tzdb=TZDB_VERSION, reminders_moved=moved)


async def remind_of_untold(sessions: Sessions, clock: Clock, spread_s: int) -> None:
    """Add missing reminders of briefs, the next session first, up to a limit per tick."""
    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
        soon = {"now": now, "soon": now + SOON, "most": UNTOLD_BATCH}
        ids = list(await session.scalars(_UNTOLD, soon))
    for appointment_id in ids:
        await _remind(sessions, appointment_id, now, spread_s)


async def _plan_some(sessions: Sessions, clock: Clock, spread_s: int) -> list[Planned]:
    """Plan up to a batch of clients, each in a transaction; return those that succeeded."""
    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
        rows = (await session.execute(_SHORT, {"soon": now + ENOUGH})).all()
    found = [(row, await _plan(sessions, row.id, now, spread_s)) for row in rows]
    return [
        Planned(row.planned_tzdb not in (None, TZDB_VERSION), moved)
        for row, moved in found
        if moved is not None
    ]


async def _plan(sessions: Sessions, client_id: UUID, now: datetime, spread_s: int) -> int | None:
    """Plan one client and prune her old reminders; return how many moved.

    An error does not stop the others, and is None.
    """
    try:
        async with transaction(sessions) as session:
            moved = await plan_ahead(session, client_id, now, spread_s)
        async with transaction(sessions) as session:
            await prune(session, [client_id], now)
    except Exception as error:
        if is_unavailable(error):
            raise
        log.error("plan_failed", client=str(client_id), **describe(error))
        return None
    return moved


async def _remind(sessions: Sessions, appointment_id: UUID, now: datetime, spread_s: int) -> None:
    """Update the reminder of one brief; an error does not stop the others."""
    try:
        async with transaction(sessions) as session:
            await remind_of_briefs(session, Appointment.id == appointment_id, now, spread_s)
    except Exception as error:
        if is_unavailable(error):
            raise
        log.error("brief_failed", appointment=str(appointment_id), **describe(error))


_SHORT: Select[UUID, str | None] = (
    select(Client.id, Client.planned_tzdb)
    .where(
        Client.discharged_at.is_(None),
        Client.erase_at.is_(None),
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
