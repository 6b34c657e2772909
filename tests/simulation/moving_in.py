"""Simulated clients as rows: what the API would have stored of them before the day began."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.rules.instants import WEEKDAYS
from api.tables import (
    Account,
    Base,
    CareLink,
    Client,
    Device,
    Practice,
    Prescription,
    PrescriptionVersion,
    ZoneChange,
)
from tests.cast import endless_sign_in
from tests.simulation.lives import life_of, phones_of
from tests.simulation.people import Person
from tests.simulation.transport import CountingTransport

PRACTICE, BEN = UUID(int=1), UUID(int=2)
_BEFORE = timedelta(days=60)


async def move_in(session: AsyncSession, people: Iterable[Person], begins: datetime) -> None:
    """Store a practice, its therapist and these clients; everyone's sign-in has their own id."""
    long_ago = begins - _BEFORE
    session.add(Practice(id=PRACTICE, created_at=long_ago, name="Simulated", timezone="UTC"))
    await session.flush()
    session.add(_account(BEN, "therapist", "UTC", long_ago))
    await session.flush()
    session.add(endless_sign_in(BEN, long_ago, id=BEN))
    for person in people:
        for floor in (_people, _belongings, _versions):
            session.add_all(floor(person, begins))
            await session.flush()


def _account(id: UUID, role: str, timezone: str, created_at: datetime, **more: Any) -> Account:
    return Account(
        id=id,
        created_at=created_at,
        practice_id=PRACTICE,
        role=role,
        admin=False,
        name=role,
        locale="en",
        timezone=timezone,
        **more,
    )


def _people(person: Person, begins: datetime) -> Iterator[Base]:
    # Who has an e-mail has redeemed her invite.
    joined = {"email": f"{person.number}@example.org", "password_hash": "no hash"}
    more = joined if person.check_in_at is not None else {}
    yield _account(person.id, "client", person.timezone, begins - _BEFORE, **more)
    yield Client(
        id=person.id,
        created_at=begins - _BEFORE,
        practice_id=PRACTICE,
        conditions=[],
        quiet_from=person.quiet and person.quiet.from_,
        quiet_to=person.quiet and person.quiet.until,
        check_in_time=person.check_in_at or time(18, 30),
        reminder_cap=person.cap,
    )


def _belongings(person: Person, begins: datetime) -> Iterator[Base]:
    mine = {"created_at": begins - _BEFORE, "client_id": person.id}
    (lived,) = life_of(person, begins, CountingTransport()).history
    yield ZoneChange(**mine, timezone=lived.timezone, from_at=lived.from_at)
    yield CareLink(**mine, therapist_id=BEN, practice_id=PRACTICE)
    yield endless_sign_in(person.id, begins - _BEFORE, id=person.id)
    for plan in person.plans:
        yield Prescription(
            **mine,
            id=plan.prescription_id,
            created_by=BEN,
            exercise=person.exercises[plan.prescription_id],
            kind=plan.kind,
        )
    for phone in phones_of(person):
        yield Device(
            created_at=begins - _BEFORE,
            account_id=person.id,
            installation_id=phone.target,
            platform=phone.platform,
            target_kind=phone.target_kind,
            target=phone.target,
            notifications_allowed=person.allows,
            refreshed_at=begins,
        )


def _versions(person: Person, begins: datetime) -> Iterator[Base]:
    for plan in person.plans:
        (version,) = plan.versions
        schedule, nudges = version.schedule, version.schedule.nudges
        yield PrescriptionVersion(
            created_at=version.committed_at,
            prescription_id=plan.prescription_id,
            number=version.number,
            effective_on=version.effective_on,
            created_by=BEN,
            exercise_version="1.0.0",
            sets=version.sets,
            reps=version.sets and 10,
            times=[f"{at:%H:%M}" for at in schedule.times],
            weekdays=[WEEKDAYS[each] for each in sorted(schedule.weekdays)],
            interval_weeks=schedule.interval_weeks,
            start_on=schedule.start_on,
            fixed_timezone=schedule.timezone,
            window_min=schedule.window_min,
            nudges_per_day=nudges and nudges.per_day,
            nudges_from=nudges and nudges.begin,
            nudges_to=nudges and nudges.end,
            remind=version.remind,
            max_pain=4,
        )
