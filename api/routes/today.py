"""/v1/me/today: the home screen, in one call."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncSession

from api.content import Library
from api.deps import ClientMe, Content, Language, Now, Session
from api.domain.instants import instant, zone
from api.domain.schedules import DAY, Plan, Slot, duty_slots, pause_of, paused_at
from api.domain.streaks import streak
from api.domain.uploads import LATE_UPLOAD_DAYS
from api.errors import Invalid
from api.json_bodies import JsonRoute
from api.models import Appointment, CheckIn, Client, Log
from api.plans import CarePlan, load_care_plan
from api.prescriptions import DoseOut, ExerciseCard, show_exercise
from api.schemas import LocalDate, Out

router = APIRouter(route_class=JsonRoute, prefix="/v1/me", tags=["today"])
STREAK_DAYS = 366


class SlotOut(Out):
    slot: str
    due_at: datetime
    outcome: str | None


class TodayItem(Out):
    prescription_id: UUID
    version: int
    exercise: ExerciseCard
    dose: DoseOut
    note: str | None
    slots: list[SlotOut]


class TodayHabit(Out):
    """`logged` is the day's outcome, null while it is open."""

    prescription_id: UUID
    exercise: ExerciseCard
    note: str | None
    logged: str | None


class CheckInState(Out):
    done: bool
    due_at: datetime | None


class NextAppointment(Out):
    id: UUID
    starts_at: datetime
    duration_min: int


class SafetyTextOut(Out):
    """A fixed text, here so that the phone can show it without a network."""

    key: str
    title: str
    body: str
    note: str


class TodayOut(Out):
    on: date
    timezone: str
    items: list[TodayItem]
    habits: list[TodayHabit]
    check_in: CheckInState
    next_appointment: NextAppointment | None
    acknowledgements: list[dict[str, Any]]
    paused_for_safety: bool
    safety_texts: list[SafetyTextOut]
    streak: int


@dataclass(frozen=True, slots=True)
class _Day:
    """One client's local date and everything that is drawn of it."""

    on: date
    now: datetime
    care: CarePlan
    client: Client
    outcomes: dict[tuple[UUID, str], str]
    library: Library
    language: str


@router.get("/today", operation_id="get_today", response_model=TodayOut)
async def get_today(
    me: ClientMe,
    session: Session,
    now: Now,
    library: Content,
    language: Language,
    on: Annotated[LocalDate | None, Query()] = None,
) -> TodayOut:
    """Read my home screen: one call, for today where I am or another date."""
    care = await load_care_plan(session, me.id)
    client = await session.get_one(Client, me.id)
    on = _asked(on, care, now)
    outcomes = await _outcomes(session, me.id, on)
    day = _Day(on, now, care, client, outcomes, library, language)
    active_on = await _active_dates(session, me.id, on)
    return TodayOut(
        on=on,
        timezone=care.timezone,
        items=_items(day),
        habits=_habits(day),
        check_in=await _check_in(session, day),
        next_appointment=await _next_appointment(session, me.id, now),
        acknowledgements=[],
        paused_for_safety=_paused_for_safety(care, now),
        safety_texts=[SafetyTextOut(**t) for t in library.safety_texts(language).as_list()],
        streak=streak(min(on, care.today(now)), active_on, _due_dates(care, on), care.excused_on),
    )


def _asked(on: date | None, care: CarePlan, now: datetime) -> date:
    today = care.today(now)
    if on is not None and abs((on - today).days) > LATE_UPLOAD_DAYS:
        raise Invalid("/query/on", "too_far_from_today")
    return on or today


def _items(day: _Day) -> list[TodayItem]:
    shown = []
    for row, plan in zip(day.care.prescriptions, day.care.plans, strict=True):
        slots = [] if plan.is_habit else _open_slots(plan, day)
        if slots:
            version = row.versions[slots[0].version - 1]
            shown.append(
                TodayItem(
                    prescription_id=row.id,
                    version=version.number,
                    exercise=show_exercise(row, version, day.library, day.language),
                    dose=DoseOut.model_validate(version),
                    note=version.note,
                    slots=[_slot(slot, day) for slot in slots],
                )
            )
    return shown


def _habits(day: _Day) -> list[TodayHabit]:
    shown = []
    for row, plan in zip(day.care.prescriptions, day.care.plans, strict=True):
        slots = _open_slots(plan, day) if plan.is_habit else []
        for slot in slots:
            version = row.versions[slot.version - 1]
            shown.append(
                TodayHabit(
                    prescription_id=row.id,
                    exercise=show_exercise(row, version, day.library, day.language),
                    note=version.note,
                    logged=day.outcomes.get((row.id, DAY)),
                )
            )
    return shown


def _open_slots(plan: Plan, day: _Day) -> list[Slot]:
    slots = duty_slots(plan, day.care.history, day.on, day.on)
    return [slot for slot in slots if pause_of(plan, slot) is None]


def _slot(slot: Slot, day: _Day) -> SlotOut:
    outcome = day.outcomes.get((slot.prescription_id, slot.slot))
    return SlotOut(slot=slot.slot, due_at=slot.due_at, outcome=outcome)


async def _outcomes(
    session: AsyncSession, client_id: UUID, on: date
) -> dict[tuple[UUID, str], str]:
    rows = await session.execute(
        select(Log.prescription_id, Log.slot, Log.outcome).where(
            Log.client_id == client_id, Log.local_date == on, Log.undone.is_(False)
        )
    )
    return {(prescription_id, slot): outcome for prescription_id, slot, outcome in rows}


async def _active_dates(session: AsyncSession, client_id: UUID, on: date) -> set[date]:
    """Return the dates with a log or a check-in, as far back as a streak can reach."""
    since = on - timedelta(days=STREAK_DAYS)
    logged = select(Log.local_date).where(
        Log.client_id == client_id, Log.local_date.between(since, on), Log.undone.is_(False)
    )
    checked = select(CheckIn.on_date).where(
        CheckIn.client_id == client_id, CheckIn.on_date.between(since, on)
    )
    return set(await session.scalars(union(logged, checked)))


def _due_dates(care: CarePlan, on: date) -> frozenset[date]:
    since = on - timedelta(days=STREAK_DAYS)
    return frozenset(
        slot.local_date
        for plan in care.plans
        for slot in duty_slots(plan, care.history, since, on)
        # What was due before it was prescribed was never missed.
        if pause_of(plan, slot) is None and slot.committed_at <= slot.due_at
    )


async def _check_in(session: AsyncSession, day: _Day) -> CheckInState:
    done = await session.scalar(
        select(CheckIn.id).where(CheckIn.client_id == day.client.id, CheckIn.on_date == day.on)
    )
    due_at = instant(day.on, day.client.check_in_time, zone(day.care.timezone))
    return CheckInState(done=done is not None, due_at=due_at)


async def _next_appointment(
    session: AsyncSession, client_id: UUID, now: datetime
) -> NextAppointment | None:
    row = await session.scalar(
        select(Appointment)
        .where(
            Appointment.client_id == client_id,
            Appointment.status == "planned",
            Appointment.starts_at >= now,
        )
        .order_by(Appointment.starts_at)
        .limit(1)
    )
    return None if row is None else NextAppointment.model_validate(row)


def _paused_for_safety(care: CarePlan, now: datetime) -> bool:
    pauses = (paused_at(plan, now) for plan in care.plans if plan.stopped_at is None)
    return any(pause is not None and pause.safety for pause in pauses)
