"""The ledger of a quarter of a year: as few queries as that of a day."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import insert, select

from api.platform.db import transaction
from api.tables import Delivery, Device, Reminder
from tests.acting.care import Care, Json, body_of, on
from tests.acting.reminding import a_reminder, register
from tests.statements import asked, selects

MOST_QUERIES = 12
TODAY, QUARTER = on(3, 2), "2025-12-01"


async def ledger(care: Care, since: str) -> list[Json]:
    path, params = f"/v1/clients/{care.ana.id}/reminders", {"from": since, "to": TODAY}
    items: list[Json] = body_of(await care.ben.get(path, params=params))["items"]
    return items


async def statements(care: Care, since: str) -> list[str]:
    """Return the SELECTs of one look."""
    with asked(care.sessions.engine.sync_engine) as seen:
        await ledger(care, since)
    return selects(seen)


EIGHT = ("chin-tuck", "cat-cow", "calf-stretch", "glute-bridge", "doorway-pec", "median-glide")
EIGHT += ("belly-breathing", "hydration")


async def test_a_quarter_of_eight_items_takes_as_few_queries_as_a_day_of_one(care):
    await register(care.ana)
    items = [await care.prescribe("08:00", "18:00")]
    few = await statements(care, TODAY)
    items += [await care.prescribe("08:00", "18:00", exercise=name) for name in EIGHT[1:]]
    await fill(care, items, 92)
    assert await statements(care, QUARTER) == few
    assert len(few) <= MOST_QUERIES, few
    rows = await ledger(care, QUARTER)
    sent = [row for row in rows if row["state"] == "sent"]
    assert len(sent) == 8 * 92
    assert all(len(row["deliveries"]) == 1 for row in sent)


async def fill(care: Care, items: Sequence[Json], days: int) -> None:
    """Have had a reminder of each item on each of the last days, and a push of each."""
    (device,) = await care.rows(select(Device.id))
    rows: list[Json] = []
    for item in items:
        row = await a_reminder(care, item["id"], slot="07:00")
        usual = {column.key: getattr(row, column.key) for column in Reminder.__table__.columns}
        for back in range(1, days):
            ago = timedelta(days=back)
            moved = {name: usual[name] - ago for name in ("local_date", "due_at", "expires_at")}
            rows.append(usual | moved | {"id": uuid4()})
    async with transaction(care.sessions) as session:
        await session.execute(insert(Reminder), rows)
        made = await session.execute(select(Reminder.id, Reminder.due_at).filter_by(slot="07:00"))
        pushes = [
            {
                "created_at": due_at,
                "reminder_id": reminder_id,
                "device_id": device,
                "state": "accepted",
                "target_hash": "hash",
                "target_generation": 1,
                "dispatched_at": due_at,
            }
            for reminder_id, due_at in made
        ]
        await session.execute(insert(Delivery), pushes)
