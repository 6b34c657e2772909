"""What is written before anything leaves: which pushes are leaving, which reminders are not."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.ids import digest, new_id
from api.platform.many import among
from api.platform.statements import fetch, run_many
from api.reminders.of_proofs import AWAITS_PROOF, PROOF_LASTS
from api.reminders.rows import try_again
from api.rules.reminders.reasons import End
from api.tables import Delivery, Device, Reminder
from push.transports import Address, Notice, Proof
from push.turn.claims import release
from push.turn.ends import told
from push.turn.facts import Candidate
from push.turn.phones import Phone

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One push that is marked as leaving."""

    reminder_id: UUID
    delivery_id: UUID
    device_id: UUID
    target_generation: int
    dispatched_at: datetime
    message: Notice | Proof
    target: Address


@dataclass(frozen=True, slots=True)
class Marks:
    """Decisions about claimed reminders, until `write` puts them into their transaction.

    `followers` has those that stay claimed, each with the leader whose push decides.
    """

    now: datetime
    parcels: list[Parcel] = field(default_factory=list)
    followers: dict[UUID, UUID] = field(default_factory=dict)
    _fresh: Rows = field(default_factory=list)
    _again: Rows = field(default_factory=list)
    _proofs: Rows = field(default_factory=list)
    _counted: dict[date, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    _deferred: Rows = field(default_factory=list)
    _ended: dict[End, list[UUID]] = field(default_factory=lambda: defaultdict(list))

    def leave(self, candidate: Candidate, phone: Phone, message: Notice | Proof) -> None:
        """Mark one push as leaving for a phone."""
        reminder = candidate.reminder
        values = {
            "at": self.now,
            "hash": digest(phone.target),
            "generation": phone.target_generation,
        }
        if phone.id in candidate.deliveries:
            delivery_id, _ = candidate.deliveries[phone.id]
            self._again.append({"which": delivery_id, **values})
        else:
            delivery_id = new_id()
            keys = {"which": delivery_id, "of": reminder.id, "to": phone.id}
            self._fresh.append({**keys, **values})
        if isinstance(message, Proof):
            self._prove(phone, message)
        self.parcels.append(
            Parcel(
                reminder_id=reminder.id,
                delivery_id=delivery_id,
                device_id=phone.id,
                target_generation=phone.target_generation,
                dispatched_at=self.now,
                message=message,
                target=phone.address,
            )
        )

    def _prove(self, phone: Phone, message: Proof) -> None:
        good = {"hash": digest(message.proof), "until": self.now + PROOF_LASTS}
        whose = {"which": phone.id, "whose": phone.account_id, "at": phone.target}
        self._proofs.append({**whose, **good})

    def count(self, candidate: Candidate, on_date: date) -> None:
        """Note on which of the client's dates a reminder was counted."""
        self._counted[on_date].append(candidate.reminder.id)

    def defer(self, candidate: Candidate, until: datetime) -> None:
        """Let a reminder go, to be tried again later."""
        self._deferred.append({"which": candidate.reminder.id, "at": until})

    def end(self, candidate: Candidate, end: End) -> None:
        """End a reminder that will not leave."""
        # A retry for another phone ends here, but it may have reached one.
        reached = told({state for _, state in candidate.deliveries.values()})
        self._ended[reached or end].append(candidate.reminder.id)

    async def write(self, session: AsyncSession) -> None:
        """Write it all; the reminders are locked by this transaction."""
        # Phones in the order of their ids, as who registers two of them locks them.
        fresh = sorted(self._fresh, key=itemgetter("to"))
        proofs = sorted(self._proofs, key=itemgetter("which"))
        for statement, rows in (
            (_LEAVE, fresh),
            (_LEAVE_AGAIN, self._again),
            (_PROVE, proofs),
        ):
            await run_many(session, statement, rows)
        await try_again(session, self._deferred)
        # Of dates and of endings there are few, however many reminders.
        for on_date, ids in self._counted.items():
            await fetch(session, _COUNT, {"ids": ids, "day": on_date})
        for end, ids in self._ended.items():
            await release(session, ids, end.state, end.reason)


# Built once, and given many rows at a time.
_LEAVING: dict[str, Any] = {
    "state": "dispatching",
    "error": None,
    "dispatched_at": bindparam("at"),
    "target_hash": bindparam("hash"),
    "target_generation": bindparam("generation"),
}
_LEAVE = insert(Delivery).values(
    id=bindparam("which"),
    created_at=bindparam("at"),
    reminder_id=bindparam("of"),
    device_id=bindparam("to"),
    **_LEAVING,
)
_LEAVE_AGAIN = update(Delivery).where(Delivery.id == bindparam("which")).values(**_LEAVING)
# Not for a target that it was not pushed to: the phone may have registered another meanwhile.
_PROVE = (
    update(Device)
    .where(
        Device.id == bindparam("which"),
        Device.account_id == bindparam("whose"),
        Device.target == bindparam("at"),
        Device.disabled_reason == AWAITS_PROOF,
    )
    .values(proof_hash=bindparam("hash"), proof_expires_at=bindparam("until"), proof_tries=0)
)
_COUNT = update(Reminder).where(among(Reminder.id)).values(counted_on=bindparam("day"))
