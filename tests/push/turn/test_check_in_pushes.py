"""The reminder of a daily check-in on its way to the phone, and what each kind of push says."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from api.library import Library
from api.tables import Reminder
from push.turn.claims import Claimed
from push.turn.messages import notice_of
from tests.acting.care import at, body_of, on
from tests.acting.planning import give_email, update_reminder
from tests.acting.reminding import a_reminder
from tests.acting.safety import NIGHT_PAIN, flag
from tests.diary.test_weekly_check_ins import answer
from tests.push.rig import Rig

PHONE = "ana-phone"
SENT = ("sent", None)


async def asked(rig: Rig, at_wall: str = "18:30") -> None:
    """Register a phone and have Ana asked to check in at a wall time."""
    await rig.phone(PHONE)
    await rig.prefer(check_in_time=at_wall)
    await give_email(rig.care)


def titles(rig: Rig) -> list[str]:
    sent = (entry["message"]["android"]["notification"] for entry in rig.stub.accepted)
    return [each["title_loc_key"] for each in sent]


async def test_she_is_asked_once_a_day_at_her_time(rig: Rig) -> None:
    await asked(rig)
    for day in (2, 3, 4):
        rig.move(at(2026, 3, day, 17, 29))
        await rig.worker.plan()
        await rig.worker.turn()
        assert len(rig.pushed) == day - 2
        rig.move(at(2026, 3, day, 17, 31))
        await rig.worker.turn()
        await rig.worker.turn()
        assert len(rig.pushed) == day - 1
        body_of(await rig.care.check_in(on(3, day), stress=3), 201)


async def test_it_says_check_in_and_nothing_of_her(rig: Rig) -> None:
    await asked(rig)
    await rig.turn_at("18:31")
    (entry,) = rig.stub.accepted
    told = entry["message"]
    assert titles(rig) == ["check_in_title"]
    assert set(told["data"]) == {"reminder_id", "link"}
    assert told["android"]["ttl"] in {"7139s", "7140s"}


async def on_sunday(rig: Rig, at_wall: str) -> None:
    """Have Ana asked on a Sunday at a wall time, in the morning of that day."""
    rig.care.move(2026, 3, 8, 8)
    await asked(rig, at_wall)
    await rig.worker.plan()


async def test_on_sunday_both_check_ins_are_one_notification_and_count_once(rig: Rig) -> None:
    await on_sunday(rig, "12:00")
    await rig.prefer(reminder_cap=1)
    rig.move(at(2026, 3, 8, 11, 1))
    await rig.worker.turn()
    await rig.worker.turn()
    assert len(rig.pushed) == 1
    ends = sorted(
        (row.slot, row.state) for row in await rig.reminders() if row.due_at < at(2026, 3, 9)
    )
    assert {slot for slot, _ in ends} == {"check_in", "weekly_check_in"}
    assert sorted(state for _, state in ends) == ["sent", "skipped"]


async def test_who_filled_in_the_daily_one_is_asked_about_the_week_alone(rig: Rig) -> None:
    await on_sunday(rig, "12:00")
    body_of(await rig.care.check_in(on(3, 8), stress=3), 201)
    rig.move(at(2026, 3, 8, 11, 1))
    await rig.worker.turn()
    assert titles(rig) == ["weekly_check_in_title"]


async def test_who_told_of_the_week_before_is_asked_about_her_day_alone(rig: Rig) -> None:
    await on_sunday(rig, "12:00")
    body_of(await answer(rig.care, on(3, 2), energy=3), 201)
    rig.move(at(2026, 3, 8, 11, 1))
    await rig.worker.turn()
    assert titles(rig) == ["check_in_title"]


async def test_an_answer_that_came_unnoticed_is_seen_as_it_would_leave(rig: Rig) -> None:
    """What holds up a worker may have let an answer slip in before its turn: it asks again."""
    await on_sunday(rig, "12:00")
    body_of(await rig.care.check_in(on(3, 8), stress=3), 201)
    body_of(await answer(rig.care, on(3, 2), energy=3), 201)
    reminders = [row for row in await rig.reminders() if row.slot == "weekly_check_in"]
    for row in reminders:
        await update_reminder(rig.care, row, state="scheduled", reason=None)
    rig.move(at(2026, 3, 8, 11, 1))
    await rig.worker.turn()
    assert rig.pushed == []
    assert (await rig.care.states())[on(3, 8), "weekly_check_in"] == ("skipped", "done")


async def test_who_checked_in_before_is_not_asked(rig: Rig) -> None:
    await asked(rig)
    body_of(await rig.care.check_in(on(3, 2), stress=3), 201)
    assert await rig.turn_at("18:31") == []
    assert (await rig.ends())["check_in"] == ("skipped", "done")


async def test_after_two_hours_it_is_too_late(rig: Rig) -> None:
    await asked(rig, "12:00")
    assert await rig.turn_at("14:00") == []
    assert (await rig.ends())["check_in"] == ("expired", "expired")


async def test_in_quiet_hours_nobody_asks(rig: Rig) -> None:
    await asked(rig, "21:30")
    assert await rig.turn_at("21:31") == []
    assert (await rig.ends())["check_in"] == ("skipped", "quiet_hours")


async def test_a_check_in_just_before_the_morning_waits_for_it(rig: Rig) -> None:
    await rig.prefer(quiet_hours={"start": "21:00", "end": "11:00"})
    await asked(rig, "10:30")
    assert await rig.turn_at("10:31") == []
    assert await rig.turn_at("11:01") == [PHONE]


async def test_a_pause_for_safety_does_not_stop_check_in_pushes(rig: Rig) -> None:
    await asked(rig)
    await rig.care.prescribe("18:30")
    body_of(await flag(rig.care, NIGHT_PAIN, day=on(3, 1), recorded_at="2026-03-01T20:00:00Z"), 201)
    assert await rig.turn_at("18:31") == [PHONE]
    ends = await rig.ends()
    assert (ends["check_in"], ends["18:30"]) == (SENT, ("skipped", "safety"))


async def test_who_was_discharged_is_not_asked(rig: Rig) -> None:
    await asked(rig)
    path = f"/v1/clients/{rig.care.ana.id}/discharge"
    body_of(await rig.care.ben.post(path, {"reason": "Well again."}))
    assert await rig.turn_at("18:31") == []


async def test_a_check_in_that_was_put_off_says_check_in_again(rig: Rig) -> None:
    await asked(rig, "12:00")
    await rig.turn_at("12:01")
    (row,) = [each for each in await rig.reminders() if each.state == "sent"]
    path = f"/v1/me/reminders/{row.id}/snooze"
    body_of(await rig.care.ana.post(path, {"minutes": 30}), 201)
    assert await rig.turn_at("12:31") == [PHONE, PHONE]
    assert titles(rig) == ["check_in_title", "check_in_title"]


async def test_an_item_that_was_put_off_says_reminder_again(rig: Rig) -> None:
    await rig.phone(PHONE)
    item = await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    (row,) = [each for each in await rig.reminders() if each.state == "sent"]
    later = rig.care.clock.at + timedelta(minutes=15)
    await a_reminder(
        rig.care,
        item["id"],
        source="snooze",
        subject_id=row.id,
        slot="10:00",
        due_at=later,
        next_attempt_at=later,
        plan_revision=row.plan_revision,
        state="scheduled",
    )
    await rig.turn_at("10:15")
    assert titles(rig) == ["reminder_title", "reminder_title"]


@pytest.mark.parametrize(
    ("source", "slot", "key"),
    [
        ("prescription", "08:00", "reminder"),
        ("nudge", "n1", "reminder"),
        ("check_in", "check_in", "check_in"),
        ("weekly_check_in", "weekly_check_in", "weekly_check_in"),
        ("snooze", "08:00", "reminder"),
        ("snooze", "check_in", "check_in"),
        ("snooze", "weekly_check_in", "weekly_check_in"),
        ("test", "test 08:00:00", "test"),
    ],
)
async def test_every_kind_has_its_words_in_every_language(
    rig: Rig, library: Library, source: str, slot: str, key: str
) -> None:
    await rig.care.prescribe("10:00")
    rows = await rig.care.rows(select(Reminder).limit(1))
    columns = {name: getattr(rows[0], name) for name in Claimed.__dataclass_fields__}
    reminder = Claimed(**columns | {"source": source, "slot": slot})
    files = sorted(Path("content/push").glob("*.yaml"))
    assert len(files) >= 2
    said = set()
    for file in files:
        words = library.push_texts(file.stem).texts
        notice = notice_of(reminder, file.stem, library)
        assert notice.loc_key == key
        assert (notice.title, notice.body) == (
            getattr(words, f"{key}_title"),
            getattr(words, f"{key}_body"),
        )
        assert notice.title.strip()
        assert notice.body.strip()
        assert re.search(rf"(?m)^  {key}_title: ", file.read_text())
        said.add((notice.title, notice.body))
    # None of them was left in another's language.
    assert len(said) == len(files)
