"""What came of the pushes that left: deliveries, their reminders, and the phones that are gone."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Delivery, Device, Reminder
from push.marks import Parcel
from push.metrics import ANSWERS, ENDED
from push.transports import Accepted, Dead, Outcome, Refused, Retry, Unknown

log = structlog.get_logger("carryover.push")
FIRST_RETRY_S, LONGEST_RETRY_S = 10, 300
# Five phones do not break at once; a payload does, and then the phones are not to blame.
SUSPICIOUS = 5
STATES: dict[type[Outcome], str] = {
    Accepted: "accepted",
    Retry: "retry",
    Dead: "dead",
    Refused: "refused",
    Unknown: "unknown",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One push with its outcome."""

    parcel: Parcel
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class End:
    """Where a reminder goes from here; with `retry_at` it is tried again then."""

    reminder_id: UUID
    state: str
    reason: str | None
    retry_at: datetime | None = None


async def record(session: AsyncSession, sent: Sequence[Sent], token: UUID, now: datetime) -> None:
    """Store the outcomes, end or reschedule the reminders, and disable targets that are dead."""
    ids = list({each.parcel.reminder_id for each in sent})
    ours = (await session.execute(_OURS, {"ids": ids, "mine": token})).all()
    connection = await session.connection()
    await connection.execute(_STORE, [_stored(each) for each in sent])
    states = await _states(session, sent)
    waits = _waits(sent)
    await _settle(session, [_end(row, states[row.id], waits.get(row.id), now) for row in ours])
    await _disable(session, sent, now)
    for each in sent:
        _note(each.outcome)


async def _states(session: AsyncSession, sent: Sequence[Sent]) -> dict[UUID, set[str]]:
    """Return the states of each reminder's deliveries; those of before count unless one arrived."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for each in sent:
        found[each.parcel.reminder_id].add(STATES[type(each.outcome)])
    unclear = [key for key, states in found.items() if "accepted" not in states]
    if unclear:
        for reminder_id, state in await session.execute(_STATES, {"ids": unclear}):
            found[reminder_id].add(state)
    return found


def _stored(sent: Sent) -> dict[str, Any]:
    outcome = sent.outcome
    return {
        "which": sent.parcel.delivery_id,
        "left_at": sent.parcel.dispatched_at,
        "state": STATES[type(outcome)],
        "message_name": outcome.name if isinstance(outcome, Accepted) else None,
        "error": None if isinstance(outcome, Accepted) else outcome.code,
    }


def _waits(sent: Iterable[Sent]) -> dict[UUID, list[Retry]]:
    found: dict[UUID, list[Retry]] = defaultdict(list)
    for each in sent:
        if isinstance(each.outcome, Retry):
            found[each.parcel.reminder_id].append(each.outcome)
    return found


def _end(row: Any, states: set[str], retries: list[Retry] | None, now: datetime) -> End:
    """Return how a reminder goes on: tried again while it lasts, else ended by its deliveries."""
    if retries:
        at = now + max(_wait(row, retry) for retry in retries)
        if at < row.expires_at:
            return End(row.id, "scheduled", None, at)
    return End(row.id, *_final(states))


def _final(states: set[str]) -> tuple[str, str | None]:
    if "accepted" in states:
        return "sent", None
    for state, reason in (("unknown", "unknown"), ("retry", "not_accepted_in_time")):
        if state in states:
            return "failed", reason
    return "failed", "refused" if "refused" in states else "target_dead"


def _wait(row: Any, retry: Retry) -> timedelta:
    """Return how long to wait: what FCM asked for, else exponential with a stable jitter."""
    if retry.after_s is not None:
        return timedelta(seconds=max(1.0, retry.after_s))
    jitter = hashlib.sha256(row.id.bytes + bytes([row.attempts % 256])).digest()[0] / 256
    backoff = min(FIRST_RETRY_S * 2 ** max(0, min(row.attempts - 1, 10)), LONGEST_RETRY_S)
    return timedelta(seconds=backoff * (1 + jitter))


async def _settle(session: AsyncSession, ends: Iterable[End]) -> None:
    """Write the ends: those of one kind, which are nearly all, in one statement."""
    kinds: dict[tuple[str, str | None], list[UUID]] = defaultdict(list)
    retries = []
    for end in ends:
        if end.retry_at is None:
            kinds[end.state, end.reason].append(end.reminder_id)
        else:
            retries.append({"which": end.reminder_id, "at": end.retry_at})
    for (state, reason), ids in kinds.items():
        await session.execute(_END, {"ids": ids, "to": state, "why": reason})
        ENDED.labels(state, reason or "none").inc(len(ids))
    if retries:
        await (await session.connection()).execute(_RETRY, retries)


async def _disable(session: AsyncSession, sent: Sequence[Sent], now: datetime) -> None:
    """Disable dead targets, unless their phones have registered others meanwhile."""
    dead = [each for each in sent if isinstance(each.outcome, Dead)]
    if _is_suspicious(sent):
        log.error("push_payload_suspected", pushes=len(sent))
        dead = [each for each in dead if not _is_invalid(each)]
    if dead:
        rows = [_disabled(each.parcel, each.outcome, now) for each in dead]
        await (await session.connection()).execute(_DISABLE, rows)


def _is_invalid(sent: Sent) -> bool:
    return sent.outcome == Dead("INVALID_ARGUMENT")


def _is_suspicious(sent: Sequence[Sent]) -> bool:
    """Tell whether so many targets are called invalid that our own payload must be."""
    invalid = sum(map(_is_invalid, sent))
    return invalid >= SUSPICIOUS and invalid * 2 > len(sent)


def _disabled(parcel: Parcel, outcome: Outcome, now: datetime) -> dict[str, Any]:
    return {
        "which": parcel.device_id,
        "generation": parcel.target_generation,
        "disabled_at": now,
        "disabled_reason": _code(outcome).lower(),
    }


def _note(outcome: Outcome) -> None:
    ANSWERS.labels(STATES[type(outcome)], _code(outcome)).inc()
    # Another project's phones, or a refusal: the operator has something to mend.
    if isinstance(outcome, Refused) or outcome == Dead("SENDER_ID_MISMATCH"):
        log.warning("push_refused", code=_code(outcome))


def _code(outcome: Outcome) -> str:
    return "none" if isinstance(outcome, Accepted) else outcome.code


def _among(column: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.in_(bindparam("ids", expanding=True))
    return found


# Built once. What was given up as unknown is settled after all when its answer comes late.
_GIVEN_UP = and_(Reminder.state == "failed", Reminder.reason == "unknown")
_OURS: Select[*tuple[Any, ...]] = (
    select(Reminder.id, Reminder.attempts, Reminder.expires_at)
    .where(_among(Reminder.id), or_(Reminder.claim_token == bindparam("mine"), _GIVEN_UP))
    .order_by(Reminder.id)
    .with_for_update()
)
# The instant keeps an answer that is recorded twice from touching a later push.
_STORE = update(Delivery).where(
    Delivery.id == bindparam("which"),
    Delivery.dispatched_at == bindparam("left_at"),
    or_(Delivery.state == "dispatching", Delivery.state == "unknown"),
)
_STATES: Select[*tuple[Any, ...]] = select(Delivery.reminder_id, Delivery.state).where(
    _among(Delivery.reminder_id)
)
_FREE: dict[str, Any] = {"claim_token": None, "lease_until": None}
_END = (
    update(Reminder)
    .where(_among(Reminder.id))
    .values(state=bindparam("to"), reason=bindparam("why"), **_FREE)
    .execution_options(synchronize_session=False)
)
_RETRY = (
    update(Reminder)
    .where(Reminder.id == bindparam("which"))
    .values(state="scheduled", reason=None, next_attempt_at=bindparam("at"), **_FREE)
)
_DISABLE = update(Device).where(
    Device.id == bindparam("which"),
    Device.target_generation == bindparam("generation"),
    Device.disabled_at.is_(None),
)
