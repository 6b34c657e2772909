"""Someone signed in: her other phones are told of it once, and the one that signed in is not."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from api.library import Library
from api.platform.db import transaction
from api.tables import Reminder, ReminderDay
from tests.acting.care import Json, body_of
from tests.acting.credentials import (
    ANA as ANAS_MAIL,
)
from tests.acting.credentials import (
    PASSWORD,
    give_password,
    invite,
    redeem,
    sign_in,
)
from tests.cast import Person
from tests.faults.invariants import told_by, words_of
from tests.push.rig import ANA, BEN, Rig, monday

NOON = monday("12:00")
NIGHT = monday("23:00")
HOUR = timedelta(hours=1)
TABLET = "ana-tablet"


@pytest.fixture
async def known(rig: Rig) -> Rig:
    """Return the rig at noon, with Ana's phone registered and a password of hers."""
    rig.move(NOON)
    await give_password(rig.care, rig.care.ana, ANAS_MAIL)
    await rig.phone(ANA)
    return rig


def as_signed_in(rig: Rig, tokens: Json, who: Person | None = None) -> Person:
    person = who or rig.care.ana
    return Person(person.id, person.practice_id, person.http, tokens["access_token"])


async def signs_in(rig: Rig) -> Person:
    return as_signed_in(rig, body_of(await sign_in(rig.care.ana.http, ANAS_MAIL)))


async def later(rig: Rig, seconds: float = 15) -> list[str]:
    """Let so much time pass and a worker turn; return the targets pushed to by that."""
    before = len(rig.stub.accepted)
    rig.care.clock.at += timedelta(seconds=seconds)
    await rig.worker.turn()
    return sorted(rig.pushed[before:])


async def rows(rig: Rig) -> list[tuple[str, str | None]]:
    found = await rig.care.rows(
        select(Reminder).where(Reminder.source == "sign_in").order_by(Reminder.due_at)
    )
    return [(row.state, row.reason) for row in found]


async def test_all_of_her_other_phones_are_told_once(known: Rig) -> None:
    await known.phone(TABLET)
    new = await signs_in(known)
    await known.phone("ana-new", new)
    assert await later(known) == [ANA, TABLET]
    assert await later(known, 60) == []
    assert await rows(known) == [("sent", None)]


async def test_it_waits_for_the_phone_that_signed_in_to_register(known: Rig) -> None:
    assert await later(known, 0) == []
    new = await signs_in(known)
    assert await later(known, 14.9) == []
    # She signed in anew on the very phone: nobody is left to be told.
    await known.phone(ANA, new)
    assert await later(known, 1) == []
    assert await rows(known) == [("skipped", "no_device")]


async def test_nobody_is_told_where_there_is_no_other_phone(rig: Rig) -> None:
    rig.move(NOON)
    await give_password(rig.care, rig.care.ana, ANAS_MAIL)
    await signs_in(rig)
    body_of(await redeem(rig.care.ana.http, await invite(rig.care), password=PASSWORD))
    assert await rows(rig) == []
    await rig.phone(ANA, notifications_allowed=False)
    await signs_in(rig)
    assert await rows(rig) == []


async def test_whoever_redeems_an_invite_on_one_more_phone_is_told_of_on_the_first(
    known: Rig,
) -> None:
    body_of(await redeem(known.care.ana.http, await invite(known.care), password=PASSWORD))
    assert await later(known) == [ANA]


async def test_it_names_nobody_and_leads_to_the_sign_ins(known: Rig, library: Library) -> None:
    await known.phone(TABLET, locale="es", platform="ios")
    await signs_in(known)
    await later(known)
    messages = {entry["value"]: entry["message"] for entry in known.stub.accepted}
    for language, message in (("en", messages[ANA]), ("es", messages[TABLET])):
        (row,) = await known.care.rows(select(Reminder).where(Reminder.source == "sign_in"))
        assert message["data"] == {
            "reminder_id": str(row.id),
            "link": "carryover://sign-ins",
            "source": "sign_in",
        }
        words = library.push_texts(language).texts
        assert message["webpush"]["notification"]["title"] == words.sign_in_title
        assert message["webpush"]["notification"]["body"] == words.sign_in_body
        assert message["android"]["notification"]["title_loc_key"] == "sign_in_title"
        assert message["android"]["ttl"] == f"{3 * 86_400 - 15}s"
        assert not told_by(message, words_of(frozenset({"Ana", "Ben", ANAS_MAIL})))


async def test_a_therapist_is_told_in_the_same_way(rig: Rig) -> None:
    rig.move(NIGHT)
    await give_password(rig.care, rig.care.ben, "ben@example.org")
    await rig.phone(BEN, rig.care.ben)
    tokens = body_of(await sign_in(rig.care.ben.http, "ben@example.org"))
    await rig.phone("ben-new", as_signed_in(rig, tokens, rig.care.ben))
    assert await later(rig) == [BEN]


async def test_each_of_two_sign_ins_is_told_even_at_night(known: Rig) -> None:
    known.move(NIGHT)
    first = await signs_in(known)
    await known.phone("first", first)
    second = await signs_in(known)
    await known.phone("second", second)
    assert await later(known) == [ANA, ANA, "first", "second"]


async def test_it_takes_no_place_of_the_day_and_speaks_for_nothing(known: Rig) -> None:
    await known.prefer(reminder_cap=1)
    await known.care.prescribe("12:01")
    await signs_in(known)
    assert await later(known) == [ANA]
    assert await later(known, 45) == [ANA]
    assert (await known.ends())["12:01"] == ("sent", None)
    assert await rows(known) == [("sent", None)]
    counted = await known.care.rows(select(ReminderDay))
    assert [day.sent for day in counted] == [1]


async def test_one_that_reached_a_phone_speaks_for_no_slot_while_it_is_tried_again(
    known: Rig,
) -> None:
    await known.phone(f"503:{TABLET}")
    await known.care.prescribe("12:01")
    # As with a spread of half a minute: the slot is due before the sign-in, and leaves after it.
    async with transaction(known.care.sessions) as session:
        slot = update(Reminder).where(Reminder.slot == "12:01", Reminder.due_at < NOON + HOUR)
        later_by = NOON + timedelta(seconds=95)
        await session.execute(slot.values(next_attempt_at=later_by))
    known.move(NOON + timedelta(seconds=61))
    await signs_in(known)
    assert await later(known) == [ANA]
    known.care.clock.at = NOON + timedelta(seconds=100)
    async with transaction(known.care.sessions) as session:
        news = update(Reminder).where(Reminder.source == "sign_in")
        await session.execute(news.values(next_attempt_at=known.care.clock.at))
    # Both are in hand: the slot leaves all the same.
    assert await later(known, 0) == [ANA]
    assert (await known.ends())["12:01"] == ("scheduled", None)


async def test_it_is_in_no_list_and_known_by_its_id(known: Rig) -> None:
    await signs_in(known)
    await later(known)
    (row,) = await known.care.rows(select(Reminder).where(Reminder.source == "sign_in"))
    upcoming = body_of(await known.care.ana.get("/v1/me/reminders/upcoming"))
    ledger = body_of(await known.care.ben.get(f"/v1/clients/{known.care.ana.id}/reminders"))
    for listed in (upcoming, ledger):
        assert [item for item in listed["items"] if item["source"] == "sign_in"] == []
    path = f"/v1/me/reminders/{row.id}"
    assert body_of(await known.care.ana.get(path))["source"] == "sign_in"
    said = {"opened_at": known.care.clock.at.isoformat()}
    told = body_of(await known.care.ana.put(f"{path}/receipt", said))
    assert told["deliveries"][0]["opened_at"] is not None
    refused = await known.care.ana.post(f"{path}/snooze", {"minutes": 15})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_snoozable")
    assert (await known.care.cast.cy.get(path)).status_code == 404


async def test_who_signs_in_keeps_it_from_no_phone_by_removing_that(known: Rig) -> None:
    """Whoever cares for her reads what her phones are called in her reminders."""
    await known.phone(TABLET)
    body_of(await known.care.ana.delete(f"/v1/me/devices/{TABLET}"))
    known.care.clock.at += timedelta(seconds=1)
    new = await signs_in(known)
    known.care.clock.at += timedelta(seconds=1)
    body_of(await new.delete(f"/v1/me/devices/{ANA}"))
    assert await later(known) == [ANA]
    assert await rows(known) == [("sent", None)]


@pytest.mark.parametrize("removes", [True, False])
async def test_nor_by_registering_it_with_another_target(known: Rig, removes: bool) -> None:
    new, path = await signs_in(known), f"/v1/me/devices/{ANA}"
    known.care.clock.at += timedelta(seconds=1)
    if removes:
        body_of(await new.delete(path))
    elsewhere = {"platform": "android", "target": {"kind": "token", "value": "elsewhere"}}
    refused = await new.put(path, elsewhere)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "15")
    assert await later(known, 14) == [ANA]
    assert body_of(await new.put(path, elsewhere))["enabled"] is True


async def test_while_pushes_are_held_up_a_phone_waits_a_minute_for_its_new_target(
    known: Rig,
) -> None:
    new, path = await signs_in(known), f"/v1/me/devices/{ANA}"
    elsewhere = {"platform": "android", "target": {"kind": "token", "value": "elsewhere"}}
    known.care.clock.at += timedelta(seconds=59)
    assert (await new.put(path, elsewhere)).status_code == 503
    known.care.clock.at += timedelta(seconds=1)
    assert body_of(await new.put(path, elsewhere))["enabled"] is True


async def test_a_phone_that_was_removed_and_is_in_other_hands_is_not_told(known: Rig) -> None:
    await known.phone(TABLET)
    new = await signs_in(known)
    for each in (ANA, TABLET):
        body_of(await new.delete(f"/v1/me/devices/{each}"))
    await known.phone(ANA, known.care.cast.cy)
    await known.phone(TABLET, known.care.cast.cy, installation="cys")
    assert await later(known) == []


async def test_a_client_whose_care_has_ended_is_told_too(known: Rig) -> None:
    body_of(await known.care.ben.post(f"/v1/clients/{known.care.ana.id}/discharge", {}))
    await signs_in(known)
    assert await later(known) == [ANA]


async def test_a_wrong_password_tells_nobody(known: Rig) -> None:
    answer = await sign_in(known.care.ana.http, ANAS_MAIL, PASSWORD + "!")
    assert answer.status_code == 401
    assert await rows(known) == []
