"""Who ignores three reminders running gets only every second one until she answers."""

from datetime import timedelta

import pytest

from tests.acting.care import at, body_of, on
from tests.acting.planning import update_reminder
from tests.acting.reminding import a_reminder
from tests.acting.safety import alerts
from tests.push.rig import MONDAY, Rig
from tests.push.turn.ignoring import HELD_BACK, SENT, WALLS, days_of, prescribe

PHONE = "ana-phone"


async def test_three_ignored_running_and_every_second_one_is_left_out(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=24)
    await prescribe(rig, *WALLS)
    assert await days_of(rig, *WALLS) == [SENT] * 3 + [HELD_BACK, SENT] * 2 + [HELD_BACK]
    assert len(rig.pushed) == 5


@pytest.mark.parametrize("sign", ["log", "check_in"])
async def test_any_sign_of_life_brings_them_all_back(rig: Rig, sign: str) -> None:
    await rig.phone(PHONE)
    item = await prescribe(rig, *WALLS)
    await days_of(rig, *WALLS[:4])
    if sign == "log":
        body_of(await rig.care.log(item, MONDAY, "10:00"), 201)
    else:
        body_of(await rig.care.check_in(MONDAY, stress=3), 201)
    assert await days_of(rig, "14:00", "15:00", "16:00") == [SENT] * 3


async def test_a_log_in_between_breaks_the_streak(rig: Rig) -> None:
    await rig.phone(PHONE)
    item = await prescribe(rig, *WALLS)
    await days_of(rig, "10:00", "11:00")
    body_of(await rig.care.log(item, MONDAY, "11:00"), 201)
    assert await days_of(rig, "12:00", "13:00", "14:00") == [SENT] * 3


async def test_cues_of_habits_are_never_ignored(rig: Rig) -> None:
    await rig.phone(PHONE)
    await prescribe(rig, *WALLS[:6], exercise="microbreak")
    assert await days_of(rig, *WALLS[:6]) == [SENT] * 6
    assert await alerts(rig.care) == []


async def test_cues_are_held_back_as_well_once_exercises_are_ignored(rig: Rig) -> None:
    await rig.phone(PHONE)
    await prescribe(rig, "10:00", "11:00", "12:00")
    await prescribe(rig, "14:00", "15:00", exercise="microbreak")
    assert await days_of(rig, "10:00", "11:00", "12:00", "14:00", "15:00") == [
        SENT,
        SENT,
        SENT,
        HELD_BACK,
        SENT,
    ]


async def test_whose_window_is_open_is_not_ignored_yet(rig: Rig) -> None:
    await rig.phone(PHONE)
    for wall in WALLS[:5]:
        await prescribe(rig, wall, window_min=720)
    assert await days_of(rig, *WALLS[:5]) == [SENT] * 5


async def test_what_failed_was_not_ignored(rig: Rig) -> None:
    await rig.phone(PHONE)
    await prescribe(rig, *WALLS[:6])
    rig.stub.script("hang-before", times=3)
    for wall in WALLS[:3]:
        await rig.unanswered(rig.turn_at(wall))
    assert await days_of(rig, *WALLS[3:6]) == [SENT] * 3
    ends = await rig.ends()
    assert [ends[wall] for wall in WALLS[:3]] == [("failed", "unknown")] * 3


async def test_what_was_grouped_or_skipped_was_not_ignored(rig: Rig) -> None:
    await rig.phone(PHONE)
    for wall in ("10:00", "10:03", "10:06", "11:00", "12:00"):
        await prescribe(rig, wall)
    for wall in ("10:06", "11:00", "12:00"):
        await rig.turn_at(wall)
    # Five were due, and two notifications of them ignored by noon.
    assert len(rig.pushed) == 3


async def test_a_group_is_held_back_as_a_whole(rig: Rig) -> None:
    await rig.phone(PHONE)
    await prescribe(rig, "10:00", "11:00", "12:00")
    for wall in ("13:00", "13:05", "14:00", "14:05"):
        await prescribe(rig, wall)
    await days_of(rig, "10:00", "11:00", "12:00")
    assert await rig.turn_at("13:00") == [PHONE] * 3
    assert await rig.turn_at("13:05") == [PHONE] * 3
    assert await rig.turn_at("14:05") == [PHONE] * 4
    ends = await rig.ends()
    assert [ends["13:00"], ends["13:05"]] == [HELD_BACK, HELD_BACK]
    assert [ends["14:00"], ends["14:05"]] == [("skipped", "grouped"), SENT]


async def test_what_is_held_back_takes_no_place_of_the_cap(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=4)
    await prescribe(rig, *WALLS[:6])
    found = await days_of(rig, *WALLS[:6])
    assert found == [SENT, SENT, SENT, HELD_BACK, SENT, HELD_BACK]


async def test_a_snooze_and_a_test_are_never_held_back(rig: Rig) -> None:
    await rig.phone(PHONE)
    item = await prescribe(rig, "10:00", "11:00", "12:00", "16:00")
    await days_of(rig, "10:00", "11:00", "12:00")
    row = (await rig.care.reminders())[MONDAY, "12:00"]
    await a_reminder(
        rig.care,
        item["id"],
        source="snooze",
        subject_id=row.id,
        slot="12:00",
        due_at=at(2026, 3, 2, 12, 15),
        expires_at=at(2026, 3, 2, 12, 45),
        next_attempt_at=at(2026, 3, 2, 12, 15),
        plan_revision=row.plan_revision,
        state="scheduled",
    )
    assert await rig.turn_at("13:15") == [PHONE] * 4
    await rig.test_push(PHONE)
    assert await rig.turn_at("13:16") == [PHONE] * 5


async def test_a_retry_is_never_held_back(rig: Rig) -> None:
    await rig.phone(PHONE)
    await prescribe(rig, "10:00", "11:00", window_min=10)
    await prescribe(rig, "12:00", "12:20", window_min=60)
    await days_of(rig, "10:00", "11:00")
    rig.stub.script("503")
    await rig.turn_at("12:00")
    # By now a third one was ignored: the one that left before it.
    row = (await rig.care.reminders())[MONDAY, "11:00"]
    await a_reminder(
        rig.care,
        str(row.prescription_id),
        slot="11:30",
        due_at=row.due_at + timedelta(minutes=30),
        expires_at=row.expires_at + timedelta(minutes=30),
        counted_on=row.local_date,
    )
    await rig.turn_at("12:01")
    assert (await rig.ends())["12:00"] == SENT


async def test_it_goes_on_over_the_days_until_she_answers(rig: Rig) -> None:
    await rig.phone(PHONE)
    item = await prescribe(rig, "10:00")
    sent = []
    for day in range(2, 10):
        rig.move(at(2026, 3, day, 9))
        await rig.worker.plan()
        await rig.worker.turn()
        sent.append(len(rig.pushed))
    assert sent == [1, 2, 3, 3, 4, 4, 5, 5]
    assert len(await alerts(rig.care)) == 1
    body_of(await rig.care.log(item, on(3, 9), "10:00"), 201)
    for day in (10, 11, 12):
        rig.move(at(2026, 3, day, 9))
        await rig.worker.plan()
        await rig.worker.turn()
    assert len(rig.pushed) == 8


async def test_who_ignores_them_does_not_hold_back_those_of_another(rig: Rig) -> None:
    cast = rig.care.cast
    await rig.phone(PHONE)
    await rig.phone("cy-phone", cast.cy)
    schedule = {"times": list(WALLS[:4]), "window_min": 30}
    body = {"exercise": "chin-tuck", "schedule": schedule}
    await rig.care.prescribe(schedule=schedule)
    made = body_of(await cast.dora.post(f"/v1/clients/{cast.cy.id}/prescriptions", body), 201)
    for wall in WALLS[:4]:
        await rig.turn_at(wall)
        said = {
            "prescription_id": made["id"],
            "local_date": MONDAY,
            "slot": wall,
            "outcome": "done",
            "recorded_at": rig.care.clock.at.isoformat(),
        }
        number = WALLS.index(wall)
        log = f"/v1/me/logs/00000000-0000-4000-8000-00000000000{number}"
        body_of(await cast.cy.put(log, said), 201)
    assert rig.pushed.count("cy-phone") == 4
    assert rig.pushed.count(PHONE) == 3


async def test_what_was_answered_on_another_day_ends_the_streak_of_all_days(rig: Rig) -> None:
    await rig.phone(PHONE)
    await prescribe(rig, "10:00")
    for day in (2, 3, 4):
        rig.move(at(2026, 3, day, 9))
        await rig.worker.plan()
        await rig.worker.turn()
    body_of(await rig.care.check_in(on(3, 4), stress=3), 201)
    rig.move(at(2026, 3, 5, 9))
    await rig.worker.turn()
    assert len(rig.pushed) == 4


async def test_one_deferred_by_quiet_hours_is_no_answer(rig: Rig) -> None:
    await rig.phone(PHONE)
    await prescribe(rig, "10:00", "11:00", "12:00", "13:00")
    await days_of(rig, "10:00", "11:00", "12:00")
    row = (await rig.care.reminders())[MONDAY, "13:00"]
    await update_reminder(rig.care, row, expires_at=row.due_at + timedelta(hours=3))
    await rig.prefer(quiet_hours={"start": "12:30", "end": "14:00"})
    assert await rig.turn_at("13:00") == [PHONE] * 3
    await rig.turn_at("14:01")
    assert (await rig.ends())["13:00"] == HELD_BACK


async def test_cues_between_do_not_take_all_the_turns_to_be_left_out(rig: Rig) -> None:
    await rig.phone(PHONE)
    await rig.prefer(reminder_cap=24)
    await prescribe(rig, *WALLS)
    cues = [f"{wall[:2]}:30" for wall in WALLS[2:]]
    await prescribe(rig, *cues, exercise="microbreak")
    found = await days_of(rig, *sorted((*WALLS, *cues)))
    by_slot = dict(zip(sorted((*WALLS, *cues)), found, strict=True))
    assert [by_slot[wall] for wall in WALLS[3:]] == [HELD_BACK, SENT, HELD_BACK, SENT, HELD_BACK]
    assert {by_slot[cue] for cue in cues[1:]} == {SENT, HELD_BACK}
