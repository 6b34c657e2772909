"""What was put off and then done, in one batch: the doing is carried out first, and holds."""

from typing import Any

import pytest
from sqlalchemy import select

from api.rules.reminders.agenda import CHECK_IN, WEEKLY
from api.tables import Reminder
from tests.acting.care import Care, Json, on
from tests.acting.reminding import a_reminder
from tests.acting.syncing import Phone, change, statuses

MONDAY, TUESDAY = on(3, 2), on(3, 3)
AT = {"recorded_at": "2026-03-03T09:00:00+01:00"}


@pytest.fixture
async def item(care: Care) -> Json:
    """Of today's morning she was reminded at eight; it is shortly after nine."""
    made = await care.prescribe("08:00", "20:00", schedule={"start_on": MONDAY})
    care.move(2026, 3, 3, 8, 1)
    return made


@pytest.fixture
def phone(care: Care) -> Phone:
    return Phone(care.ana)


async def reminder_of(care: Care, slot: str = "08:00") -> str:
    return str((await care.reminders())[TUESDAY, slot].id)


def log_of(item: Json, slot: str = "08:00", **more: Any) -> Json:
    slot_of = {"prescription_id": item["id"], "local_date": TUESDAY, "slot": slot}
    return change("log", **({**slot_of, "outcome": "done"} | AT | more))


def codes(answer: Json) -> list[str | None]:
    return [each["problem"] and each["problem"]["code"] for each in answer["results"]]


async def put_off(care: Care) -> list[Any]:
    return list(await care.rows(select(Reminder.state).where(Reminder.source == "snooze")))


async def test_a_snooze_before_the_log_of_its_slot_is_merged_also_when_it_comes_again(
    care, item, phone
):
    snooze, log = change("snooze", await reminder_of(care), minutes=30), log_of(item)
    for becomes in ("stored", "merged"):
        answer = await phone.sync(snooze, log)
        assert statuses(answer) == ["merged", becomes], answer["results"]
        assert answer["stored"] == 2
        assert await put_off(care) == []
        assert "08:00" not in {e["slot"] for e in phone.notifications if e["local_date"] == TUESDAY}
    state, _ = (await care.states())[TUESDAY, "08:00"]
    assert state in ("skipped", "sent")


async def test_a_snooze_of_what_was_done_before_it_is_refused(care, item, phone):
    """So it is by its own route: nothing of it is left to be reminded of."""
    snooze = change("snooze", await reminder_of(care), minutes=30)
    answer = await phone.sync(log_of(item), snooze)
    assert codes(answer) == [None, "not_snoozable"]
    alone = await care.ana.post(f"/v1/me/reminders/{snooze['id']}/snooze", snooze["body"])
    assert alone.json()["code"] == "not_snoozable"


@pytest.mark.parametrize("other", ["another slot", "refused"])
async def test_a_log_of_another_slot_or_one_that_is_refused_leaves_the_snooze_alone(
    care, item, phone, other
):
    snooze = change("snooze", await reminder_of(care), minutes=30)
    log = log_of(item, "20:00") if other == "another slot" else log_of(item, effort=11)
    assert statuses(await phone.sync(snooze, log))[0] == "stored"
    assert await put_off(care) == ["scheduled"]


@pytest.mark.parametrize(
    ("slot", "dated", "body"),
    [
        (CHECK_IN, TUESDAY, {"kind": "check_in", "date": TUESDAY, "stress": 2}),
        (WEEKLY, on(3, 8), {"kind": "weekly_check_in", "monday": MONDAY, "energy": 4}),
    ],
)
async def test_so_it_is_with_a_check_in(care, item, phone, slot, dated, body):
    care.move(2026, 3, int(dated[-2:]), 18)
    at = care.clock.at
    row = (await care.reminders()).get((dated, slot)) or await a_reminder(
        care, None, slot=slot, local_date=at.date(), source=slot
    )
    said = change(**body, recorded_at=at.isoformat())
    answer = await phone.sync(change("snooze", row.id, minutes=30), said)
    assert statuses(answer) == ["merged", "stored"], answer["results"]
