"""Stops for safety: a red flag pauses all that a client does, a stop rule its own item.

A flag or rule fires once for its check-in or log. Nothing takes it back but the therapist's resume.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.locks import lock_client
from api.care.plans import WHOLE, is_open
from api.library import Library
from api.platform.db import insert_into
from api.platform.ids import new_id
from api.reminders.planning import replan
from api.safety.alerts import open_alert
from api.tables import Prescription, PrescriptionPause, SafetyEvent

RED_FLAG, EXERCISE_STOP = "red_flag", "exercise_stop"
# What came just before a stop may have waited for it, and found the item stopped.
OVERTAKEN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Said:
    """What a client said: the red flags of her check-in, or the stop rules that her log meets."""

    client_id: UUID
    subject_id: UUID
    on_date: date
    codes: list[str]


async def raise_red_flags(
    session: AsyncSession, said: Said, library: Library, now: datetime, spread_s: int
) -> None:
    """Pause everything but harmless habits and alert the therapist, for each flag that is new."""
    # Pauses change under the client's lock alone.
    await lock_client(session, said.client_id)
    words = library.vocabulary("en")
    events = await _record(
        session,
        [_event(said, RED_FLAG, code, words.level_of_flag(code), now) for code in said.codes],
    )
    if not events:
        return
    hers = select(Prescription).where(Prescription.client_id == said.client_id)
    # Read again under the lock: what was read before it may have changed since.
    anew = hers.options(*WHOLE).execution_options(populate_existing=True)
    for row in await session.scalars(anew.order_by(Prescription.id)):
        if not library.pinned(row.exercise, row.versions[-1].exercise_version).harmless:
            _pause(row, RED_FLAG, now)
    await _alert(session, events, None, now)
    await replan(session, said.client_id, now, spread_s)


async def stop_exercise(
    session: AsyncSession,
    row: Prescription,
    said: Said,
    pain: dict[str, int | None],
    now: datetime,
    spread_s: int,
) -> None:
    """Pause an item, loaded with its pauses under the client's lock, and alert the therapist.

    `pain` is what the rules were applied to: pain_before, pain_after and max_pain.
    """
    this = {"prescription_id": row.id, "evidence": pain}
    events = await _record(
        session, [_event(said, EXERCISE_STOP, code, "stop", now) | this for code in said.codes]
    )
    if not events:
        return
    _pause(row, EXERCISE_STOP, now)
    await _alert(session, events, row.exercise, now)
    await replan(session, said.client_id, now, spread_s)


async def pause_for_what_came(
    session: AsyncSession, row: Prescription, since: datetime, library: Library
) -> None:
    """Pause a prescription whose stop is taken back, if a stop for safety came since that stop.

    So does one from just before it that paused nothing, since it was carried out after it.
    """
    came = SafetyEvent.prescription_id == row.id
    if not library.pinned(row.exercise, row.versions[-1].exercise_version).harmless:
        came |= SafetyEvent.kind == RED_FLAG
    query = select(SafetyEvent).where(SafetyEvent.client_id == row.client_id, came)
    earliest = max(since - OVERTAKEN, row.created_at)
    query = query.where(SafetyEvent.created_at >= earliest).order_by(SafetyEvent.created_at)
    found = await session.scalars(query)
    event = next((e for e in found if e.created_at >= since or not _has_paused(e, row)), None)
    if event is not None:
        _pause(row, event.kind, event.created_at)


def is_stopped_for_safety(row: Prescription, now: datetime) -> bool:
    """Tell whether a safety pause of a prescription, loaded with its pauses, has not ended."""
    return any(pause.safety and is_open(pause, now) for pause in row.pauses)


def _has_paused(event: SafetyEvent, row: Prescription) -> bool:
    """Tell whether a prescription was paused for safety when an event came, or by it."""
    at = event.created_at
    return any(
        pause.safety and pause.from_at <= at and (pause.until_at is None or at <= pause.until_at)
        for pause in row.pauses
    )


def _event(said: Said, kind: str, code: str, level: str | None, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "created_at": now,
        "client_id": said.client_id,
        "kind": kind,
        "code": code,
        "level": level,
        "on_date": said.on_date,
        "subject_id": said.subject_id,
        "prescription_id": None,
        "evidence": {},
    }


async def _record(session: AsyncSession, rows: list[dict[str, Any]]) -> list[SafetyEvent]:
    """Store the events that their check-in or log has not had yet, and return these."""
    insert = insert_into(session, SafetyEvent).values(rows).on_conflict_do_nothing()
    found = await session.scalars(insert.returning(SafetyEvent))
    order = [row["id"] for row in rows]
    return sorted(found, key=lambda event: order.index(event.id))


def _pause(row: Prescription, reason: str, now: datetime) -> None:
    """Pause a prescription until it is resumed, unless it is stopped or so paused already."""
    if row.stopped_at is None and not is_stopped_for_safety(row, now):
        pause = PrescriptionPause(created_at=now, from_at=now, reason=reason, safety=True)
        row.pauses.append(pause)


async def _alert(
    session: AsyncSession, events: list[SafetyEvent], exercise: str | None, now: datetime
) -> None:
    """Tell of events, all of one client and kind."""
    evidence = [
        {
            "at": now.isoformat(),
            "on": event.on_date.isoformat(),
            "code": event.code,
            "level": event.level,
            "event_id": str(event.id),
            "prescription_id": event.prescription_id and str(event.prescription_id),
            "exercise": exercise,
            "pain_before": event.evidence.get("pain_before"),
            "pain_after": event.evidence.get("pain_after"),
        }
        for event in events
    ]
    await open_alert(session, events[0].client_id, events[0].kind, evidence, now)
