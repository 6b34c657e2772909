"""What is known of claimed reminders at the moment they would leave."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, bindparam, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import among
from api.platform.statements import fetch
from api.reminders.done import IS_DONE
from api.reminders.ignored import IGNORED_BACK, IGNORED_OFTEN, Streak, read_streaks
from api.rules.reminders.agenda import CHECK_IN, WEEKLY
from api.rules.reminders.leaving import ALONE, RANKS, Facts
from api.rules.reminders.of_accounts import AFTER_CARE
from api.rules.reminders.quiet_hours import Quiet
from api.tables import (
    Account,
    Client,
    Delivery,
    Prescription,
    PrescriptionPause,
    Reminder,
    ReminderDay,
)
from push.holds.holds import Holds
from push.turn.briefs import Brief, read_briefs
from push.turn.claims import REACHED, Claimed
from push.turn.local import Local, read_local, without_local
from push.turn.phones import Phone, held_until, open_to, read_own_phones, read_phones

CAN_BE_HELD_BACK = ("prescription", "nudge", CHECK_IN, WEEKLY)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reminder about to leave: what decides it, and the phones it has not reached yet.

    `deliveries` has the id and the state of what left before, by phone. `cap` is the most that
    may leave on one of the client's dates, None for a therapist. `ignored_since` is set when it
    is held back.
    """

    reminder: Claimed
    facts: Facts
    locale: str
    cap: int | None
    ignored_since: datetime | None
    phones: tuple[Phone, ...]
    deliveries: Mapping[UUID, tuple[UUID, str]]


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of a claimed reminder; `row` has what `_CONTEXT` reads."""

    row: Any
    phones: Sequence[Phone]
    deliveries: Mapping[UUID, tuple[UUID, str]]
    streak: Streak | None
    brief: Brief | None
    local: Local

    @property
    def quiet(self) -> Quiet | None:
        if self.row.quiet_from is None:
            return None
        return Quiet(self.row.quiet_from, self.row.quiet_to)


async def read_candidates(
    session: AsyncSession,
    claimed: Sequence[Claimed],
    kinds: Collection[str],
    holds: Holds,
    now: datetime,
) -> list[Candidate]:
    """Return reminders with all that decides whether they leave; a phone of other `kinds` is none.

    At most five queries, one more for each source that is not for all phones of an account, and one
    if any phone has set notifications by itself.
    """
    if not claimed:
        return []
    known = await _read_known(session, claimed, kinds, now)
    return [candidate_of(each, known[each.id], holds, now) for each in claimed]


async def _read_known(
    session: AsyncSession, claimed: Sequence[Claimed], kinds: Collection[str], now: datetime
) -> dict[UUID, Known]:
    ids, since = [each.id for each in claimed], (now - IGNORED_BACK).date()
    context = await fetch(session, _CONTEXT, {"ids": ids, "now": now, "since": since})
    rows = {row.id: row for row in context}
    phones = await read_phones(session, list({each.account_id for each in claimed}), kinds)
    own = await read_own_phones(session, claimed, kinds)
    by_phone = {each for each, hers in phones.items() if any(p.sets_itself for p in hers)}
    local = await read_local(session, list(by_phone), now) if by_phone else {}
    # Whoever is claimed for the first time has had none, but for what a phone has set itself.
    again = [each.id for each in claimed if each.attempts > 1 or each.account_id in by_phone]
    deliveries = await _deliveries(session, again)
    briefs = await read_briefs(session, claimed)
    streaks = await _read_streaks(session, claimed, rows, now)
    return {
        each.id: Known(
            rows[each.id],
            own.get(each.id, phones.get(each.account_id, ())),
            deliveries.get(each.id, {}),
            streaks.get(each.account_id),
            briefs.get(each.id),
            local if each.source in CAN_BE_HELD_BACK else {},
        )
        for each in claimed
    }


async def _read_streaks(
    session: AsyncSession, claimed: Sequence[Claimed], rows: Mapping[UUID, Any], now: datetime
) -> Mapping[UUID, Streak]:
    """Return how long reminders were ignored, by account, of those who often ignore them."""
    unanswered = {each.account_id: rows[each.id].unanswered or 0 for each in claimed}
    often = {account: count for account, count in unanswered.items() if count >= IGNORED_OFTEN}
    return await read_streaks(session, often, now)


async def _deliveries(
    session: AsyncSession, ids: list[UUID]
) -> dict[UUID, dict[UUID, tuple[UUID, str]]]:
    found: dict[UUID, dict[UUID, tuple[UUID, str]]] = defaultdict(dict)
    for row in await fetch(session, _DELIVERIES, {"ids": ids}) if ids else ():
        found[row.reminder_id][row.device_id] = (row.id, row.state)
    return found


def candidate_of(reminder: Claimed, known: Known, holds: Holds, now: datetime) -> Candidate:
    """Return a claimed reminder with what decides it."""
    row, source = known.row, reminder.source
    # What she asked for herself, a test or a snooze, is never held back.
    suspect = known.streak if source in CAN_BE_HELD_BACK else None
    holds_back = suspect is not None and suspect.holds_back(source)
    silent = open_to(reminder, known.phones, known.deliveries)
    pushable, on_phone_at = without_local(
        silent, reminder, known.local, row.timezone, known.quiet, row.reminder_cap, now
    )
    free = tuple(phone for phone in pushable if holds.until(phone.scope) is None)
    facts = replace(
        _facts(reminder, known),
        can_be_pushed=bool(pushable),
        on_phone_at=None if pushable else on_phone_at,
        holds_back=holds_back,
        held_until=None if free else held_until(pushable, holds),
    )
    since = suspect.since if suspect and holds_back else None
    return Candidate(reminder, facts, row.locale, row.reminder_cap, since, free, known.deliveries)


def _facts(reminder: Claimed, known: Known) -> Facts:
    """Return what decides a reminder but for its phones, as if nothing held it back."""
    row, source = known.row, reminder.source
    alone = source in ALONE
    facts = Facts(
        id=reminder.id,
        rank=RANKS[source],
        due_at=reminder.due_at,
        expires_at=reminder.expires_at,
        timezone=row.timezone,
        quiet=known.quiet,
        alone=alone,
        done=row.done,
        stopped=row.stopped_at is not None,
        paused=row.pause is not None,
        paused_for_safety=row.pause == 2,
        discharged=row.deactivated_at is not None or (row.is_away and source not in AFTER_CARE),
        plan_changed=not alone and reminder.plan_revision != row.plan_revision,
        can_be_pushed=False,
        left_before=bool(known.deliveries),
        reached=any(state in REACHED for _, state in known.deliveries.values()),
    )
    return facts if known.brief is None else known.brief.added_to(facts)


def _pause() -> Any:
    """Return the pause in force: 2 for safety, 1 otherwise, null without one."""
    now: BindParameter[datetime] = bindparam("now")
    return (
        select(func.max(case((PrescriptionPause.safety, 2), else_=1)))
        .where(
            PrescriptionPause.prescription_id == Reminder.prescription_id,
            PrescriptionPause.from_at <= now,
            or_(PrescriptionPause.until_at.is_(None), PrescriptionPause.until_at > now),
        )
        .correlate(Reminder)
        .scalar_subquery()
        .label("pause")
    )


_UNANSWERED = (
    select(func.sum(ReminderDay.unanswered))
    .where(ReminderDay.client_id == Reminder.account_id, ReminderDay.on_date >= bindparam("since"))
    .correlate(Reminder)
    .scalar_subquery()
)
# Built once. They run after the reminders are locked, so that what was committed before is seen.
_CONTEXT: Select[*tuple[Any, ...]] = (
    select(
        Reminder.id,
        Account.locale,
        Account.timezone,
        Account.deactivated_at,
        Client.quiet_from,
        Client.quiet_to,
        or_(Client.discharged_at.is_not(None), Client.erase_at.is_not(None)).label("is_away"),
        Client.plan_revision,
        Client.reminder_cap,
        Prescription.stopped_at,
        IS_DONE.label("done"),
        _UNANSWERED.label("unanswered"),
        _pause(),
    )
    .join(Account, Account.id == Reminder.account_id)
    .outerjoin(Client, Client.id == Reminder.account_id)
    .outerjoin(Prescription, Prescription.id == Reminder.prescription_id)
    .where(among(Reminder.id))
)
_DELIVERIES: Select[*tuple[Any, ...]] = select(
    Delivery.id, Delivery.reminder_id, Delivery.device_id, Delivery.state
).where(among(Delivery.reminder_id))
