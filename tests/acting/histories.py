"""Weeks of Ana's care made of random events; the same seed gives the same events."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.care.plans import CarePlan, load_care_plan
from api.platform.db import transaction
from api.rules.instants import A_DAY, local_date, zone
from api.rules.plan.plans import WHOLE_DAY
from api.rules.plan.schedules import Slot, duty_slots, reminder_slots
from api.tables import PrescriptionPause, Reminder
from tests.acting.care import Care, Json
from tests.acting.planning import extend_plan, update_reminder

LONG_AGO = timedelta(days=60)
HALF_AN_HOUR = timedelta(minutes=30)
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Etc/GMT+12")
TIMES = ("00:30", "02:30", "06:00", "10:00", "14:00", "20:00", "23:30")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OUTCOMES = ("done", "partial", "skipped", "excused")
# The weight of each event, and the hours between two; reminders are planned 72 h ahead.
ACTS = {
    "edit": 10,
    "pause": 4,
    "resume": 7,
    "stop_for_safety": 2,
    "stop": 2,
    "travel": 5,
    "log_today": 5,
    "log_late": 10,
}
HOURS = (0, 1, 3, 9, 21, 45)
Key = tuple[UUID, date, str]


def key_of(slot: Slot) -> Key:
    return slot.prescription_id, slot.local_date, slot.slot


@dataclass(slots=True)
class Story:
    """Ana's care so far: `happened` counts the events that the API accepted.

    `was_due` holds the slots for which the plan asked for a reminder when they fell due.
    """

    care: Care
    random: Random
    told_until: datetime = field(init=False)
    items: list[Json] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    was_due: set[Key] = field(default_factory=set)

    async def begin(self) -> None:
        """Prescribe three exercises, one of them since last week, and a habit."""
        # Slots are due at full minutes, so no event coincides with one.
        self.care.advance(minutes=3, seconds=30)
        # Slots that were due before the prescription was made get no reminder.
        self.told_until = self.care.clock.at
        nudges = {"nudges": {"per_day": 3, "between": ["01:00", "20:00"]}}
        self.items = [
            await self.care.prescribe("08:00"),
            await self.care.prescribe("10:00", "20:00", exercise="belly-breathing"),
            await self.care.prescribe(
                "06:00", exercise="doorway-pec", schedule={"start_on": await self._day(-7)}
            ),
            await self.care.prescribe(exercise="hydration", schedule=nudges),
        ]

    async def go_on(self) -> tuple[str, Key | None]:
        """Carry out one random event; return its name, and the slot if it stored a log."""
        (act,) = self.random.choices(list(ACTS), weights=list(ACTS.values()))
        status, named = await getattr(self, act)()
        assert status in (200, 201, 409, 422), (act, status)
        self.happened[act] += status < 400
        await extend_plan(self.care)
        return act, named if status < 400 else None

    async def wait(self) -> None:
        """Let hours pass, and mark the reminders that fell due meanwhile as sent."""
        # Never stop at the due time of a slot, where one window closes as the next opens.
        self.care.advance(hours=self.random.choice(HOURS), minutes=self.random.choice((0, 5)))
        now, plan = self.care.clock.at, await self.plan()
        since, until = (self.told_until - 3 * A_DAY).date(), (now + 2 * A_DAY).date()
        for one in plan.plans:
            slots = reminder_slots(one, plan.history, since, until)
            self.was_due |= {key_of(s) for s in slots if self.told_until < s.due_at <= now}
        for row in (await self.reminders()).values():
            if row.state == "scheduled" and row.due_at <= now:
                await update_reminder(self.care, row, state="sent")
        self.told_until = now

    async def plan(self) -> CarePlan:
        async with transaction(self.care.sessions, write=False) as session:
            return await load_care_plan(session, self.care.ana.id)

    async def reminders(self) -> dict[Key, Reminder]:
        mine = select(Reminder).where(Reminder.account_id == self.care.ana.id)
        rows = await self.care.rows(mine.where(Reminder.source.in_(("prescription", "nudge"))))
        found = {(row.subject_id, row.local_date, row.slot): row for row in rows}
        assert len(found) == len(rows), "one row a slot"
        return found

    async def logged(self) -> set[Key]:
        logs = await self.care.logs()
        return {(log.prescription_id, log.local_date, log.slot) for log in logs}

    async def _day(self, *days: int) -> str:
        timezone = (await self.care.account()).timezone
        today = local_date(self.care.clock.at, zone(timezone))
        return (today + self.random.choice(days) * A_DAY).isoformat()

    async def edit(self) -> tuple[int, None]:
        item, chance = self.random.choice(self.items), self.random
        change: Json = {"effective_on": await self._day(0, 0, 1, 4)}
        if item["kind"] == "habit":
            nudges = {"per_day": chance.randint(1, 6), "between": ["01:00", "20:00"]}
            change["schedule"] = {"nudges": nudges, "weekdays": chance.sample(WEEKDAYS, 5)}
        else:
            change["dose"] = {"sets": chance.randint(1, 4)}
            schedule = {
                "times": chance.sample(TIMES, chance.randint(1, 3)),
                "weekdays": chance.sample(WEEKDAYS, 5),
                "interval_weeks": chance.choice((1, 1, 2)),
                "timezone_mode": chance.choice(("fixed", "floating")),
                "end_on": await self._day(20, 40),
                "window_min": chance.choice((5, 120, 720)),
            }
            change["schedule"] = dict(chance.sample(list(schedule.items()), 3))
        return (await self.care.try_to_edit(item, **change)).status_code, None

    async def pause(self) -> tuple[int, None]:
        body = self.random.choice((None, {"until_on": await self._day(1, 6)}))
        return await self._say("pause", body)

    async def resume(self) -> tuple[int, None]:
        return await self._say("resume", {"note": "It may go on."})

    async def stop(self) -> tuple[int, None]:
        """Stop an exercise for good, unless it is the last one."""
        if len(self.items) == 2:
            return 409, None
        return await self._say("stop", None, self.items.pop(0))

    async def _say(self, verb: str, body: Any, item: Json | None = None) -> tuple[int, None]:
        one = item or self.random.choice(self.items)
        return (
            await self.care.ben.post(f"/v1/prescriptions/{one['id']}/{verb}", body)
        ).status_code, None

    async def stop_for_safety(self) -> tuple[int, None]:
        now, item = self.care.clock.at, UUID(self.random.choice(self.items)["id"])
        stop = PrescriptionPause(
            created_at=now, prescription_id=item, from_at=now, reason="", safety=True
        )
        async with transaction(self.care.sessions) as session:
            session.add(stop)
        return 200, None

    async def travel(self) -> tuple[int, None]:
        await self.care.travel(self.random.choice(ZONES))
        return 200, None

    async def log_today(self) -> tuple[int, Key | None]:
        return await self._log(A_DAY)

    async def log_late(self) -> tuple[int, Key | None]:
        """Upload a log late that the phone recorded on time, perhaps weeks ago."""
        return await self._log(LONG_AGO)

    async def _log(self, back: timedelta) -> tuple[int, Key | None]:
        slots = await self._unlogged(back)
        if not slots:
            return 409, None
        slot = self.random.choice(slots)
        said = ("done", "skipped") if slot.slot == WHOLE_DAY else OUTCOMES
        recorded_at = min(slot.due_at + HALF_AN_HOUR, self.care.clock.at).isoformat()
        answer = await self.care.log(
            {"id": str(slot.prescription_id)},
            slot.local_date.isoformat(),
            slot.slot,
            self.random.choice(said),
            recorded_at=recorded_at,
        )
        return answer.status_code, key_of(slot)

    async def _unlogged(self, back: timedelta) -> Sequence[Slot]:
        now, care, logged = self.care.clock.at, await self.plan(), await self.logged()
        since, until = (now - back).date(), care.today(now)

        # Sorted by exercise, since the order of ids differs from run to run.
        rows = sorted(zip(care.prescriptions, care.plans, strict=True), key=lambda p: p[0].exercise)
        slots = [slot for _, plan in rows for slot in duty_slots(plan, care.history, since, until)]
        return [slot for slot in slots if slot.due_at <= now and key_of(slot) not in logged]
