"""Her zone follows the phone that registered last, whatever the phone calls it, unless pinned."""

from asyncio import gather
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import select

from api.rules.zone_names import FURTHEST_MIN
from api.tables import Client, Device, ZoneChange
from tests.acting.care import Care, Json, at, body_of, on
from tests.acting.planning import due_times
from tests.cast import Person
from tests.statements import asked

BERLIN, TOKYO, NEW_YORK = "Europe/Berlin", "Asia/Tokyo", "America/New_York"


async def register(
    care: Care, phone: str = "one", who: Person | None = None, **said: object
) -> Json:
    body = {"platform": "ios", "target": {"kind": "token", "value": f"target-{phone}"}} | said
    answer = await (who or care.ana).put(f"/v1/me/devices/{phone}", body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def my_zone(care: Care) -> str:
    return body_of(await care.ana.get("/v1/me"))["timezone"]


async def moves(care: Care) -> list[str]:
    mine = select(ZoneChange.timezone).where(ZoneChange.client_id == care.ana.id)
    return list(await care.rows(mine.order_by(ZoneChange.id)))[1:]


def warned(answer: Json) -> list[tuple[str, str | None]]:
    return [(each["code"], each["used"]) for each in answer["warnings"]]


async def test_a_phone_that_registers_elsewhere_moves_her_and_her_reminders(care):
    await care.prescribe("10:00")
    answer = await register(care, timezone=NEW_YORK)
    assert (answer["timezone"], answer["warnings"]) == (NEW_YORK, [])
    assert await my_zone(care) == NEW_YORK
    assert await moves(care) == [NEW_YORK]
    assert await due_times(care) == {
        (on(3, day), "10:00"): at(2026, 3, day, 15) for day in (2, 3, 4)
    }


async def test_registering_again_where_she_is_costs_and_changes_nothing_more(care, sessions):
    await care.prescribe("10:00")
    await register(care, timezone=BERLIN)
    (before,) = await care.rows(select(Client.plan_revision).where(Client.id == care.ana.id))
    with asked(sessions.engine.sync_engine) as plain:
        await register(care)
    with asked(sessions.engine.sync_engine) as told:
        await register(care, timezone=BERLIN, utc_offset_min=60)
    assert [sql for sql, _ in told] == [sql for sql, _ in plain]
    (after,) = await care.rows(select(Client.plan_revision).where(Client.id == care.ana.id))
    assert (before, await moves(care)) == (after, [])


async def test_the_phone_that_registered_last_has_her_and_none_without_a_zone(care):
    await register(care, "one", timezone=NEW_YORK)
    await register(care, "two", timezone=TOKYO)
    assert await my_zone(care) == TOKYO
    await register(care, "one", timezone=NEW_YORK)
    assert (await register(care, "three"))["timezone"] == NEW_YORK
    assert await moves(care) == [NEW_YORK, TOKYO, NEW_YORK]


async def test_two_phones_that_call_one_zone_by_its_old_and_new_name_move_her_once(care):
    await register(care, "one", timezone="Asia/Calcutta")
    answer = await register(care, "two", timezone="Asia/Kolkata")
    assert (answer["timezone"], answer["warnings"]) == ("Asia/Calcutta", [])
    assert await moves(care) == ["Asia/Calcutta"]


async def test_a_pinned_zone_stays_until_she_lets_it_go(care):
    me = {"timezone": TOKYO, "timezone_pinned": True}
    body_of(await care.ana.patch("/v1/me", me))
    answer = await register(care, timezone=NEW_YORK)
    assert (answer["timezone"], answer["timezone_pinned"]) == (TOKYO, True)
    assert await my_zone(care) == TOKYO
    body_of(await care.ana.patch("/v1/me", {"timezone_pinned": False}))
    assert await my_zone(care) == TOKYO
    answer = await register(care, timezone=NEW_YORK)
    assert (answer["timezone"], answer["timezone_pinned"]) == (NEW_YORK, False)


async def test_neither_an_edit_of_hers_nor_of_her_therapists_pins(care):
    path = f"/v1/clients/{care.ana.id}"
    etag = {"if-match": body_of(await care.ben.get(path))["etag"]}
    body_of(await care.ben.patch(path, {"timezone": TOKYO}, headers=etag))
    assert body_of(await care.ana.get("/v1/me"))["timezone_pinned"] is False
    assert (await register(care, timezone=BERLIN))["timezone"] == BERLIN
    edited = body_of(await care.ana.patch("/v1/me", {"timezone": TOKYO}))
    assert edited["timezone_pinned"] is False
    assert (await register(care, timezone=BERLIN))["timezone"] == BERLIN


async def test_her_therapist_and_she_move_a_pinned_zone_by_its_name(care):
    body_of(await care.ana.patch("/v1/me", {"timezone_pinned": True}))
    path = f"/v1/clients/{care.ana.id}"
    etag = {"if-match": body_of(await care.ben.get(path))["etag"]}
    body_of(await care.ben.patch(path, {"timezone": TOKYO}, headers=etag))
    me = body_of(await care.ana.get("/v1/me"))
    assert (me["timezone"], me["timezone_pinned"]) == (TOKYO, True)
    body_of(await care.ana.patch("/v1/me", {"timezone": NEW_YORK}))
    assert (await register(care, timezone=BERLIN))["timezone"] == NEW_YORK


async def test_a_therapists_phone_moves_her_too(care):
    answer = await register(care, who=care.ben, timezone=TOKYO)
    assert (answer["timezone"], answer["timezone_pinned"]) == (TOKYO, False)
    answer = await register(care, who=care.ben)
    assert answer["timezone"] == TOKYO


async def test_an_odd_zone_and_language_are_the_nearest_good_ones_with_a_warning(care):
    answer = await register(care, timezone="america/new york", locale="en_US")
    assert warned(answer) == [("timezone_replaced", NEW_YORK), ("locale_replaced", "en-US")]
    assert answer["timezone"] == NEW_YORK
    answer = await register(care, timezone="GMT+02:00", locale="zh_CN_#Hans")
    assert warned(answer) == [("timezone_replaced", "Etc/GMT-2"), ("locale_replaced", "zh-Hans-CN")]
    (phone,) = await care.rows(select(Device))
    assert (phone.timezone, phone.locale) == ("Etc/GMT-2", "zh-Hans-CN")
    assert await my_zone(care) == "Etc/GMT-2"


async def test_an_unknown_zone_and_language_leave_her_own(care):
    answer = await register(care, timezone="Moon/Tycho", locale="nonsense")
    assert warned(answer) == [("timezone_unknown", BERLIN), ("locale_unknown", "en")]
    assert await moves(care) == []
    (phone,) = await care.rows(select(Device))
    assert (phone.timezone, phone.locale) == (None, None)


async def test_a_phone_set_by_hand_to_the_offset_of_her_zone_leaves_her_there(care):
    answer = await register(care, timezone="GMT+01:00")
    assert (answer["timezone"], warned(answer)) == (BERLIN, [("timezone_replaced", BERLIN)])
    assert await moves(care) == []


async def differing(care: Care) -> list[bool]:
    return list(await care.rows(select(Device.zone_disagrees)))


async def test_a_phone_whose_clock_rules_differ_is_told_both_offsets(care):
    care.move(2026, 12, 1, 12)
    said = {"timezone": "America/Winnipeg", "utc_offset_min": -360}
    answer = await register(care, **said)
    assert answer["warnings"] == [
        {
            "code": "zone_rules_differ",
            "used": "America/Winnipeg",
            "utc_offset_min": -300,
            "phone_utc_offset_min": -360,
        }
    ]
    assert (answer["timezone"], await differing(care)) == ("America/Winnipeg", [True])
    answer = await register(care, **said | {"utc_offset_min": -300})
    assert (answer["warnings"], await differing(care)) == ([], [False])


async def test_a_clock_is_judged_by_the_zone_it_names_else_by_hers(care):
    assert warned(await register(care, utc_offset_min=60)) == []
    assert warned(await register(care, utc_offset_min=120)) == [("zone_rules_differ", BERLIN)]
    body_of(await care.ana.patch("/v1/me", {"timezone_pinned": True}))
    # She pinned hers, so a phone that names none may be anywhere.
    assert warned(await register(care, utc_offset_min=120)) == []
    assert warned(await register(care, timezone=TOKYO, utc_offset_min=540)) == []
    answer = await register(care, timezone=TOKYO, utc_offset_min=60)
    assert (answer["timezone"], warned(answer)) == (BERLIN, [("zone_rules_differ", TOKYO)])


async def test_a_clock_in_a_zone_that_we_do_not_know_is_not_judged(care):
    answer = await register(care, timezone="Moon/Tycho", utc_offset_min=-180)
    assert warned(answer) == [("timezone_unknown", BERLIN)]
    assert await differing(care) == [False]


async def test_an_impossible_offset_is_ignored_with_a_warning(care):
    for impossible in (FURTHEST_MIN + 1, -FURTHEST_MIN - 1, 10**30):
        answer = await register(care, timezone=BERLIN, utc_offset_min=impossible)
        assert warned(answer) == [("utc_offset_ignored", None)]
        assert str(impossible) not in str(answer["warnings"])
    assert await differing(care) == [False]
    far = await register(care, timezone=BERLIN, utc_offset_min=FURTHEST_MIN)
    assert warned(far) == [("zone_rules_differ", BERLIN)]


async def test_a_clock_is_judged_at_the_moment_it_registers(care):
    care.move(2026, 3, 29, 0, 59)
    assert warned(await register(care, timezone=BERLIN, utc_offset_min=60)) == []
    care.clock.at += timedelta(minutes=1)
    assert warned(await register(care, timezone=BERLIN, utc_offset_min=120)) == []


async def test_phones_in_many_zones_that_register_at_once_all_get_through(care):
    await care.prescribe("10:00")
    zones = [NEW_YORK, TOKYO, BERLIN, "Asia/Kolkata"] * 3
    phones = [register(care, f"phone-{number}", timezone=zone) for number, zone in enumerate(zones)]
    edits = [care.ana.patch("/v1/me", {"timezone": zone}) for zone in zones[:4]]
    answers = await gather(*phones, *edits)
    assert {answer["timezone"] for answer in answers[: len(phones)]} <= set(zones)
    assert all(body_of(edit) for edit in answers[len(phones) :])
    history = [BERLIN, *await moves(care)]
    assert all(one != other for one, other in pairwise(history))
    assert history[-1] == await my_zone(care)
