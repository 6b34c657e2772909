"""/v1/clients/{id}/reminders: the ledger, why each slot of a client was reminded of or was not."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.deps import Now, Session, Therapist
from api.care.plans import CarePlan, load_care_plan
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Invalid
from api.platform.http.fields import Out
from api.platform.http.ranges import DateRange, Range
from api.reminders.ignored import IGNORED_BACK, read_streaks
from api.reminders.rows import DUE_WITHIN
from api.reminders.shown import DeliveryOut, Occurrence, show_delivery, shown_columns
from api.rules.reminders.ledger import USUAL_DATES, Unplanned, refused_dates, unplanned
from api.rules.reminders.of_accounts import OF_ACCOUNT
from api.tables import Client, Delivery, Device, Reminder, ReminderDay

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["reminders"])
TITLES = {
    "after_to": "The first date is after the last one.",
    "too_long_ago": "At most 92 days back.",
    "too_far_ahead": "At most 7 days ahead.",
    "range_too_long": "At most 92 dates at once.",
}


class LedgerEntry(Occurrence):
    """`id` is null for a slot of which no reminder was made; `reason` then says why."""

    id: UUID | None


class LedgerOut(Out):
    """`reachable`: some phone takes pushes now. `backing_off`: she ignores them, fewer leave."""

    from_on: date = Field(serialization_alias="from")
    to_on: date = Field(serialization_alias="to")
    timezone: str
    reachable: bool
    backing_off: bool
    items: list[LedgerEntry]


@router.get("/{client_id}/reminders", operation_id="list_reminders", response_model=LedgerOut)
async def list_reminders(
    client_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    span: Range,
    prescription_id: Annotated[UUID | None, Query()] = None,
) -> LedgerOut:
    """List what became of a client's reminders, slots without one too, by when they were due.

    At most 92 dates, from 92 days ago to 7 ahead; the last 7 and all that is planned unless asked.
    """
    client = await access.client(session, client_id, me, now, "view reminders")
    care = await load_care_plan(session, client_id)
    dates = _dates(span, care, client, now)
    made = await _made(session, client_id, dates, prescription_id)
    known = {(entry.prescription_id, entry.local_date, entry.slot) for entry in made}
    plans = [plan for plan in care.plans if prescription_id in (None, plan.prescription_id)]
    rest = unplanned(plans, care.history, care.excused_on, known, dates, now)
    return LedgerOut(
        from_on=dates[0],
        to_on=dates[1],
        timezone=care.timezone,
        items=sorted([*made, *map(_shown, rest)], key=_order),
        **await _today(session, client_id, now),
    )


def _dates(span: DateRange, care: CarePlan, client: Client, now: datetime) -> tuple[date, date]:
    """Return first and last date: those asked for, else the last week and what is planned."""
    today = care.today(now)
    to_on = span.to_on or care.date_of(max(client.planned_until or now, now))
    from_on = span.from_on or min(today, to_on) - timedelta(days=USUAL_DATES - 1)
    refused = refused_dates(from_on, to_on, today)
    if refused:
        end, code = refused
        raise Invalid(f"/query/{end}", code, TITLES[code])
    return from_on, to_on


async def _made(
    session: AsyncSession, client_id: UUID, dates: tuple[date, date], prescription_id: UUID | None
) -> list[LedgerEntry]:
    """Return the reminders that there are: two queries, however many."""
    these = _of(client_id, dates, prescription_id)
    deliveries: dict[UUID, list[DeliveryOut]] = defaultdict(list)
    for row in await session.execute(_DELIVERIES.where(*these)):
        deliveries[row.reminder_id].append(show_delivery(row, row.installation_id))
    return [
        LedgerEntry(**shown_columns(row, COLUMNS), deliveries=deliveries[row.id])
        for row in await session.execute(_REMINDERS.where(*these))
    ]


def _of(
    client_id: UUID, dates: tuple[date, date], prescription_id: UUID | None
) -> list[ColumnElement[bool]]:
    first, last = (datetime.combine(day, time.min, UTC) for day in dates)
    these = [
        Reminder.account_id == client_id,
        Reminder.due_at.between(first - DUE_WITHIN, last + DUE_WITHIN),
        Reminder.local_date.between(*dates),
        Reminder.source.not_in(OF_ACCOUNT),
    ]
    if prescription_id is not None:
        these.append(Reminder.prescription_id == prescription_id)
    return these


async def _today(session: AsyncSession, client_id: UUID, now: datetime) -> dict[str, bool]:
    """Return what hinders her reminders now."""
    phones = exists().where(
        Device.account_id == client_id, Device.disabled_at.is_(None), Device.notifications_allowed
    )
    unanswered = select(func.coalesce(func.sum(ReminderDay.unanswered), 0)).where(
        ReminderDay.client_id == client_id,
        ReminderDay.on_date >= (now - IGNORED_BACK).date(),
    )
    found = await session.execute(select(phones, unanswered.scalar_subquery()))
    reachable, count = found.one()
    streaks = await read_streaks(session, {client_id: count}, now)
    return {"reachable": reachable, "backing_off": streaks[client_id].is_long}


def _shown(found: Unplanned) -> LedgerEntry:
    slot = found.slot
    return LedgerEntry(
        id=None,
        source=found.source,
        prescription_id=slot.prescription_id,
        local_date=slot.local_date,
        slot=slot.slot,
        due_at=slot.due_at,
        expires_at=slot.closes_at,
        state=found.state,
        reason=found.reason,
        deliveries=[],
    )


def _order(entry: LedgerEntry) -> tuple[datetime, str, str]:
    return entry.due_at, str(entry.prescription_id), str(entry.id)


COLUMNS = LedgerEntry.model_fields.keys() - {"deliveries"}
# Built once.
_REMINDERS: Select[*tuple[Any, ...]] = select(*(getattr(Reminder, name) for name in COLUMNS))
_DELIVERIES: Select[*tuple[Any, ...]] = (
    select(
        Delivery.reminder_id,
        Delivery.state,
        Delivery.dispatched_at,
        Delivery.received_at,
        Delivery.opened_at,
        Delivery.error,
        Device.installation_id,
    )
    .join(Reminder, Reminder.id == Delivery.reminder_id)
    .join(Device, Device.id == Delivery.device_id)
    .order_by(Delivery.id)
)
