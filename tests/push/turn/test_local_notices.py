"""What a phone has set by itself is not pushed to it, as long as it stands as it was told."""

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
    assert of_item[0]["due_at"] == "2026-03-02T09:00:00+00:00"
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
