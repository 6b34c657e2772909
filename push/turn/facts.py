"""What is known of claimed reminders at the moment they would leave."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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
    ids = [reminder.id for reminder in claimed]
    since = (now - IGNORED_BACK).date()
    context = await fetch(session, _CONTEXT, {"ids": ids, "now": now, "since": since})
    known = {row.id: row for row in context}
    accounts = list({reminder.account_id for reminder in claimed})
    phones = await read_phones(session, accounts, kinds)
    own = await read_own_phones(session, claimed, kinds)
    by_phone = {each for each, hers in phones.items() if any(p.sets_itself for p in hers)}
    local = await read_local(session, list(by_phone), now) if by_phone else {}
    # Whoever is claimed for the first time has had none, but for what a phone has set itself.
    again = [each.id for each in claimed if each.attempts > 1 or each.account_id in by_phone]
    deliveries = await _deliveries(session, again)
    briefs = await read_briefs(session, claimed)
    suspects = {
        each.account_id: known[each.id].unanswered
        for each in claimed
        if (known[each.id].unanswered or 0) >= IGNORED_OFTEN
    }
    streaks = await read_streaks(session, suspects, now)
    return [
        candidate_of(
            each,
            known[each.id],
            own.get(each.id, phones.get(each.account_id, ())),
            deliveries.get(each.id, {}),
            streaks.get(each.account_id),
            holds,
            briefs.get(each.id),
            local if each.source in CAN_BE_HELD_BACK else {},
            now,
        )
        for each in claimed
    ]


async def _deliveries(
    session: AsyncSession, ids: list[UUID]
) -> dict[UUID, dict[UUID, tuple[UUID, str]]]:
    found: dict[UUID, dict[UUID, tuple[UUID, str]]] = defaultdict(dict)
    for row in await fetch(session, _DELIVERIES, {"ids": ids}) if ids else ():
        found[row.reminder_id][row.device_id] = (row.id, row.state)
    return found


def candidate_of(
    reminder: Claimed,
    row: Any,
    phones: Sequence[Phone],
    deliveries: Mapping[UUID, tuple[UUID, str]],
    streak: Streak | None,
    holds: Holds,
    brief: Brief | None,
    local: Local,
    now: datetime,
) -> Candidate:
    """Return a claimed reminder with what decides it; `row` has what `_CONTEXT` reads."""
    source, alone = reminder.source, reminder.source in ALONE
    # What she asked for herself, a test or a snooze, is never held back.
    suspect = streak if streak and source in CAN_BE_HELD_BACK else None
    holds_back = suspect is not None and suspect.holds_back(source)
    quiet = Quiet(row.quiet_from, row.quiet_to) if row.quiet_from is not None else None
    silent = open_to(reminder, phones, deliveries)
    pushable, on_phone_at = without_local(
        silent, reminder, local, row.timezone, quiet, row.reminder_cap, now
    )
    free = tuple(phone for phone in pushable if holds.until(phone.scope) is None)
    facts = Facts(
        id=reminder.id,
        rank=RANKS[source],
        due_at=reminder.due_at,
        expires_at=reminder.expires_at,
        timezone=row.timezone,
        quiet=quiet,
        alone=alone,
        done=row.done,
        stopped=row.stopped_at is not None,
        paused=row.pause is not None,
        paused_for_safety=row.pause == 2,
        discharged=row.deactivated_at is not None or (row.is_away and source not in AFTER_CARE),
        plan_changed=not alone and reminder.plan_revision != row.plan_revision,
        can_be_pushed=bool(pushable),
        on_phone_at=None if pushable else on_phone_at,
        left_before=bool(deliveries),
        reached=any(state in REACHED for _, state in deliveries.values()),
        holds_back=holds_back,
        held_until=None if free else held_until(pushable, holds),
    )
    since = suspect.since if suspect and holds_back else None
    facts = facts if brief is None else brief.added_to(facts)
    return Candidate(reminder, facts, row.locale, row.reminder_cap, since, free, deliveries)


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
