"""Sick days are shortened and prolonged by her, and taken late when her phone was offline."""

from asyncio import gather
from itertools import pairwise
from uuid import uuid4

import pytest
from sqlalchemy import select

from api.tables import ExcusedPeriod
from tests.acting.care import Care, Json, at, body_of, on, problem, refusals
from tests.plan.test_excused import MINE, OVER, TAKEN, excuse, hers, period


async def edit(care: Care, made: Json, **changes: str) -> Json:
    return body_of(await try_to_edit(care, made, **changes))


async def try_to_edit(care: Care, made: Json, **changes: str):
    return await care.ana.patch(f"{MINE}/{made['id']}", changes)


async def unlogged(care: Care, first: str, last: str) -> tuple[int, int]:
    """Return how many slots are unlogged and how many excused in Ben's figures."""
    path = f"/v1/clients/{care.ana.id}/adherence"
    (item,) = body_of(await care.ben.get(path, params={"from": first, "to": last}))["items"]
    return item["unlogged"], item["excused"]


async def reminded(care: Care) -> dict[str, str]:
    path = f"/v1/clients/{care.ana.id}/reminders"
    items = body_of(await care.ben.get(path))["items"]
    return {row["local_date"]: row["state"] for row in items if row["source"] == "prescription"}


async def test_well_again_sooner_she_keeps_the_first_days_and_is_reminded_again(care):
    await care.prescribe("09:30")
    made = await excuse(care, on(3, 2), on(3, 8))
    care.move(2026, 3, 5, 7)
    assert (await reminded(care))[on(3, 5)] == "skipped"
    edited = await edit(care, made, to=on(3, 4))
    assert edited == made | {"to": on(3, 4)}
    assert (await reminded(care))[on(3, 5)] == "scheduled"
    care.move(2026, 3, 7, 8)
    assert await unlogged(care, on(3, 2), on(3, 6)) == (2, 3)


async def test_still_ill_she_prolongs_it(care):
    await care.prescribe("09:30")
    made = await excuse(care, on(3, 2), on(3, 3))
    care.move(2026, 3, 3, 7)
    assert await edit(care, made, to=on(3, 6), reason="other") == made | {
        "to": on(3, 6),
        "reason": "other",
    }
    assert (await reminded(care))[on(3, 5)] == "skipped"
    care.move(2026, 3, 8, 8)
    assert await unlogged(care, on(3, 2), on(3, 7)) == (1, 5)


async def test_what_she_read_may_be_sent_again_and_nothing_else_changes(care):
    made = await excuse(care, on(3, 2), on(3, 8))
    for body in ({}, made, {"to": made["to"]}, {"reason": "sick", "colour": "red"}):
        assert await edit(care, made, **body) == made
    await edit(care, made, **(made | {"to": on(3, 9)}))
    for name, other in {
        "id": str(uuid4()),
        "from": on(3, 3),
        "by": "therapist",
        "created_at": "2026-03-02T08:00:01Z",
    }.items():
        assert refusals(await try_to_edit(care, made, **{name: other})) == [
            (f"/{name}", "read_only")
        ]
    # Only newer phones know what it means.
    assert (await edit(care, made, reason="bad_luck"))["reason"] == "bad_luck"


async def test_what_was_read_in_figures_stays(care):
    made = await excuse(care, on(3, 2), on(3, 8))
    care.move(2026, 3, 6, 9)
    assert refusals(await try_to_edit(care, made, to=on(3, 3))) == [("/to", "too_far_back")]
    recorded = {"recorded_at": at(2026, 3, 5, 9).isoformat()}
    assert (await edit(care, made, to=on(3, 3), **recorded))["to"] == on(3, 3)
    assert problem(await try_to_edit(care, made, to=on(3, 9))) == OVER
    assert problem(await try_to_edit(care, made, reason="other")) == OVER
    assert (await edit(care, made, to=on(3, 3)))["to"] == on(3, 3)


async def test_what_was_over_92_days_ago_stays_whenever_it_was_recorded(care):
    made = await excuse(care, on(3, 2), on(3, 3))
    recorded = {"recorded_at": at(2026, 3, 3, 9).isoformat()}
    care.move(2026, 6, 3, 9)
    assert (await edit(care, made, reason="other", **recorded))["reason"] == "other"
    care.move(2026, 6, 4, 9)
    assert problem(await try_to_edit(care, made, reason="sick", **recorded)) == OVER


async def test_no_date_is_excused_twice_by_an_edit(care):
    first, second = await excuse(care, on(3, 2), on(3, 4)), await excuse(care, on(3, 7))
    assert problem(await try_to_edit(care, first, to=on(3, 7))) == TAKEN
    await edit(care, first, to=on(3, 6))
    await edit(care, second, to=on(3, 9))


async def test_she_may_edit_what_ben_made(care):
    bens = body_of(await care.ben.post(hers(care), period(on(7, 6), on(7, 17), "holiday")), 201)
    assert await edit(care, bens, to=on(7, 10)) == bens | {"to": on(7, 10)}
    assert problem(await care.ana.patch(f"{MINE}/{uuid4()}", {"to": on(7, 9)})) == (
        404,
        "not_found",
    )


async def test_sick_days_entered_offline_three_days_ago_are_taken(care):
    await care.prescribe("09:30")
    care.move(2026, 3, 7, 8)
    assert await unlogged(care, on(3, 2), on(3, 6)) == (5, 0)
    body = period(on(3, 3), on(3, 5))
    assert refusals(await care.ana.post(MINE, body)) == [("/from", "too_far_back")]
    late = body | {"recorded_at": at(2026, 3, 4, 7).isoformat()}
    made = body_of(await care.ana.post(MINE, late), 201)
    assert body_of(await care.ana.post(MINE, late)) == made
    assert await unlogged(care, on(3, 2), on(3, 6)) == (2, 3)
    too_late = period(on(3, 2)) | {"recorded_at": at(2026, 3, 4, 7).isoformat()}
    assert refusals(await care.ana.post(MINE, too_late)) == [("/from", "too_far_back")]


@pytest.mark.parametrize("month", [5, 7])
async def test_what_arrives_after_92_days_is_too_late(care, month):
    care.move(2026, month, 30, 8)
    late = period(on(3, 2)) | {"recorded_at": at(2026, 3, 2, 8).isoformat()}
    answer = await care.ana.post(MINE, late)
    if month == 5:
        body_of(answer, 201)
    else:
        assert refusals(answer) == [("/from", "uploaded_too_late")]


async def test_a_phone_that_is_days_fast_excuses_no_more_than_one_that_is_right(care):
    body = period(on(2, 27)) | {"recorded_at": at(2026, 3, 9, 8).isoformat()}
    assert refusals(await care.ana.post(MINE, body)) == [("/from", "too_far_back")]


async def test_of_edits_at_once_each_is_whole(care):
    made = await excuse(care, on(3, 2), on(3, 4))
    others = [period(on(3, day)) for day in (6, 7, 8)]
    await gather(
        *(try_to_edit(care, made, to=on(3, day)) for day in (5, 6, 7, 8)),
        *(care.ana.post(MINE, body) for body in others),
    )
    rows = await care.rows(select(ExcusedPeriod).order_by(ExcusedPeriod.from_on))
    assert all(one.to_on < other.from_on for one, other in pairwise(rows))
