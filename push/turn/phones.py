"""The phones that a reminder may leave for, as they are when it is decided."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.many import among
from api.platform.statements import fetch
from api.reminders.of_proofs import AWAITS_PROOF
from api.reminders.of_sign_ins import is_told
from api.rules.reminders.of_accounts import PROOF, SIGN_IN, TEST
from api.tables import Device, LocalNotice, Reminder, SignIn
from push.holds.holds import Holds
from push.transports import Address, scope_of
from push.turn.claims import Claimed


@dataclass(frozen=True, slots=True)
class Phone:
    """A device that takes pushes, as it was when the push was decided.

    `sets_itself`: it has set notifications by itself, which `local.py` looks at.
    """

    id: UUID
    account_id: UUID
    installation_id: str
    platform: str
    target_kind: str
    target: str = field(repr=False)
    target_p256dh: str | None = field(repr=False)
    target_auth: str | None = field(repr=False)
    target_generation: int
    locale: str | None
    sets_itself: bool = False

    @property
    def scope(self) -> str:
        """What is held up together with it."""
        return scope_of(self.target_kind, self.platform)

    @property
    def address(self) -> Address:
        """Where a message to it goes."""
        return address_of(self)


def address_of(row: Any) -> Address:
    """Return the address that is stored of a phone."""
    keys = row.target_p256dh, row.target_auth
    return Address(row.target_kind, row.target, row.platform, *keys)


async def read_phones(
    session: AsyncSession, accounts: list[UUID], kinds: Collection[str]
) -> dict[UUID, list[Phone]]:
    """Return the phones of these accounts that take pushes, of the kinds that we reach."""
    found: dict[UUID, list[Phone]] = defaultdict(list)
    for row in await fetch(session, _PHONES, {"ids": accounts}):
        if row.target_kind in kinds:
            found[row.account_id].append(Phone(*row))
    return found


async def read_own_phones(
    session: AsyncSession, claimed: Sequence[Claimed], kinds: Collection[str]
) -> dict[UUID, list[Phone]]:
    """Return, by reminder, the phones of those that are not for all of an account's."""
    found: dict[UUID, list[Phone]] = {}
    for source, statement in _OWN.items():
        ids = [each.id for each in claimed if each.source == source]
        found |= {each: [] for each in ids}
        for reminder_id, *row in await fetch(session, statement, {"ids": ids}) if ids else ():
            phone = Phone(*row)
            if phone.target_kind in kinds:
                found[reminder_id].append(phone)
    return found


def open_to(
    reminder: Claimed, phones: Sequence[Phone], deliveries: Mapping[UUID, tuple[UUID, str]]
) -> tuple[Phone, ...]:
    """Return the phones that a reminder may leave for; a test is for one alone."""
    return tuple(
        phone
        for phone in phones
        if (reminder.source != TEST or phone.id == reminder.subject_id)
        # What left for a phone once never leaves for it again, unless FCM asked to retry.
        and (phone.id not in deliveries or deliveries[phone.id][1] == "retry")
    )


def held_until(phones: Sequence[Phone], holds: Holds) -> datetime | None:
    """Return when the first of these phones can be pushed to again."""
    return min(filter(None, (holds.until(phone.scope) for phone in phones)), default=None)


_COLUMNS = tuple(
    getattr(Device, name) for name in Phone.__dataclass_fields__ if name != "sets_itself"
)
_SETS_ITSELF = exists().where(LocalNotice.device_id == Device.id)
# It may have registered while that was being ended, and is not disabled then.
_IS_SIGNED_OUT = exists().where(SignIn.id == Device.sign_in_id, SignIn.revoked_at.is_not(None))
# Built once.
_PHONES: Select[*tuple[Any, ...]] = (
    select(*_COLUMNS, _SETS_ITSELF)
    .where(among(Device.account_id), Device.disabled_at.is_(None), Device.notifications_allowed)
    .where(~_IS_SIGNED_OUT)
    .order_by(Device.id)
)
# It is pushed to a phone that is not enabled, and may be silent.
_PROVING: Select[*tuple[Any, ...]] = (
    select(Reminder.id, *_COLUMNS)
    .join(Device, Device.id == Reminder.subject_id)
    .where(
        among(Reminder.id),
        Device.account_id == Reminder.account_id,
        Device.disabled_reason == AWAITS_PROOF,
    )
)
_TOLD: Select[*tuple[Any, ...]] = (
    select(Reminder.id, *_COLUMNS)
    .join(Device, Device.account_id == Reminder.account_id)
    .where(among(Reminder.id), is_told(Reminder.subject_id, Reminder.due_at))
    .order_by(Device.id)
)
_OWN = {PROOF: _PROVING, SIGN_IN: _TOLD}
