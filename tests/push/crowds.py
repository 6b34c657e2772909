"""Storing many clients at once, each with a phone and reminders that fall due."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import Sessions, transaction
from api.platform.ids import new_id
from api.rules.instants import TZDB_VERSION
from api.tables import Account, Base, Client, Device, Practice, Prescription, Reminder, ZoneChange

# The clients have no quiet hours and their reminders are current, so all of them may be sent.
EXERCISE = "calf-stretch"
WINDOW = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Crowd:
    """The ids of the clients and reminders, in order of due time; `target_of` names the phones."""

    clients: tuple[UUID, ...]
    reminders: tuple[UUID, ...]


@dataclass(slots=True)
class _Rows:
    found: dict[type[Base], list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, model: type[Base], now: datetime, **values: Any) -> UUID:
        row = {"id": new_id(), "created_at": now, **values}
        self.found.setdefault(model, []).append(row)
        found: UUID = row["id"]
        return found

    async def insert(self, session: AsyncSession) -> None:
        for model, rows in self.found.items():
            await session.execute(insert(model), rows)


def target_of(number: int) -> str:
    """Return the FCM target of the phone of the crowd's n-th client."""
    return f"phone-{number}"


async def gather_crowd(
    sessions: Sessions,
    size: int,
    now: datetime,
    due_at: datetime,
    apart: timedelta = timedelta(0),
    per_client: int = 1,
    first: int = 0,
) -> Crowd:
    """Store `size` clients with `per_client` reminders each, due `apart` from one another.

    A second crowd in the same database needs another `first`, the number of its first phone.
    """
    rows = _Rows()
    practice = rows.add(Practice, now, name="Crowd", timezone="UTC")
    ben = _account(rows, practice, now, "therapist")
    clients, reminders = [], []
    for number in range(size):
        client = _client(rows, practice, now, first + number)
        prescription = rows.add(
            Prescription, now, client_id=client, created_by=ben, exercise=EXERCISE, kind="stretch"
        )
        clients.append(client)
        for turn in range(per_client):
            due = due_at + apart * (number * per_client + turn)
            reminders.append(_reminder(rows, client, prescription, now, due, turn))
    async with transaction(sessions) as session:
        await rows.insert(session)
    return Crowd(tuple(clients), tuple(reminders))


def _account(rows: _Rows, practice: UUID, now: datetime, role: str) -> UUID:
    return rows.add(
        Account,
        now,
        practice_id=practice,
        role=role,
        admin=False,
        name=role,
        locale="en",
        timezone="UTC",
    )


def _client(rows: _Rows, practice: UUID, now: datetime, number: int) -> UUID:
    account = _account(rows, practice, now, "client")
    rows.add(
        Client,
        now,
        id=account,
        practice_id=practice,
        conditions=[],
        check_in_time=time(18, 30),
        reminder_cap=6,
        plan_revision=0,
        # Marked as planned: the plans have no versions, so a planner would cancel the reminders.
        planned_until=now + timedelta(days=30),
        planned_tzdb=TZDB_VERSION,
    )
    rows.add(
        ZoneChange,
        now,
        client_id=account,
        timezone="UTC",
        from_at=datetime(2020, 1, 1, tzinfo=UTC),
    )
    rows.add(
        Device,
        now,
        account_id=account,
        installation_id=f"installation-{account}",
        platform="android",
        target_kind="token",
        target=target_of(number),
        target_generation=1,
        notifications_allowed=True,
        refreshed_at=now,
    )
    return account


def _reminder(
    rows: _Rows, client: UUID, prescription: UUID, now: datetime, due_at: datetime, turn: int
) -> UUID:
    return rows.add(
        Reminder,
        now,
        account_id=client,
        source="prescription",
        subject_id=prescription,
        prescription_id=prescription,
        local_date=due_at.date(),
        slot=f"n{turn}",
        plan_revision=0,
        tzdb_version=TZDB_VERSION,
        due_at=due_at,
        expires_at=due_at + WINDOW,
        state="scheduled",
        next_attempt_at=due_at,
        attempts=0,
    )
