"""What it takes to come back after three days with thirty writes; and how many statements."""

from dataclasses import replace

import pytest
from httpx2 import Response

from tests.acting.care import Care, Json, body_of
from tests.acting.credentials import invite, redeem, refresh
from tests.acting.syncing import Phone, all_of, change, statuses
from tests.statements import asked

IOS = {"platform": "ios", "target": {"kind": "fid", "value": "fid-of-ana"}}
SPOT = {"region": "neck", "side": "left"}
MOST_REQUESTS, MOST_UP, MOST_DOWN = 3, 12_000, 15_000
# 100 changes, however many of them are logs; the same again; and a phone that has everything.
OF_A_HUNDRED, OF_A_REPLAY, OF_NOTHING = 40, 32, 15


@pytest.fixture
async def items(care: Care) -> list[Json]:
    slots = ("08:00", "13:00", "20:00")
    plan = {"start_on": "2026-03-02"}
    names = ("chin-tuck", "cat-cow", "glute-bridge")
    return [await care.prescribe(*slots, exercise=name, schedule=plan) for name in names]


def writes(items: list[Json], first: int, days: int) -> list[Json]:
    """Return nine logs and a check-in for each of these dates of March."""
    found = []
    for day in range(first, first + days):
        on, said = f"2026-03-{day:02}", {"recorded_at": f"2026-03-{day:02}T20:05:00+01:00"}
        for item in items:
            for slot in ("08:00", "13:00", "20:00"):
                log = {"prescription_id": item["id"], "local_date": on, "slot": slot}
                told = {"outcome": "done", "sets_done": 2, "pain_before": 3, "pain_after": 2}
                found.append(change("log", **log, **told, **said))
        told = {"pain_average": 3, "pain_worst": 5, "sleep_quality": 6, "stress": 4}
        found.append(change("check_in", date=on, **told, body_map=[SPOT], **said))
    return found


def bytes_of(answers: list[Response]) -> tuple[int, int]:
    """Return the bytes of bodies that went up, and that came down compressed as clients take it."""
    up = sum(len(each.request.content) for each in answers)
    return up, sum(int(each.headers["content-length"]) for each in answers)


async def installed(care: Care) -> tuple[Phone, str]:
    """Return a phone that has all there is, and the token by which it renews its sign-in."""
    found = body_of(await redeem(care.ana.http, await invite(care)))
    phone = Phone(replace(care.ana, token=found["access_token"]))
    body_of(await phone.person.put("/v1/me/devices/phone-1", IOS), 201)
    await phone.sync()
    return phone, found["refresh_token"]


async def test_three_days_and_thirty_writes_take_little(care: Care, items: list[Json]) -> None:
    """Its sign-in renewed, handed in and told, and what it has set to remind her by itself."""
    phone, token = await installed(care)
    care.advance(days=3)
    answers = [await refresh(care.ana.http, token)]
    phone.person.token = body_of(answers[0])["access_token"]
    answers.append(await phone.send(*writes(items, 2, 3)))
    told = body_of(answers[1])
    assert (statuses(told), told["has_more"]) == (["stored"] * 30, False)
    phone.take(told)
    named = ("reminder_id", "due_at")
    notices = [{name: each[name] for name in named} for each in phone.notifications]
    assert len(notices) == 28
    answers.append(await phone.send(change("notifications", "phone-1", set=notices)))
    assert statuses(body_of(answers[2])) == ["stored"]
    phone.take(body_of(answers[2]))
    assert phone.has == await all_of(phone.person)
    assert len(answers) <= MOST_REQUESTS
    up, down = bytes_of(answers)
    assert MOST_UP / 2 < up <= MOST_UP
    assert MOST_DOWN / 4 < down <= MOST_DOWN


async def test_a_batch_takes_as_many_statements_as_ever(care: Care, items: list[Json]) -> None:
    phone = Phone(care.ana)
    await phone.sync()
    care.advance(days=12)
    engine = care.sessions.engine.sync_engine
    batch = writes(items, 2, 10)
    for most, sent in ((OF_A_HUNDRED, batch), (OF_A_REPLAY, batch), (OF_NOTHING, [])):
        with asked(engine) as seen:
            answer = await phone.sync(*sent)
        assert "refused" not in statuses(answer)
        assert len(seen) <= most, [sql for sql, _ in seen]
