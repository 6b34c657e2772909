"""Where a phone is, and whether her zone is pinned: in one batch as by single requests."""

from datetime import timedelta
from itertools import permutations, product
from typing import Any

import pytest

from tests.acting.care import Care, Json, body_of, on
from tests.acting.syncing import Phone, all_of, change
from tests.sync.test_as_single import seen, side

AWAY, HOME = "Pacific/Auckland", "Europe/Berlin"
TARGET = {"kind": "token", "value": "token-of-ana"}
PIN, UNPIN = {"timezone_pinned": True}, {"timezone_pinned": False}
ZONE = {"timezone": "Asia/Tokyo"}
# A text is the zone of a phone that registers.
BATCHES = (*permutations((AWAY, PIN, UNPIN)), (PIN, ZONE, AWAY), (AWAY, ZONE, UNPIN), (ZONE, HOME))


@pytest.mark.parametrize(("said", "is_pinned"), list(product(BATCHES, (True, False))))
async def test_a_batch_ends_where_single_requests_do(
    casting: Any, care: Care, said: tuple[str | Json, ...], is_pinned: bool
) -> None:
    care.move(2026, 3, 3, 12)
    one, many = await side(care, casting), await side(care, casting)
    for whose in (one, many):
        body_of(await whose.care.ana.patch("/v1/me", {"timezone_pinned": is_pinned}))
        await whose.phone.sync()
    care.clock.at += timedelta(minutes=5)
    for whose in (one, many):
        whose.care.sign_in_again()
    for each in said:
        await tell(one.care, each)
    now = care.clock.at
    batch = []
    for number, each in enumerate(said):
        at = (now - timedelta(seconds=30 - number)).isoformat()
        batch.append(
            change("device", "phone-1", **device(each, "many"))
            if isinstance(each, str)
            else change("settings", recorded_at=at, **each)
        )
    answer = await many.phone.sync(*batch)
    assert [each["problem"] for each in answer["results"]] == [None] * len(said)
    assert many.phone.has == await all_of(many.care.ana)
    assert await seen(many) == await seen(one)
    assert await zone_of(many.care) == await zone_of(one.care)


def device(zone: str, of: str) -> Json:
    return {"platform": "ios", "target": {**TARGET, "value": f"of-{of}"}, "timezone": zone}


async def tell(care: Care, said: str | Json) -> None:
    if isinstance(said, str):
        answer = await care.ana.put("/v1/me/devices/phone-0", device(said, "one"))
    else:
        answer = await care.ana.patch("/v1/me", said)
    assert answer.status_code in (200, 201), answer.text


async def zone_of(care: Care) -> tuple[str, bool]:
    account = await care.account()
    return account.timezone, account.timezone_pinned


async def test_a_phone_that_cannot_be_registered_moves_nobody(care: Care) -> None:
    """As its own route: what refuses the registration takes the move back."""
    other = Phone(care.cast.cy)
    taken = {"platform": "ios", "target": TARGET, "timezone": HOME}
    await other.sync(change("device", "phone-of-cy", **taken))
    moved = {**taken, "timezone": AWAY}
    body_of(await care.ana.patch("/v1/me", UNPIN))
    single = await care.ana.put("/v1/me/devices/phone-of-cy", moved)
    assert single.status_code == 404
    assert (await zone_of(care))[0] == HOME
    day = change("check_in", date=on(3, 2), stress=1, recorded_at="2026-03-02T07:00:00+01:00")
    answer = await Phone(care.ana).sync(change("device", "phone-of-cy", **moved), day)
    assert [each["status"] for each in answer["results"]] == ["refused", "stored"]
    assert (await zone_of(care))[0] == HOME
