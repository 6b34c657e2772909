"""What reaches the phone and what does not: the API above, a real HTTP stand-in for FCM below."""

import json
import re
from datetime import timedelta

from sqlalchemy import update

from api.library import Library
from api.platform.db import Sessions, transaction
from api.platform.settings import Settings
from api.rules.reminders.leaving import delay_of
from api.tables import Client
from tests.push.house import MONDAY, House, monday

# The clock starts on Monday 2 March, 09:00 in Berlin.


async def test_a_due_slot_is_pushed_once_to_each_phone(house: House) -> None:
    await house.phone("ana-phone")
    await house.phone("ana-tablet", platform="ios")
    await house.care.prescribe("10:00", "15:00")
    assert sorted(await house.turn_at("10:00")) == ["ana-phone", "ana-tablet"]
    for wall in ("10:00:01", "10:30", "14:59:59"):
        assert len(await house.turn_at(wall)) == 2
    assert len(await house.turn_at("15:00")) == 4
    assert await house.ends() == {"10:00": ("sent", None), "15:00": ("sent", None)}
    assert await house.deliveries() == {"ana-phone": "accepted", "ana-tablet": "accepted"}


async def test_nothing_leaves_early(house: House) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    assert await house.turn_at("09:59:59") == []
    assert await house.turn_at("10:00") == ["ana-phone"]


async def test_a_message_carries_ids_and_the_lifetime_that_is_left(house: House) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00", schedule={"window_min": 60})
    await house.turn_at("10:20")
    (message,) = [entry["message"] for entry in house.stub.accepted]
    reminder = next(row for row in await house.reminders() if row.state == "sent")
    assert message["android"]["ttl"] == "2400s"
    assert message["data"] == {
        "reminder_id": str(reminder.id),
        "link": f"carryover://reminders/{reminder.id}",
    }


async def test_no_message_tells_what_it_is_about(house: House, library: Library) -> None:
    await house.phone("ana-phone")
    await house.phone("ana-tablet", locale="es", platform="web")
    await house.prefer(reminder_cap=24)
    clearance = {"clearance": {"reason": "seen by the physician"}}
    # Far enough apart to leave each by itself, and none of them ignored yet.
    walls = [wall_after(11 * number) for number in range(len(library.exercises))]
    for item, wall in zip(library.exercises.values(), walls, strict=True):
        open_long = {"times": [wall], "window_min": 720}
        await house.care.prescribe(exercise=item.slug, schedule=open_long, **clearance)
    for wall in walls:
        await house.turn_at(wall)
    assert len(house.stub.accepted) == 2 * len(library.exercises)
    private = {"ana", "ben", "berlin", *library.vocabulary("en").codes("regions")}
    for item in library.exercises.values():
        private |= words(item.slug) | words(item.kind)
        private |= {word for text in item.text.values() for word in words(text.name)}
    for entry in house.stub.accepted:
        told = {key: value for key, value in entry["message"].items() if key != "token"}
        assert not private & words(json.dumps(told, ensure_ascii=False))


def wall_after(minutes: int) -> str:
    """Return the wall time so many minutes after ten."""
    return f"{10 + minutes // 60:02}:{minutes % 60:02}"


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.lower()))


async def test_what_is_logged_before_is_not_reminded(house: House) -> None:
    await house.phone("ana-phone")
    item = await house.care.prescribe("10:00", "15:00")
    house.move(monday("09:30"))
    assert (await house.care.log(item, MONDAY, "10:00")).status_code == 201
    assert await house.turn_at("10:00") == []
    assert await house.turn_at("15:00") == ["ana-phone"]
    assert await house.ends() == {"10:00": ("skipped", "done"), "15:00": ("sent", None)}


async def test_a_habit_answered_for_the_day_is_not_cued_again(house: House) -> None:
    await house.phone("ana-phone")
    item = await house.care.prescribe("10:00", "15:00", exercise="microbreak")
    assert await house.turn_at("10:00") == ["ana-phone"]
    assert (await house.care.log(item, MONDAY, "day")).status_code == 201
    assert await house.turn_at("15:00") == ["ana-phone"]
    assert (await house.ends())["15:00"] == ("skipped", "done")


async def test_what_is_paused_or_stopped_is_not_reminded(house: House) -> None:
    await house.phone("ana-phone")
    paused = await house.care.prescribe("10:00")
    stopped = await house.care.prescribe("10:01")
    house.move(monday("09:30"))
    await house.care.say(paused, "pause", {"reason": "a cold"})
    await house.care.say(stopped, "stop", {"reason": "done with it"})
    assert await house.turn_at("10:05") == []
    assert await house.ends() == {
        "10:00": ("skipped", "paused"),
        "10:01": ("cancelled", "stopped"),
    }


async def test_what_is_resumed_is_reminded_again(house: House) -> None:
    await house.phone("ana-phone")
    item = await house.care.prescribe("10:00")
    house.move(monday("09:30"))
    await house.care.say(item, "pause")
    await house.care.say(item, "resume")
    assert await house.turn_at("10:00") == ["ana-phone"]


async def test_who_is_discharged_is_not_reminded(house: House, sessions: Sessions) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    async with transaction(sessions) as session:
        # At the last moment: the rows that the plan had made are still there.
        leaves = update(Client).where(Client.id == house.care.ana.id)
        await session.execute(leaves.values(discharged_at=monday("09:59")))
    assert await house.turn_at("10:00") == []
    assert await house.ends() == {"10:00": ("cancelled", "discharged")}


async def test_in_quiet_hours_it_waits_for_the_morning_or_is_skipped(house: House) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("22:00", schedule={"window_min": 60})
    await house.care.prescribe("23:00", schedule={"window_min": 700})
    assert await house.turn_at("22:00") == []
    assert await house.turn_at("23:00") == []
    assert (await house.ends())["22:00"] == ("skipped", "quiet_hours")
    morning = monday("23:00") + timedelta(hours=9)
    house.move(morning - timedelta(seconds=1))
    await house.worker.turn()
    assert house.pushed == []
    house.move(morning)
    await house.worker.turn()
    assert house.pushed == ["ana-phone"]
    assert (await house.ends())["23:00"] == ("sent", None)


async def test_quiet_hours_are_hers_where_she_is_now(house: House) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00", schedule={"timezone_mode": "fixed"})
    await house.care.travel("Pacific/Auckland")
    # Ten in the morning in Berlin is ten at night in Auckland.
    assert await house.turn_at("10:00") == []
    assert await house.ends() == {"10:00": ("skipped", "quiet_hours")}


async def test_what_expired_while_nobody_worked_stays_silent(house: House) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("10:00", schedule={"window_min": 30})
    assert await house.turn_at("10:30") == []
    assert await house.ends() == {"10:00": ("expired", "expired")}


async def test_without_a_phone_that_takes_pushes_it_is_skipped(house: House) -> None:
    await house.phone("ana-phone", notifications_allowed=False)
    await house.care.prescribe("10:00")
    assert await house.turn_at("10:00") == []
    assert await house.ends() == {"10:00": ("skipped", "no_device")}


async def test_nobody_elses_phone_is_pushed(house: House) -> None:
    cast = house.care.cast
    for person, target in ((cast.ben, "ben-phone"), (cast.cy, "cy-phone"), (cast.ana, "shared")):
        await house.phone(target, person)
    await house.phone("shared", cast.cy)
    await house.phone("ana-phone")
    await house.care.prescribe("10:00")
    assert await house.turn_at("10:00") == ["ana-phone"]


async def test_a_test_push_reaches_its_phone_alone_even_at_night(house: House) -> None:
    await house.phone("ana-phone")
    await house.phone("ana-tablet")
    house.move(monday("23:00"))
    await house.test_push("ana-tablet")
    assert await house.turn_at("23:00") == ["ana-tablet"]
    assert await house.turn_at("23:01") == ["ana-tablet"]
    (row,) = [row for row in await house.reminders() if row.source == "test"]
    assert (row.state, row.reason) == ("sent", None)


async def test_a_test_push_is_not_sent_late(house: House) -> None:
    await house.phone("ana-phone")
    house.move(monday("12:00"))
    await house.test_push("ana-phone")
    assert await house.turn_at("12:05") == []
    (row,) = await house.reminders()
    assert (row.state, row.reason) == ("expired", "expired")


async def test_what_waits_for_the_morning_is_spread_out_there(
    house: House, settings: Settings
) -> None:
    await house.phone("ana-phone")
    await house.care.prescribe("07:30", schedule={"start_on": "2026-03-03"})
    spreading = house.with_settings(settings.model_copy(update={"reminder_spread_s": 600}))
    house.move(monday("07:30") + timedelta(days=1))
    await spreading.worker.turn()
    row = (await house.care.reminders())["2026-03-03", "07:30"]
    morning = monday("08:00") + timedelta(days=1)
    assert row.state == "scheduled"
    assert row.next_attempt_at == morning + delay_of(house.care.ana.id, 600)


async def test_the_language_of_the_phone_goes_before_that_of_the_person(house: House) -> None:
    await house.phone("ana-phone", locale="es", platform="ios")
    await house.care.prescribe("10:00")
    await house.turn_at("10:00")
    (entry,) = house.stub.accepted
    alert = entry["message"]["apns"]["payload"]["aps"]["alert"]
    assert alert["title"] == "Recordatorio"
