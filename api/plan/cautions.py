"""The warnings that a therapist gets when prescribing; none of them forbids the prescription."""

from datetime import time

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from api.care.plans import to_version
from api.library import Exercise
from api.library.exercises import DOSE
from api.plan.versions import DEFAULT_MAX_PAIN
from api.rules.plan.plans import HABIT, Schedule
from api.rules.plan.repeats import asks_the_same
from api.rules.reminders.quiet_hours import Quiet, falls_in_quiet
from api.tables import Alert, Client, Prescription, PrescriptionPause, PrescriptionVersion

MANY_EXERCISES = 4


async def warnings_of(
    session: AsyncSession,
    row: Prescription,
    version: PrescriptionVersion,
    item: Exercise,
    client: Client,
) -> list[str]:
    """Return the codes of the warnings about a prescription at a version, stored or not yet."""
    found = {
        "quiet_hours": _sounds_in_quiet(to_version(version).schedule, client),
        "four_or_more_exercises": item.kind != HABIT and await _are_many(session, row),
        "draft_item": item.review_state == "draft",
        "pain_limit_without_reason": _lacks_reason(version),
        "paused_for_safety": await _is_another_paused(session, row),
        "red_flag_open": await _waits_red_flag(session, client),
        "already_prescribed": await _is_there_already(session, row, version),
    }
    return [code for code, holds in found.items() if holds]


def _sounds_in_quiet(schedule: Schedule, client: Client) -> bool:
    """Tell whether a time, or a part of the window for nudges, lies in the quiet hours."""
    if client.quiet_from is None or client.quiet_to is None:
        return False
    quiet = Quiet(client.quiet_from, client.quiet_to)
    times: tuple[time, ...] = schedule.times
    nudges = schedule.nudges
    if nudges is not None:
        times = (*times, nudges.begin)
        if nudges.begin < quiet.from_ < nudges.end:
            times = (*times, quiet.from_)
    return any(falls_in_quiet(at, quiet) for at in times)


def _lacks_reason(version: PrescriptionVersion) -> bool:
    return version.max_pain > DEFAULT_MAX_PAIN and version.max_pain_reason is None


async def _are_many(session: AsyncSession, row: Prescription) -> bool:
    """Tell whether a client has many exercises, this one among them unless it was stopped."""
    others = select(func.count()).where(
        Prescription.client_id == row.client_id,
        Prescription.id != row.id,
        Prescription.stopped_at.is_(None),
        Prescription.kind != HABIT,
    )
    itself = row.stopped_at is None
    return (await session.scalar(others) or 0) + itself >= MANY_EXERCISES


async def _is_another_paused(session: AsyncSession, row: Prescription) -> bool:
    """Tell whether another prescription of the client is in a safety pause."""
    paused = exists().where(
        PrescriptionPause.prescription_id == Prescription.id,
        PrescriptionPause.safety,
        PrescriptionPause.until_at.is_(None),
        Prescription.client_id == row.client_id,
        Prescription.id != row.id,
        Prescription.stopped_at.is_(None),
    )
    return bool(await session.scalar(select(paused)))


async def _is_there_already(
    session: AsyncSession, row: Prescription, version: PrescriptionVersion
) -> bool:
    """Tell whether the client has another open prescription of the same item that asks the same."""
    alike = select(Prescription).where(
        Prescription.client_id == row.client_id,
        Prescription.exercise == row.exercise,
        Prescription.id != row.id,
        Prescription.stopped_at.is_(None),
    )
    others = await session.scalars(alike.options(selectinload(Prescription.versions)))
    return any(_asks_the_same(version, other.versions[-1]) for other in others)


def _asks_the_same(one: PrescriptionVersion, other: PrescriptionVersion) -> bool:
    doses = [tuple(getattr(version, name) for name in DOSE) for version in (one, other)]
    schedules = [to_version(version).schedule for version in (one, other)]
    return doses[0] == doses[1] and asks_the_same(*schedules)


async def _waits_red_flag(session: AsyncSession, client: Client) -> bool:
    """Tell whether a red flag of the client has not been acknowledged yet."""
    waits = exists().where(
        Alert.client_id == client.id, Alert.kind == "red_flag", Alert.acknowledged_at.is_(None)
    )
    return bool(await session.scalar(select(waits)))
