"""What it takes to come back after three days with thirty writes; and how many statements."""

import json
from typing import Any

import pytest
from httpx2 import Response

from tests.acting.care import Care, Json, body_of
from tests.acting.syncing import Phone, change, statuses
from tests.statements import asked

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


def up(sent: Any) -> int:
    return len(json.dumps(sent, separators=(",", ":")).encode())


def down(answer: Response) -> int:
    return int(answer.headers["content-length"])


async def test_three_days_and_thirty_writes_take_little(care: Care, items: list[Json]) -> None:
    phone = Phone(care.ana)
    await phone.sync()
    care.advance(days=3)
    queue = writes(items, 2, 3)
    sent = {"cursor": phone.cursor, "changes": queue}
    answer = await phone.person.post("/v1/me/sync", sent, headers={"accept-encoding": "gzip"})
    told = body_of(answer)
    assert (statuses(told), told["has_more"]) == (["stored"] * 30, False)
    phone.take(told)
    await care.ana.put(
        "/v1/me/devices/phone-1", {"platform": "ios", "target": {"kind": "fid", "value": "x"}}
    )
    names = ("reminder_id", "due_at")
    notices = [{name: each[name] for name in names} for each in phone.notifications]
    confirmed = {
        "cursor": phone.cursor,
        "changes": [change("notifications", "phone-1", set=notices)],
    }
    last = await phone.person.post("/v1/me/sync", confirmed, headers={"accept-encoding": "gzip"})
    assert statuses(body_of(last)) == ["stored"]
    assert up(sent) + up(confirmed) <= MOST_UP
    assert down(answer) + down(last) <= MOST_DOWN


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
