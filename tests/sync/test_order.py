"""What one change of a batch needs, an earlier one of the same batch may have brought."""

import pytest

from api.sync import dated
from tests.acting.care import Care, Json, body_of, on
from tests.acting.syncing import Phone, change, statuses

MONDAY, TUESDAY, WEDNESDAY = on(3, 2), on(3, 3), on(3, 4)
# Of Wednesday in Auckland, while it is Tuesday in Berlin.
ARRIVED = {"recorded_at": "2026-03-04T00:30:00+13:00"}
THERE = "Pacific/Auckland"
TARGET = {"kind": "token", "value": "token-of-ana"}


@pytest.fixture
async def item(care: Care) -> Json:
    made = await care.prescribe("08:00", "20:00", schedule={"start_on": MONDAY})
    care.move(2026, 3, 3, 12)
    return made


@pytest.fixture
def phone(care: Care) -> Phone:
    return Phone(care.ana)


def moved_by(kind: str) -> Json:
    if kind == "settings":
        return change(kind, timezone=THERE, **ARRIVED)
    return change(kind, "phone-1", platform="ios", target=TARGET, timezone=THERE)


@pytest.mark.parametrize("by", ["settings", "device"])
async def test_a_date_that_has_begun_where_she_went_is_taken(care, item, phone, by) -> None:
    said = [
        change("check_in", date=WEDNESDAY, stress=1, **ARRIVED),
        change(
            "log",
            prescription_id=item["id"],
            local_date=WEDNESDAY,
            slot="08:00",
            outcome="done",
            stop_signs=["dizziness"],
            **ARRIVED,
        ),
        change(
            "log",
            prescription_id=item["id"],
            local_date=WEDNESDAY,
            slot="20:00",
            outcome="done",
            **ARRIVED,
        ),
        change("check_in_undo", date=WEDNESDAY, recorded_at="2026-03-04T00:20:00+13:00"),
    ]
    refused = await phone.sync(*said)
    assert set(statuses(refused)) == {"refused"}
    answer = await phone.sync(moved_by(by), *said)
    assert [each["problem"] for each in answer["results"]] == [None] * 5
    assert phone.of("settings")[str(care.ana.id)]["timezone"] == THERE
    assert [each["date"] for each in phone.of("check_in").values()] == [WEDNESDAY]
    assert len(phone.of("log")) == 2


async def test_a_zone_that_nobody_knows_or_that_is_pinned_begins_no_date(care, item, phone) -> None:
    day = change("check_in", date=WEDNESDAY, stress=1, **ARRIVED)
    odd = [change("settings", timezone=said, **ARRIVED) for said in ("Mars/Olympus", 7, None)]
    assert statuses(await phone.sync(*odd, day))[-1] == "refused"
    body_of(await care.ana.patch("/v1/me", {"timezone_pinned": True}))
    assert statuses(await phone.sync(moved_by("device"), day)) == ["stored", "refused"]


@pytest.mark.parametrize("first", ["settings", "device"])
async def test_the_phone_that_registers_last_says_where_she_is(care, item, phone, first) -> None:
    back = change("device", "phone-1", platform="ios", target=TARGET, timezone="Europe/Berlin")
    await phone.sync(moved_by(first), back)
    assert phone.of("settings")[str(care.ana.id)]["timezone"] == "Europe/Berlin"


async def test_a_zone_that_is_unpinned_follows_the_phone(care, item, phone) -> None:
    body_of(await care.ana.patch("/v1/me", {"timezone_pinned": True}))
    care.advance(minutes=5)
    unpin = change("settings", timezone_pinned=False, recorded_at=care.clock.at.isoformat())
    await phone.sync(unpin, moved_by("device"))
    assert phone.of("settings")[str(care.ana.id)]["timezone"] == THERE


async def test_of_two_logs_of_one_slot_the_first_names_it(care, item, phone) -> None:
    slot = {"prescription_id": item["id"], "local_date": TUESDAY, "slot": "08:00"}
    stops = {"stop_signs": ["dizziness"], "recorded_at": "2026-03-03T09:30:00+01:00"}
    first = change("log", outcome="done", **slot, **stops)
    other = change("log", outcome="done", **slot, recorded_at="2026-03-03T09:00:00+01:00")
    await phone.sync(first, other)
    assert list(phone.of("log")) == [first["id"]]


async def test_what_a_stored_change_named_is_answered_with_its_texts(care, item, phone) -> None:
    at = {"recorded_at": "2026-03-03T12:00:00+01:00"}
    day = change("check_in", date=TUESDAY, red_flags=["saddle_numbness"], **at)
    slot = {"prescription_id": item["id"], "local_date": TUESDAY, "slot": "08:00"}
    log = change("log", outcome="done", stop_signs=["dizziness"], **slot, **at)
    plain = change("check_in", date=MONDAY, recorded_at="2026-03-02T12:00:00+01:00")
    for _ in range(2):
        answer = await phone.sync(day, log, plain)
        texts = [each["safety_texts"] for each in answer["results"]]
        body = {**day["body"], "id": day["id"]}
        del body["date"]
        same = body_of(await care.ana.put(f"/v1/me/check-ins/{TUESDAY}", body))["safety_texts"]
        stop = body_of(await care.ana.put(f"/v1/me/logs/{log['id']}", log["body"]))["safety_texts"]
        assert texts == [same, stop, []]
        assert same
        assert stop


async def test_a_fault_of_ours_in_one_flag_concerns_its_item_alone(
    care, item, phone, monkeypatch
) -> None:
    at = {"recorded_at": "2026-03-03T12:00:00+01:00"}
    flagged = change("check_in", date=TUESDAY, red_flags=["saddle_numbness"], **at)
    other = change("check_in", date=MONDAY, stress=2, recorded_at="2026-03-02T12:00:00+01:00")
    with monkeypatch.context() as broken:
        broken.setattr(dated, "raise_red_flags", _broken)
        answer = await phone.sync(flagged, other)
    assert statuses(answer) == ["refused", "stored"]
    assert answer["results"][0]["problem"]["retryable"]
    assert not phone.has["home", "home"]["paused_for_safety"]
    again = await phone.sync(flagged)
    assert [each["status"] != "refused" for each in again["results"]] == [True]
    assert again["results"][0]["safety_texts"]
    assert phone.has["home", "home"]["paused_for_safety"]


async def _broken(*_: object) -> None:
    raise RuntimeError
