"""What came of the pushes that left: deliveries, their reminders, and the phones that are gone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Select, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import among
from api.platform.statements import fetch, run_many
from api.reminders.rows import try_again
from api.tables import Delivery, Device, Reminder
from push.holds.brakes import brake
from push.holds.browsers import apart, concerns_all
from push.holds.suspicion import is_invalid, judge
from push.metrics import ANSWERS, DISABLED
from push.transports import (
    KEY_REJECTED,
    WEB_PUSH,
    Accepted,
    Dead,
    Outcome,
    Proof,
    Refused,
    Retry,
    Unknown,
)
from push.turn.claims import MAY_HAVE_ARRIVED, release
from push.turn.ends import Result, result_of, result_of_follower
from push.turn.marks import Parcel

log = structlog.get_logger("carryover.push")
# Another project's phones, a token that FCM does not take, a key that no browser was told.
TO_MEND: frozenset[tuple[type[Outcome], str]] = frozenset(
    {(Dead, "SENDER_ID_MISMATCH"), (Retry, "UNAUTHENTICATED"), (Retry, KEY_REJECTED)}
)
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


async def record(
    session: AsyncSession,
    sent: Sequence[Sent],
    followers: Mapping[UUID, UUID],
    token: UUID,
    now: datetime,
) -> None:
    """Store the outcomes, end or reschedule the reminders, and disable targets that are dead.

    `followers`, each with its leader, end with it or go on without it. What holds up more than
    these reminders is written along with them.
    """
    leaders = {each.parcel.reminder_id for each in sent}
    these = {"ids": [*leaders, *followers], "mine": token}
    locked = await fetch(session, _OURS, these)
    ours = [row for row in locked if row.id in leaders]
    sent, suspected = await _judged(session, sent, {row.id: row.account_id for row in ours}, now)
    pushes = [(each.parcel.target, each.outcome) for each in sent]
    held = await brake(session, pushes, now, suspected=suspected)
    await run_many(session, _STORE, [_stored(each) for each in sent])
    states = await _states(session, sent)
    again = _again(sent)
    results = {
        row.id: result_of(row, states[row.id], again.get(row.id, ()), held, now) for row in ours
    }
    for row in locked:
        # One that was let go meanwhile is no longer claimed for its leader.
        if row.id in followers and row.claim_token == token:
            leader = followers[row.id]
            results[row.id] = result_of_follower(row, states[leader], results.get(leader), now)
    await _settle(session, results.values())
    await _disable(session, sent, now)
    _note(each.outcome for each in sent)


async def _judged(
    session: AsyncSession, sent: Sequence[Sent], people: Mapping[UUID, UUID], now: datetime
) -> tuple[Sequence[Sent], bool]:
    """Return the pushes, and whether our message is likely to be at fault for the invalid ones.

    As soon as it may be, no target is blamed: what was called invalid counts as refused. What the
    service of one browser holds against us holds up no other.
    """
    # A reminder that is no longer ours stands for its person.
    owners = [people.get(each.parcel.reminder_id, each.parcel.reminder_id) for each in sent]
    told = [(each.parcel.target, each.outcome) for each in sent]
    pushes = [(owner, *each) for owner, each in zip(owners, told, strict=True)]
    of_fcm = [(who, outcome) for who, target, outcome in pushes if target.kind != WEB_PUSH]
    verdict = await judge(session, of_fcm, now)
    if verdict != "believed":
        sent = [_excused(each) for each in sent]
    if not await concerns_all(session, pushes, now):
        sent = [replace(each, outcome=apart(each.parcel.target, each.outcome)) for each in sent]
    return sent, verdict == "flood"


def _excused(sent: Sent) -> Sent:
    """Return a push that was called invalid as refused, any other as it is."""
    if isinstance(sent.outcome, Dead) and is_invalid(sent.outcome):
        return replace(sent, outcome=Refused(sent.outcome.code))
    return sent


async def _states(session: AsyncSession, sent: Sequence[Sent]) -> dict[UUID, set[str]]:
    """Return the states of each reminder's deliveries; those of before count unless one arrived."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for each in sent:
        found[each.parcel.reminder_id].add(STATES[type(each.outcome)])
    unclear = [key for key, states in found.items() if "accepted" not in states]
    if unclear:
        for reminder_id, state in await fetch(session, _STATES, {"ids": unclear}):
            found[reminder_id].add(state)
    return found


def _again(sent: Iterable[Sent]) -> dict[UUID, list[tuple[str, Retry]]]:
    """Return what is to be tried again, each with its scope, by reminder."""
    found: dict[UUID, list[tuple[str, Retry]]] = defaultdict(list)
    for each in sent:
        if isinstance(each.outcome, Retry):
            found[each.parcel.reminder_id].append((each.parcel.target.scope, each.outcome))
    return found


def _stored(sent: Sent) -> dict[str, Any]:
    outcome = sent.outcome
    return {
        "which": sent.parcel.delivery_id,
        "left_at": sent.parcel.dispatched_at,
        "to": STATES[type(outcome)],
        "name": outcome.name if isinstance(outcome, Accepted) else None,
        "why": None if isinstance(outcome, Accepted) else outcome.code,
    }


async def _settle(session: AsyncSession, results: Iterable[Result]) -> None:
    """Write the results: those of one kind, which are nearly all, in one statement."""
    kinds: dict[tuple[str, str | None], list[UUID]] = defaultdict(list)
    retries = []
    for result in results:
        if result.retry_at is None:
            kinds[result.state, result.reason].append(result.reminder_id)
        else:
            retries.append({"which": result.reminder_id, "at": result.retry_at})
    for (state, reason), ids in kinds.items():
        await release(session, ids, state, reason)
    await try_again(session, retries)


async def _disable(session: AsyncSession, sent: Sequence[Sent], now: datetime) -> None:
    dead = [
        (each.parcel.device_id, each.parcel.target_generation, each.outcome)
        for each in sent
        # Whose target a proof went to is not known.
        if isinstance(each.outcome, Dead) and not isinstance(each.parcel.message, Proof)
    ]
    await disable_dead(session, dead, now)


async def disable_dead(
    session: AsyncSession, dead: Iterable[tuple[UUID, int, Dead]], now: datetime
) -> None:
    """Disable dead targets by phone and generation, unless they have been replaced meanwhile."""
    rows = [
        {
            "which": device_id,
            "generation": generation,
            "at": now,
            "why": outcome.code.lower(),
        }
        for device_id, generation, outcome in sorted(dead, key=itemgetter(0))
    ]
    await run_many(session, _DISABLE, rows)
    for row in rows:
        DISABLED.labels(row["why"]).inc()


def _note(outcomes: Iterable[Outcome]) -> None:
    """Count the outcomes, and warn of those that the operator has something to mend about."""
    answers: Counter[tuple[str, str]] = Counter()
    wrong: Counter[str] = Counter()
    for outcome in outcomes:
        answers[STATES[type(outcome)], _code(outcome)] += 1
        if isinstance(outcome, Refused) or (type(outcome), _code(outcome)) in TO_MEND:
            wrong[_code(outcome)] += 1
    for (state, code), pushes in answers.items():
        ANSWERS.labels(state, code).inc(pushes)
    for code, pushes in wrong.items():
        log.warning("push_refused", code=code, pushes=pushes)


def _code(outcome: Outcome) -> str:
    return "none" if isinstance(outcome, Accepted) else outcome.code


# Built once. What was given up as unknown is settled after all when its answer comes late.
_OURS: Select[*tuple[Any, ...]] = (
    select(
        Reminder.id,
        Reminder.account_id,
        Reminder.attempts,
        Reminder.expires_at,
        Reminder.claim_token,
    )
    .where(among(Reminder.id), or_(Reminder.claim_token == bindparam("mine"), MAY_HAVE_ARRIVED))
    .order_by(Reminder.id)
    .with_for_update()
)
# The instant keeps an answer that is recorded twice from touching a later push.
_STORE = (
    update(Delivery)
    .where(
        Delivery.id == bindparam("which"),
        Delivery.dispatched_at == bindparam("left_at"),
        or_(Delivery.state == "dispatching", Delivery.state == "unknown"),
    )
    .values(state=bindparam("to"), message_name=bindparam("name"), error=bindparam("why"))
)
_STATES: Select[*tuple[Any, ...]] = select(Delivery.reminder_id, Delivery.state).where(
    among(Delivery.reminder_id)
)
_DISABLE = (
    update(Device)
    .where(
        Device.id == bindparam("which"),
        Device.target_generation == bindparam("generation"),
        Device.disabled_at.is_(None),
    )
    .values(disabled_at=bindparam("at"), disabled_reason=bindparam("why"))
)
