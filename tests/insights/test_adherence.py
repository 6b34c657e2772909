from datetime import date, datetime
from typing import Any
from uuid import UUID

from api.platform.db import transaction
from api.tables import ExcusedPeriod, PrescriptionPause
from tests.acting.care import Care, Json, at, body_of, on, problem, refusals

WEEK = {"from": on(3, 2), "to": on(3, 8)}
NO_EXCUSES = {"excused": 0, "self_excused": 0, "mostly_excused": False}
NOTHING = {"due": 0, "credit": 0.0, "percent": None, "band": None, "reason": "nothing_due"}
NOTHING |= NO_EXCUSES


async def adherence(care: Care, **params: str) -> Json:
    path = f"/v1/clients/{care.ana.id}/adherence"
    return body_of(await care.ben.get(path, params=params))


async def log_days(care: Care, item: Json, slot: str, *outcomes: Any) -> None:
    """Log a slot on Monday, Tuesday and so on; None leaves a day unlogged."""
    for day, said in enumerate(outcomes, start=2):
        if said is not None:
            care.move(2026, 3, day, 20)
            outcome, more = said if isinstance(said, tuple) else (said, {})
            body_of(await care.log(item, on(3, day), slot, outcome, **more), 201)


async def stop_for_safety(care: Care, item: Json, from_at: datetime, until_at: datetime) -> None:
    stop = PrescriptionPause(created_at=from_at, prescription_id=UUID(item["id"]), reason="")
    stop.from_at, stop.until_at, stop.safety = from_at, until_at, True
    async with transaction(care.sessions) as session:
        session.add(stop)


async def excuse(care: Care, day: date) -> None:
    period = ExcusedPeriod(created_at=care.clock.at, client_id=care.ana.id, created_by=care.ben.id)
    period.from_on = period.to_on = day
    period.reason = "sick"
    async with transaction(care.sessions) as session:
        session.add(period)


async def test_a_week_of_three_exercises_gives_the_worked_figures(care):
    """Nine of fourteen done and two half done; two of six and a safety stop; all of seven."""
    chin_tuck = await care.prescribe("10:00", "18:00")
    doorway = await care.prescribe("12:00", exercise="doorway-pec")
    breathing = await care.prescribe("20:00", exercise="belly-breathing")
    await log_days(care, chin_tuck, "10:00", *["done"] * 7)
    half, skipped = ("partial", {"sets_done": 1}), ("skipped", {"reason": "no_time"})
    evening = ("done", "done", half, "partial", "skipped", "skipped", None)
    await log_days(care, chin_tuck, "18:00", *evening)
    forgot = ("skipped", {"reason": "forgot"})
    await log_days(care, doorway, "12:00", "done", "done", skipped, skipped, forgot, None)
    await log_days(care, breathing, "20:00", *["done"] * 7)
    await stop_for_safety(care, doorway, at(2026, 3, 7, 23, 30), at(2026, 3, 9, 9))
    care.move(2026, 3, 9, 9)
    overall = {"due": 27, "credit": 19.0, "percent": 70.4, "band": "middle", "reason": None}
    overall |= NO_EXCUSES
    names = ("partial", "skipped", "excused", "paused", "safety_stopped", "unlogged")
    counted = dict.fromkeys(names, 0) | {"partial_credit": 0.0, "reasons": {}, "reason": None}
    counted |= NO_EXCUSES
    assert await adherence(care, **WEEK) == {
        **WEEK,
        "definition_version": "3",
        "overall": overall,
        "weeks": [{"monday": on(3, 2)} | overall],
        "week_changes": [],
        "items": [
            counted
            | {
                "prescription_id": chin_tuck["id"],
                "exercise": "chin-tuck",
                "kind": "strength",
                "due": 14,
                "done": 9,
                "partial": 2,
                "partial_credit": 1.0,
                "skipped": 2,
                "unlogged": 1,
                "percent": 71.4,
                "dose_percent": 71.4,
                "band": "middle",
            },
            counted
            | {
                "prescription_id": doorway["id"],
                "exercise": "doorway-pec",
                "kind": "stretch",
                "due": 6,
                "done": 2,
                "skipped": 3,
                "unlogged": 1,
                "percent": 33.3,
                "dose_percent": 33.3,
                "safety_stopped": 1,
                "band": "low",
                "reasons": {"no_time": 2, "forgot": 1},
            },
            counted
            | {
                "prescription_id": breathing["id"],
                "exercise": "belly-breathing",
                "kind": "breathing",
                "due": 7,
                "done": 7,
                "percent": 100.0,
                "dose_percent": None,
                "band": "high",
            },
        ],
        "most_skipped": {
            "prescription_id": doorway["id"],
            "missed": 4,
            "skipped": 3,
            "unlogged": 1,
            "due": 6,
            "reason_code": "no_time",
        },
        "most_skipped_habit": None,
    }


async def test_every_slot_of_a_week_is_counted_once(care):
    """What was excused, paused or stopped for safety leaves the denominator, but is seen."""
    item = await care.prescribe("10:00", "20:00", dose={"sets": 3})
    more_than_asked = ("partial", {"sets_done": 9})
    await log_days(care, item, "10:00", "done", more_than_asked, "skipped", "excused", "skipped")
    await excuse(care, date(2026, 3, 6))
    care.move(2026, 3, 6, 22)
    await care.act_on(item, "pause", {"until_on": on(3, 8)})
    await stop_for_safety(care, item, at(2026, 3, 8), at(2026, 3, 8, 12))
    care.move(2026, 3, 9, 9)
    (found,) = (await adherence(care, **WEEK))["items"]
    assert {name: found[name] for name in ("due", "excused", "paused", "safety_stopped")} == {
        "due": 7,
        "excused": 3,
        "paused": 2,
        "safety_stopped": 2,
    }
    assert [found[name] for name in ("done", "partial", "skipped", "unlogged")] == [1, 1, 1, 4]
    assert (found["partial_credit"], found["percent"], found["band"]) == (1.0, 28.6, "low")


async def test_too_little_due_is_null_with_a_reason(care):
    empty = await adherence(care)
    assert (empty["overall"], empty["items"], empty["most_skipped"]) == (NOTHING, [], None)
    assert len(empty["weeks"]) == 5
    item = await care.prescribe("10:00")
    await log_days(care, item, "10:00", "done", "done")
    found = await adherence(care)
    assert found["overall"] == NOTHING | {
        "due": 2,
        "credit": 2.0,
        "reason": "insufficient_data",
    }
    assert found["weeks"][-1] == found["overall"] | {"monday": on(3, 2)}
    assert [found["items"][0][name] for name in ("percent", "dose_percent", "band")] == [None] * 3
    assert [found["items"][0][name] for name in ("reason", "due")] == ["insufficient_data", 2]
    assert found["most_skipped"] is None
    await log_days(care, item, "10:00", None, None, "skipped")
    found = await adherence(care)
    for figure in (found["overall"], found["weeks"][-1], found["items"][0]):
        assert (figure["percent"], figure["band"], figure["reason"]) == (66.7, "middle", None)
    assert found["most_skipped"] is None


async def test_a_slot_is_due_when_it_is_logged_or_its_window_has_closed(care):
    item = await care.prescribe("10:00", "18:00")
    care.move(2026, 3, 2, 10, 59)
    assert (await adherence(care))["overall"]["due"] == 0
    care.move(2026, 3, 2, 11)
    assert (await adherence(care))["overall"]["due"] == 1
    body_of(await care.log(item, on(3, 2), "18:00"), 201)
    assert (await adherence(care))["overall"]["due"] == 2
    assert (await adherence(care))["items"][0]["unlogged"] == 1


async def test_habits_are_counted_apart(care):
    item = await care.prescribe("10:00")
    habit = await care.prescribe(exercise="hydration", schedule={"start_on": on(3, 3)})
    await log_days(care, item, "10:00", "done", "done", "done")
    care.move(2026, 3, 8, 9)
    alone = await adherence(care, **{"from": on(3, 2), "to": on(3, 4)})
    assert alone["overall"]["percent"] == alone["weeks"][0]["percent"] == 100.0
    assert alone["items"][1]["unlogged"] == 2
    body_of(await care.log(habit, on(3, 7), "day", "skipped"), 201)
    found = await adherence(care, **WEEK)
    assert found["items"][1]["prescription_id"] == habit["id"]
    assert [found["items"][1][name] for name in ("due", "skipped", "unlogged")] == [5, 1, 4]
    assert found["overall"]["due"] == 6
    assert found["most_skipped"]["prescription_id"] == item["id"]


async def test_what_was_excused_or_undone_or_backdated_is_not_held_against_her(care):
    item = await care.prescribe("10:00", schedule={"start_on": on(2, 23)})
    await log_days(care, item, "10:00", "excused", "done", "done", "done", "done")
    recorded_at = "2026-02-25T20:00:00Z"
    late = await care.log(item, on(2, 25), "10:00", recorded_at=recorded_at)
    body_of(late, 201)
    tuesday = next(row for row in await care.logs() if row.local_date.day == 3)
    body_of(await care.undo(tuesday.id))
    care.move(2026, 3, 7, 9)
    found = await adherence(care, **{"from": on(2, 23), "to": on(3, 8)})
    assert [(week["due"], week["credit"]) for week in found["weeks"]] == [(1, 1.0), (4, 3.0)]
    (row,) = found["items"]
    assert [row[name] for name in ("due", "done", "excused", "unlogged")] == [5, 4, 1, 1]


async def test_an_edit_a_pause_a_trip_or_a_stop_never_changes_past_weeks(care):
    item = await care.prescribe("10:00", "18:00")
    outcomes = ("done", "partial", "skipped", None, "done", "done", "done")
    await log_days(care, item, "10:00", *outcomes)
    await log_days(care, item, "18:00", "done", None, None, "done", ("partial", {"sets_done": 1}))
    care.move(2026, 3, 9, 6)
    before = await adherence(care, **WEEK)
    assert before["overall"]["due"] == 14

    await care.edit(item, dose={"sets": 4}, schedule={"times": ["07:00"]}, effective_on=on(3, 9))
    assert await adherence(care, **WEEK) == before
    await care.edit(item, schedule={"weekdays": ["mon"], "start_on": on(3, 1)})
    assert await adherence(care, **WEEK) == before
    for timezone in ("Pacific/Kiritimati", "America/Los_Angeles"):
        await care.travel(timezone)
        assert await adherence(care, **WEEK) == before
    await care.act_on(item, "pause")
    assert await adherence(care, **WEEK) == before
    await care.act_on(item, "stop")
    assert await adherence(care, **WEEK) == before
    assert (await adherence(care, **{"from": on(3, 9), "to": on(3, 15)}))["overall"] == NOTHING


async def test_weeks_run_from_monday_and_hold_only_the_dates_asked_for(care):
    item = await care.prescribe("10:00")
    await log_days(care, item, "10:00", *["done"] * 14)
    found = await adherence(care, **{"from": on(3, 5), "to": on(3, 10)})
    assert [(week["monday"], week["due"]) for week in found["weeks"]] == [
        (on(3, 2), 4),
        (on(3, 9), 2),
    ]
    assert [week["percent"] for week in found["weeks"]] == [100.0, None]


async def test_the_range_has_the_same_limits_everywhere(care):
    care.move(2026, 3, 31, 22, 30)
    usual = await adherence(care)
    assert (usual["from"], usual["to"]) == (on(3, 5), on(4, 1))
    path = f"/v1/clients/{care.ana.id}/adherence"
    for params, code in (
        ({"from": on(3, 2), "to": "2027-03-03"}, "range_too_long"),
        ({"from": on(3, 3), "to": on(3, 2)}, "after_to"),
    ):
        answer = await care.ben.get(path, params=params)
        assert refusals(answer) == [("/query/from", code)]
    assert problem(await care.cast.eve.get(path)) == (404, "not_found")
    assert problem(await care.ana.get(path)) == (403, "forbidden")
