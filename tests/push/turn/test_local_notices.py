"""What a phone has set by itself is not pushed to it, as long as it stands as it was told."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.acting.care import Json, body_of
from tests.acting.planning import give_email
from tests.acting.syncing import Phone, change, statuses
from tests.cast import Person
from tests.push.rig import MONDAY, Rig
from tests.push.turn.test_clears import MINE, OTHER, clear, cleared, log


async def on_phone(rig: Rig, target: str, person: Person) -> tuple[Phone, list[Json]]:
    """Register a phone, have it set all that it is told, and confirm that."""
    await rig.phone(target, person)
    phone = Phone(person)
    await phone.sync()
    told = [{name: e[name] for name in ("reminder_id", "due_at")} for e in phone.notifications]
    assert statuses(await phone.sync(change("notifications", target, set=told))) == ["stored"]
    assert statuses(await phone.sync(change("notifications", target, set=told))) == ["merged"]
    return phone, told


async def test_a_phone_is_told_of_seven_days_and_the_ids_are_those_of_the_ledger(rig: Rig) -> None:
    await rig.care.prescribe("10:00", schedule={"start_on": MONDAY})
    phone, _ = await on_phone(rig, MINE, rig.care.ana)
    of_item = [each for each in phone.notifications if each["slot"] == "10:00"]
    assert [each["local_date"] for each in of_item] == [f"2026-03-0{n}" for n in range(2, 9)]
    assert of_item[0]["due_at"] == "2026-03-02T09:00:00Z"
    assert of_item[0]["text"] == "Time for your next activity"
    ledger = body_of(await rig.care.ana.get("/v1/me/reminders/upcoming?hours=72"))["items"]
    ids = {each["reminder_id"] for each in phone.notifications}
    assert {each["id"] for each in ledger} <= ids


async def test_nothing_is_pushed_to_the_phone_that_has_set_it(rig: Rig) -> None:
    await rig.care.prescribe("10:00", schedule={"start_on": MONDAY})
    await on_phone(rig, MINE, rig.care.ana)
    await rig.phone(OTHER, await rig.care.another_phone())
    assert await rig.turn_at("10:00") == [OTHER]
    assert (await rig.ends())["10:00"] == ("sent", None)


async def test_a_reminder_that_all_phones_have_set_ends_by_that_and_a_receipt_is_taken(
    rig: Rig,
) -> None:
    await rig.care.prescribe("10:00", schedule={"start_on": MONDAY})
    phone, told = await on_phone(rig, MINE, rig.care.ana)
    assert await rig.turn_at("10:00") == []
    assert (await rig.ends())["10:00"] == ("skipped", "on_phone")
    fired = change("receipt", told[0]["reminder_id"], received_at=told[0]["due_at"])
    assert statuses(await phone.sync(fired)) == ["stored"]
    assert statuses(await phone.sync(fired)) == ["merged"]
    assert await rig.deliveries() == {MINE: "local"}


async def test_two_that_are_due_together_are_one_notification_on_the_phone_too(rig: Rig) -> None:
    await rig.care.prescribe("10:00", "10:05", schedule={"start_on": MONDAY})
    phone, _ = await on_phone(rig, MINE, rig.care.ana)
    today = [e["slot"] for e in phone.notifications if e["local_date"] == MONDAY]
    assert today == ["10:05", "check_in"]
    await rig.turn_at("10:00")
    assert await rig.turn_at("10:05") == []


@pytest.mark.parametrize("how", ["unset", "moved", "never"])
async def test_what_stands_no_longer_is_pushed(rig: Rig, how: str) -> None:
    await give_email(rig.care)
    phone, told = await on_phone(rig, MINE, rig.care.ana)
    first, *_ = [e for e in phone.notifications if e["slot"] == "check_in"]
    if how == "unset":
        await phone.sync(change("notifications", MINE, unset=[first["reminder_id"]]))
    elif how == "moved":
        await rig.prefer(check_in_time="18:00")
    else:
        body_of(await rig.care.ana.delete(f"/v1/me/devices/{MINE}"))
        await rig.phone("phone-three", rig.care.ana)
    pushed = await rig.turn_at("18:00" if how == "moved" else "18:31")
    assert pushed == ["phone-three" if how == "never" else MINE]
    assert told


async def test_what_is_answered_elsewhere_is_cleared_before_it_fires(rig: Rig) -> None:
    item = await rig.care.prescribe("10:00", schedule={"start_on": MONDAY})
    await rig.phone(MINE)
    phone, told = await on_phone(rig, OTHER, await rig.care.another_phone())
    await log(rig, item)
    assert await clear(rig) == [(OTHER, told[0]["reminder_id"])]
    await rig.turn_at("10:00")
    assert rig.pushed == [OTHER]
    assert await clear(rig) == cleared(rig)
    assert phone.notifications


async def test_what_one_person_set_holds_nothing_back_from_who_has_the_phone_next(rig: Rig) -> None:
    await rig.care.prescribe("10:00", schedule={"start_on": MONDAY})
    await on_phone(rig, MINE, rig.care.ana)
    await rig.hand_over(MINE)
    cast, schedule = rig.care.cast, {"times": ["10:00"], "start_on": MONDAY}
    body = {"exercise": "chin-tuck", "schedule": schedule}
    body_of(await cast.dora.post(f"/v1/clients/{cast.cy.id}/prescriptions", body), 201)
    assert await rig.turn_at("10:00") == [MINE]


@pytest.mark.parametrize("is_same", [True, False])
async def test_an_app_that_registers_anew_has_set_nothing(rig: Rig, is_same: bool) -> None:
    await rig.care.prescribe("10:00", schedule={"start_on": MONDAY})
    await on_phone(rig, MINE, rig.care.ana)
    target = MINE if is_same else "target-of-the-app-installed-anew"
    await rig.phone(target, installation=MINE)
    assert await rig.turn_at("10:00") == ([] if is_same else [target])


async def test_what_a_stranger_says_she_set_is_told_to_nobody(rig: Rig) -> None:
    item = await rig.care.prescribe("10:00", schedule={"start_on": MONDAY})
    _, told = await on_phone(rig, OTHER, await rig.care.another_phone())
    cy = Phone(rig.care.cast.cy)
    await rig.phone("phone-of-cy", cy.person)
    await cy.sync(change("notifications", "phone-of-cy", set=told))
    await log(rig, item)
    assert await clear(rig) == [(OTHER, told[0]["reminder_id"])]
    assert await rig.deliveries() == {OTHER: "local"}


async def test_a_receipt_is_taken_days_after_a_notification_fired(rig: Rig) -> None:
    await rig.care.prescribe("10:00", schedule={"start_on": MONDAY})
    phone, told = await on_phone(rig, MINE, rig.care.ana)
    await rig.turn_at("10:00")
    rig.move(rig.care.clock.at + timedelta(days=5))
    await rig.worker.prune()
    again = change("notifications", MINE, set=[])
    fired = change("receipt", told[0]["reminder_id"], received_at=told[0]["due_at"])
    assert statuses(await phone.sync(again, fired)) == ["merged", "stored"]


async def test_no_phone_says_that_it_set_what_it_was_not_told(rig: Rig) -> None:
    phone, told = await on_phone(rig, MINE, rig.care.ana)
    late = {"reminder_id": str(uuid4()), "due_at": "2026-03-11T12:00:00Z"}
    soon = [{"reminder_id": str(uuid4()), "due_at": told[0]["due_at"]} for _ in range(1001)]
    refused = await phone.sync(
        change("notifications", MINE, set=[late]),
        change("notifications", "a phone\x00", set=[]),
        change("notifications", "phone-of-nobody", set=[]),
        *(change("notifications", MINE, set=soon[n : n + 200]) for n in range(0, 1001, 200)),
    )
    codes = [each["problem"] and each["problem"]["code"] for each in refused["results"]]
    assert codes == ["invalid", "invalid", "not_found", *[None] * 4, "too_many_notices", None]


async def test_what_a_phone_showed_by_itself_is_put_off(rig: Rig) -> None:
    await rig.care.prescribe("10:00", schedule={"start_on": MONDAY})
    phone, told = await on_phone(rig, MINE, rig.care.ana)
    await rig.turn_at("10:00")
    assert (await rig.ends())["10:00"] == ("skipped", "on_phone")
    rig.move(rig.care.clock.at + timedelta(minutes=2))
    later = change("snooze", told[0]["reminder_id"], minutes=30)
    assert statuses(await phone.sync(later)) == ["stored"]
    assert await rig.turn_at("10:33") == [MINE]


async def test_a_phone_tells_at_once_that_it_set_one_and_that_it_fired(rig: Rig) -> None:
    await rig.care.prescribe("10:00", "12:00", schedule={"start_on": MONDAY})
    await rig.phone(MINE)
    phone = Phone(rig.care.ana)
    await phone.sync()
    first = {name: phone.notifications[0][name] for name in ("reminder_id", "due_at")}
    rig.move(rig.care.clock.at + timedelta(hours=2))
    fired = change("receipt", first["reminder_id"], opened_at=first["due_at"])
    alien = change("receipt", phone.notifications[1]["reminder_id"], opened_at=first["due_at"])
    answer = await phone.sync(change("notifications", MINE, set=[first]), fired, alien)
    assert statuses(answer) == ["stored", "stored", "refused"]
    assert await rig.deliveries() == {MINE: "local"}


async def test_who_is_spoken_for_is_pushed_when_the_speaker_is_answered_first(rig: Rig) -> None:
    await rig.care.prescribe("10:00", schedule={"start_on": MONDAY})
    item = await rig.care.prescribe("10:06", exercise="glute-bridge", schedule={"start_on": MONDAY})
    phone, _ = await on_phone(rig, MINE, rig.care.ana)
    assert "10:00" not in {each["slot"] for each in phone.notifications}
    assert await rig.turn_at("10:00") == []
    rig.move(rig.care.clock.at + timedelta(minutes=3))
    await log(rig, item, "10:06")
    await rig.turn_at("10:06")
    await rig.turn_at("10:07")
    assert (await rig.ends())["10:00"] == ("sent", None)
    assert rig.pushed == [MINE]


async def test_who_is_spoken_for_ends_with_the_speaker(rig: Rig) -> None:
    await rig.care.prescribe("10:00", schedule={"start_on": MONDAY})
    await rig.care.prescribe("10:06", exercise="glute-bridge", schedule={"start_on": MONDAY})
    await on_phone(rig, MINE, rig.care.ana)
    for wall in ("10:00", "10:06", "10:07"):
        assert await rig.turn_at(wall) == []
    ends = await rig.ends()
    assert {ends["10:00"], ends["10:06"]} == {("skipped", "on_phone")}


async def test_what_moved_speaks_for_nothing_else(rig: Rig) -> None:
    await give_email(rig.care)
    phone, _ = await on_phone(rig, MINE, rig.care.ana)
    assert phone.notifications[0]["due_at"] == "2026-03-02T17:30:00Z"
    await rig.prefer(check_in_time="21:00")
    await rig.care.prescribe("18:25", schedule={"start_on": MONDAY})
    assert await rig.turn_at("18:25") == [MINE]


async def test_a_day_s_cap_counts_what_a_phone_showed_before(rig: Rig) -> None:
    await rig.prefer(reminder_cap=2)
    times = ("10:00", "11:00", "12:00", "13:00")
    await rig.care.prescribe(*times, schedule={"start_on": MONDAY})
    phone, _ = await on_phone(rig, MINE, rig.care.ana)
    today = [e["slot"] for e in phone.notifications if e["local_date"] == MONDAY]
    assert today == ["10:00", "11:00"]
    await rig.turn_at("10:00")
    rig.move(rig.care.clock.at + timedelta(minutes=30))
    await phone.sync()
    today = [e["slot"] for e in phone.notifications if e["local_date"] == MONDAY]
    assert today == ["11:00"]
    await rig.turn_at("11:00")
    rig.move(rig.care.clock.at + timedelta(minutes=30))
    await phone.sync()
    assert not [e for e in phone.notifications if e["local_date"] == MONDAY]
    assert await rig.turn_at("12:00") == []
