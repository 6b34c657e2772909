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
from tests.push.rig import MONDAY, Rig, monday

# The clock starts on Monday 2 March, 09:00 in Berlin.


async def test_a_due_slot_is_pushed_once_to_each_phone(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.phone("ana-tablet", platform="ios")
    await rig.care.prescribe("10:00", "15:00")
    assert sorted(await rig.turn_at("10:00")) == ["ana-phone", "ana-tablet"]
    for wall in ("10:00:01", "10:30", "14:59:59"):
        assert len(await rig.turn_at(wall)) == 2
    assert len(await rig.turn_at("15:00")) == 4
    assert await rig.ends() == {"10:00": ("sent", None), "15:00": ("sent", None)}
    assert await rig.deliveries() == {"ana-phone": "accepted", "ana-tablet": "accepted"}


async def test_nothing_leaves_early(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    assert await rig.turn_at("09:59:59") == []
    assert await rig.turn_at("10:00") == ["ana-phone"]


async def test_a_message_carries_ids_and_the_lifetime_that_is_left(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00", schedule={"window_min": 60})
    await rig.turn_at("10:20")
    (message,) = [entry["message"] for entry in rig.stub.accepted]
    reminder = next(row for row in await rig.reminders() if row.state == "sent")
    assert message["android"]["ttl"] == "2400s"
    assert message["data"] == {
        "reminder_id": str(reminder.id),
        "link": f"carryover://reminders/{reminder.id}",
    }


async def test_no_message_tells_what_it_is_about(rig: Rig, library: Library) -> None:
    await rig.phone("ana-phone")
    await rig.phone("ana-tablet", locale="es", platform="web")
    await rig.prefer(reminder_cap=24)
    clearance = {"clearance": {"reason": "seen by the physician"}}
    items = list({item.kind: item for item in library.search()}.values())
    # Far enough apart to leave each by itself, and none of them ignored yet.
    walls = [wall_after(11 * number) for number in range(len(items))]
    for item, wall in zip(items, walls, strict=True):
        open_long = {"times": [wall], "window_min": 720}
        await rig.care.prescribe(exercise=item.slug, schedule=open_long, **clearance)
    for wall in walls:
        await rig.turn_at(wall)
    assert len(rig.stub.accepted) == 2 * len(items)
    private = {"ana", "ben", "berlin", *library.vocabulary("en").codes("regions")}
    for item in items:
        private |= words(item.slug) | words(item.kind)
        names = words(" ".join(text.name for text in item.text.values()))
        # Small words stand in every sentence.
        private |= {word for word in names if len(word) > 4}
    for entry in rig.stub.accepted:
        told = {key: value for key, value in entry["message"].items() if key != "token"}
        assert not private & words(json.dumps(told, ensure_ascii=False))


def wall_after(minutes: int) -> str:
    """Return the wall time so many minutes after ten."""
    return f"{10 + minutes // 60:02}:{minutes % 60:02}"


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.lower()))


async def test_what_is_logged_before_is_not_reminded(rig: Rig) -> None:
    await rig.phone("ana-phone")
    item = await rig.care.prescribe("10:00", "15:00")
    rig.move(monday("09:30"))
    assert (await rig.care.log(item, MONDAY, "10:00")).status_code == 201
    assert await rig.turn_at("10:00") == []
    assert await rig.turn_at("15:00") == ["ana-phone"]
    assert await rig.ends() == {"10:00": ("skipped", "done"), "15:00": ("sent", None)}


async def test_a_habit_answered_for_the_day_is_not_cued_again(rig: Rig) -> None:
    await rig.phone("ana-phone")
    item = await rig.care.prescribe("10:00", "15:00", exercise="microbreak")
    assert await rig.turn_at("10:00") == ["ana-phone"]
    assert (await rig.care.log(item, MONDAY, "day")).status_code == 201
    assert await rig.turn_at("15:00") == ["ana-phone"]
    assert (await rig.ends())["15:00"] == ("skipped", "done")


async def test_what_is_paused_or_stopped_is_not_reminded(rig: Rig) -> None:
    await rig.phone("ana-phone")
    paused = await rig.care.prescribe("10:00")
    stopped = await rig.care.prescribe("10:01")
    rig.move(monday("09:30"))
    await rig.care.act_on(paused, "pause", {"reason": "a cold"})
    await rig.care.act_on(stopped, "stop", {"reason": "done with it"})
    assert await rig.turn_at("10:05") == []
    assert await rig.ends() == {
        "10:00": ("skipped", "paused"),
        "10:01": ("cancelled", "stopped"),
    }


async def test_what_is_resumed_is_reminded_again(rig: Rig) -> None:
    await rig.phone("ana-phone")
    item = await rig.care.prescribe("10:00")
    rig.move(monday("09:30"))
    await rig.care.act_on(item, "pause")
    await rig.care.act_on(item, "resume")
    assert await rig.turn_at("10:00") == ["ana-phone"]


async def test_who_is_discharged_is_not_reminded(rig: Rig, sessions: Sessions) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    async with transaction(sessions) as session:
        # At the last moment: the rows that the plan had made are still there.
        leaves = update(Client).where(Client.id == rig.care.ana.id)
        await session.execute(leaves.values(discharged_at=monday("09:59")))
    assert await rig.turn_at("10:00") == []
    assert await rig.ends() == {"10:00": ("cancelled", "discharged")}


async def test_in_quiet_hours_it_waits_for_the_morning_or_is_skipped(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("22:00", schedule={"window_min": 60})
    await rig.care.prescribe("23:00", schedule={"window_min": 700})
    assert await rig.turn_at("22:00") == []
    assert await rig.turn_at("23:00") == []
    assert (await rig.ends())["22:00"] == ("skipped", "quiet_hours")
    morning = monday("23:00") + timedelta(hours=9)
    rig.move(morning - timedelta(seconds=1))
    await rig.worker.turn()
    assert rig.pushed == []
    rig.move(morning)
    await rig.worker.turn()
    assert rig.pushed == ["ana-phone"]
    assert (await rig.ends())["23:00"] == ("sent", None)


async def test_quiet_hours_are_hers_where_she_is_now(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00", schedule={"timezone_mode": "fixed"})
    await rig.care.travel("Pacific/Auckland")
    # Ten in the morning in Berlin is ten at night in Auckland.
    assert await rig.turn_at("10:00") == []
    assert await rig.ends() == {"10:00": ("skipped", "quiet_hours")}


async def test_what_expired_while_nobody_worked_stays_silent(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00", schedule={"window_min": 30})
    assert await rig.turn_at("10:30") == []
    assert await rig.ends() == {"10:00": ("expired", "expired")}


async def test_without_a_phone_that_takes_pushes_it_is_skipped(rig: Rig) -> None:
    await rig.phone("ana-phone", notifications_allowed=False)
    await rig.care.prescribe("10:00")
    assert await rig.turn_at("10:00") == []
    assert await rig.ends() == {"10:00": ("skipped", "no_device")}


async def test_nobody_elses_phone_is_pushed(rig: Rig) -> None:
    cast = rig.care.cast
    for person, target in ((cast.ben, "ben-phone"), (cast.cy, "cy-phone"), (cast.ana, "shared")):
        await rig.phone(target, person)
    await rig.hand_over("shared")
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    assert await rig.turn_at("10:00") == ["ana-phone"]


async def test_a_test_push_reaches_its_phone_alone_even_at_night(rig: Rig) -> None:
    await rig.phone("ana-phone")
    await rig.phone("ana-tablet")
    rig.move(monday("23:00"))
    await rig.test_push("ana-tablet")
    assert await rig.turn_at("23:00") == ["ana-tablet"]
    assert await rig.turn_at("23:01") == ["ana-tablet"]
    (row,) = [row for row in await rig.reminders() if row.source == "test"]
    assert (row.state, row.reason) == ("sent", None)


async def test_a_test_push_is_not_sent_late(rig: Rig) -> None:
    await rig.phone("ana-phone")
    rig.move(monday("12:00"))
    await rig.test_push("ana-phone")
    assert await rig.turn_at("12:05") == []
    (row,) = await rig.reminders()
    assert (row.state, row.reason) == ("expired", "expired")


async def test_what_waits_for_the_morning_is_spread_out_there(rig: Rig, settings: Settings) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("07:30", schedule={"start_on": "2026-03-03"})
    spreading = rig.with_settings(settings.model_copy(update={"reminder_spread_s": 600}))
    rig.move(monday("07:30") + timedelta(days=1))
    await spreading.worker.turn()
    row = (await rig.care.reminders())["2026-03-03", "07:30"]
    morning = monday("08:00") + timedelta(days=1)
    assert row.state == "scheduled"
    assert row.next_attempt_at == morning + delay_of(rig.care.ana.id, 600)


async def test_the_language_of_the_phone_goes_before_that_of_the_person(rig: Rig) -> None:
    await rig.phone("ana-phone", locale="es", platform="ios")
    await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    (entry,) = rig.stub.accepted
    alert = entry["message"]["apns"]["payload"]["aps"]["alert"]
    assert alert["title"] == "Recordatorio"
