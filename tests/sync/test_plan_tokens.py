"""A log of a slot that an edit has removed counts with the token of the plan that showed it."""

import pytest

from tests.acting.care import Care, Json, body_of, on
from tests.acting.syncing import Phone, change, statuses

WEDNESDAY = on(3, 4)
EVENING = "2026-03-04T20:05:00+01:00"


@pytest.fixture
async def item(care: Care) -> Json:
    """Twice a day; since Tuesday's noon, the phone has no network."""
    made = await care.prescribe("08:00", "20:00", schedule={"start_on": on(3, 2)})
    care.move(2026, 3, 3, 11)
    return made


async def due(care: Care) -> Json:
    path = f"/v1/clients/{care.ana.id}/adherence?from={WEDNESDAY}&to={WEDNESDAY}"
    return body_of(await care.ben.get(path))


def log_of(item: Json, **more: str) -> Json:
    slot = {"prescription_id": item["id"], "local_date": WEDNESDAY, "slot": "20:00"}
    return change("log", **slot, outcome="done", recorded_at=EVENING, **more)


@pytest.mark.parametrize("edit", ["schedule", "stop"])
async def test_what_she_was_shown_counts(care: Care, item: Json, edit: str) -> None:
    phone = Phone(care.ana)
    await phone.sync()
    await remove(care, item, edit)
    care.move(2026, 3, 5, 9)
    before = (await due(care))["overall"]
    assert statuses(await phone.sync(log_of(item, plan_token=phone.plan_token))) == ["stored"]
    after = await due(care)
    assert (after["overall"]["due"], after["overall"]["credit"]) == (before["due"] + 1, 1.0)
    (figures,) = after["items"]
    assert figures["done"] == 1


async def remove(care: Care, item: Json, edit: str) -> None:
    care.advance(hours=1)
    if edit == "stop":
        await care.act_on(item, "stop", {"reason": "goal_reached"})
    else:
        await care.edit(item, schedule={"times": ["08:00", "19:00"]})


async def test_without_the_token_or_with_a_later_one_it_is_kept_and_does_not_count(
    care: Care, item: Json
) -> None:
    phone = Phone(care.ana)
    await phone.sync()
    await remove(care, item, "schedule")
    care.move(2026, 3, 5, 9)
    before = (await due(care))["overall"]
    await phone.sync()
    sent = log_of(item), log_of(item, plan_token=phone.plan_token), log_of(item, plan_token="x")
    answer = await phone.sync(*sent)
    assert statuses(answer)[0] != "refused"
    assert (await due(care))["overall"] == before


async def test_the_single_route_takes_the_token_too(care: Care, item: Json) -> None:
    phone = Phone(care.ana)
    await phone.sync()
    await remove(care, item, "stop")
    care.move(2026, 3, 5, 9)
    log = log_of(item, plan_token=phone.plan_token)
    body_of(await care.ana.put(f"/v1/me/logs/{log['id']}", log["body"]), 201)
    assert (await due(care))["items"][0]["done"] == 1
