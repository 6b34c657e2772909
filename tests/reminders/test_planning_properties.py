"""Whatever is done in whatever order, reminders are those the plan asks for, once each."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from api.care.plans import CarePlan, load_care_plan
from api.platform.db import transaction
from api.rules.instants import local_date, zone
from api.rules.plan.plans import paused_at
from api.rules.plan.schedules import Slot, reminder_slots
from api.tables import Client, Reminder
from tests.acting.care import Care, Json
from tests.acting.planning import columns, extend_plan, update_reminder

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
]
TIMES = ["02:30", "06:00", "10:00", "14:00", "20:00", "23:30"]
ENDED = ("sent", "failed", "expired")
STILL_LEAVES = timedelta(hours=12)
Key = tuple[UUID, date, str]


@dataclass(slots=True)
class Story:
    """Ana's plan as it goes on, and what must never change again."""

    care: Care
    items: list[Json] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)
    ended: dict[UUID, Json] = field(default_factory=dict)

    def pick(self, which: int) -> Json:
        return self.items[which % len(self.items)]

    async def today(self) -> date:
        return local_date(self.care.clock.at, zone((await self.care.account()).timezone))

    async def prescribe(self, times: list[str], back: int, fixed: bool) -> None:
        if len(self.items) == 3:
            return
        start_on = (await self.today() - timedelta(days=back)).isoformat()
        mode = "fixed" if fixed else "floating"
        schedule = {"start_on": start_on, "timezone_mode": mode}
        self.items.append(await self.care.prescribe(*times, schedule=schedule))

    async def edit(self, which: int, times: list[str], today: bool, window_min: int) -> None:
        change: Json = {"schedule": {"times": times, "window_min": window_min}}
        if today:
            change["effective_on"] = (await self.today()).isoformat()
        answer = await self.care.try_to_edit(self.pick(which), **change)
        assert answer.status_code in (200, 409), answer.text

    async def say(self, which: int, verb: str, days: int | None) -> None:
        body = None
        if verb == "pause" and days:
            body = {"until_on": (await self.today() + timedelta(days=days)).isoformat()}
        path = f"/v1/prescriptions/{self.pick(which)['id']}/{verb}"
        answer = await self.care.ben.post(path, body)
        assert answer.status_code in (200, 409), answer.text

    async def log(self, which: int) -> None:
        """Log a slot of today or yesterday that has a reminder."""
        today = await self.today()
        since = today - timedelta(days=1)
        keys = [key for key in sorted(await rows_of(self.care)) if since <= key[1] <= today]
        if keys:
            prescription_id, day, slot = keys[which % len(keys)]
            one = str(uuid4())
            item = {"id": str(prescription_id)}
            answer = await self.care.log(item, day.isoformat(), slot, id=one)
            assert answer.status_code in (200, 201, 422), answer.text
            self.logs.append(one)

    async def undo(self, which: int) -> None:
        if self.logs:
            one = self.logs[which % len(self.logs)]
            assert (await self.care.undo(one)).status_code == 200

    async def travel(self, timezone: str) -> None:
        await self.care.travel(timezone)

    async def wait(self, hours: int, state: str | None) -> None:
        """Let time pass; a worker that runs ends what is due, in that state."""
        self.care.advance(hours=hours, minutes=7)
        for row in (await rows_of(self.care)).values():
            if state and row.state == "scheduled" and row.due_at <= self.care.clock.at:
                await update_reminder(self.care, row, state=state)

    async def extend(self) -> None:
        await extend_plan(self.care)


async def rows_of(care: Care) -> dict[Key, Reminder]:
    rows = await care.rows(select(Reminder).where(Reminder.account_id == care.ana.id))
    found = {(row.subject_id, row.local_date, row.slot): row for row in rows}
    assert len(found) == len(rows), "one row a slot"
    return found


def act(name: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(st.just(name), *arguments)


WHICH, FEW_TIMES = (
    st.integers(0, 2),
    st.lists(st.sampled_from(TIMES), min_size=1, max_size=3, unique=True),
)
ACTS = st.one_of(
    act("prescribe", FEW_TIMES, st.integers(-1, 1), st.booleans()),
    act("edit", WHICH, FEW_TIMES, st.booleans(), st.sampled_from([30, 120, 720])),
    act("say", WHICH, st.sampled_from(["pause", "resume", "stop"]), st.sampled_from([None, 1, 2])),
    act("log", WHICH),
    act("undo", WHICH),
    act("travel", st.sampled_from(ZONES)),
    act("wait", st.sampled_from([0, 1, 4, 9, 26]), st.sampled_from([None, *ENDED])),
    act("extend"),
)
STORIES = st.lists(ACTS, min_size=4, max_size=10)


@settings(
    max_examples=20,
    # Examples are short already, and shrinking them through HTTP would take minutes.
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STORIES)
async def test_reminders_are_what_the_plan_asks_for_whatever_happened(casting, care, acts):
    # The Friday before Europe's clocks spring forward.
    care.move(2026, 3, 27, 9)
    story = Story(await care.of_someone_new(casting))
    story.care.sign_in_again()
    await story.prescribe(["10:00", "20:00"], 0, fixed=False)
    for name, *arguments in acts:
        await getattr(story, name)(*arguments)
        await check(story)


async def check(story: Story) -> None:
    now = story.care.clock.at
    rows = await rows_of(story.care)
    async with transaction(story.care.sessions, write=False) as session:
        plan = await load_care_plan(session, story.care.ana.id)
        client = await session.get_one(Client, story.care.ana.id)
    logged = {
        (log.prescription_id, log.local_date, log.slot)
        for log in await story.care.logs()
        if not log.undone
    }
    asked = {key: slot for key, slot in slots(plan, now).items() if key not in logged}
    for key, row in rows.items():
        if row.state == "scheduled" and row.due_at > now - STILL_LEAVES:
            require_asked(asked.get(key), row, plan, now)
    for key, slot in asked.items():
        if now < slot.due_at <= client.planned_until:
            assert key in rows, f"never planned: {slot}"
            assert rows[key].state in ("scheduled", *ENDED), f"lost: {slot}"
    require_unchanged(story, rows)


def slots(plan: CarePlan, now: datetime) -> dict[Key, Slot]:
    from_on, to_on = (now - timedelta(days=3)).date(), (now + timedelta(days=5)).date()
    found = [
        slot for one in plan.plans for slot in reminder_slots(one, plan.history, from_on, to_on)
    ]
    return {(slot.prescription_id, slot.local_date, slot.slot): slot for slot in found}


def require_asked(slot: Slot | None, row: Reminder, plan: CarePlan, now: datetime) -> None:
    assert slot is not None, f"nobody asks for {row.local_date} {row.slot}"
    assert (row.due_at, row.expires_at) == (slot.due_at, slot.closes_at)
    assert slot.committed_at <= slot.due_at, "reminded of what was over when it was made"
    assert paused_at(plan.plan(slot.prescription_id), now) is None or row.due_at > now
    assert timedelta(0) <= row.next_attempt_at - row.due_at < timedelta(seconds=60)


def require_unchanged(story: Story, rows: dict[Key, Reminder]) -> None:
    by_id = {row.id: columns(row) for row in rows.values()}
    for one, before in story.ended.items():
        assert by_id[one] == before, "what had ended was changed"
    ended = {one: row for one, row in by_id.items() if row["state"] in ENDED}
    story.ended.update(ended)
