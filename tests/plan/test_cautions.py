"""What warns a therapist as she prescribes, and forbids nothing."""

from uuid import UUID

import pytest

from api.platform.db import transaction
from api.tables import PrescriptionPause
from tests.acting.care import Care, Json, body_of, refusals

DRAFT = ["draft_item"]


def cued(begin: str, end: str) -> Json:
    return {"nudges": {"per_day": 1, "between": [begin, end]}}


async def test_warnings_tell_what_the_therapist_should_know(care):
    assert (await care.prescribe("08:00"))["warnings"] == DRAFT
    for quiet in ("07:59", "21:00", "03:00"):
        item = await care.prescribe("12:00", quiet)
        assert "quiet_hours" in item["warnings"]
        await care.act_on(item, "stop")
    for _ in range(2):
        assert "four_or_more_exercises" not in (await care.prescribe("12:00"))["warnings"]
    fourth = await care.prescribe("12:00")
    assert fourth["warnings"] == ["four_or_more_exercises", "draft_item", "already_prescribed"]
    assert (await care.prescribe(exercise="hydration"))["warnings"] == DRAFT
    body_of(await care.ana.patch("/v1/me", {"quiet_hours": None}))
    edited = await care.edit(fourth, schedule={"times": ["03:00"]})
    assert edited["warnings"] == ["four_or_more_exercises", "draft_item"]


async def test_cues_that_could_fall_into_quiet_hours_are_warned_of(care):
    """Ana's are from 21:00 to 08:00."""
    for begin, end, quiet in (
        ("08:00", "21:00", False),
        ("07:59", "12:00", True),
        ("12:00", "21:01", True),
        ("22:00", "23:00", True),
        ("06:00", "23:00", True),
    ):
        habit = await care.prescribe(exercise="hydration", schedule=cued(begin, end))
        assert ("quiet_hours" in habit["warnings"]) == quiet, (begin, end)
    body_of(await care.ana.patch("/v1/me", {"quiet_hours": {"start": "13:00", "end": "14:00"}}))
    habit = await care.prescribe(exercise="hydration", schedule=cued("12:00", "15:00"))
    assert "quiet_hours" in habit["warnings"]


async def test_a_high_limit_of_pain_wants_a_reason(care):
    warning = [*DRAFT, "pain_limit_without_reason"]
    assert (await care.prescribe("08:00", max_pain=5))["warnings"] == DRAFT
    item = await care.prescribe("09:00", max_pain=6)
    assert (item["max_pain_reason"], item["warnings"]) == (None, warning)
    reason = {"max_pain_reason": "Hers is never below 6."}
    edited = await care.edit(item, **reason)
    assert (edited["max_pain"], edited["warnings"]) == (6, DRAFT)
    assert edited.items() >= reason.items()
    assert (await care.edit(item, note="x", max_pain=6)).items() >= reason.items()
    higher = await care.edit(item, max_pain=7)
    assert (higher["max_pain_reason"], higher["warnings"]) == (None, warning)
    short = await care.try_to_edit(item, max_pain_reason=" ab ")
    assert refusals(short) == [("/max_pain_reason", "too_short")]


async def pause_for_safety(care: Care, item: Json) -> None:
    async with transaction(care.sessions) as session:
        session.add(
            PrescriptionPause(
                created_at=care.clock.at,
                prescription_id=UUID(item["id"]),
                from_at=care.clock.at,
                reason="red_flag",
                safety=True,
            )
        )


async def test_another_item_that_waits_after_a_stop_for_safety_is_told(care):
    paused = await care.prescribe("08:00")
    other = await care.prescribe("08:00", exercise="cat-cow")
    await care.act_on(other, "pause")
    assert (await care.prescribe("12:00"))["warnings"] == DRAFT
    await pause_for_safety(care, paused)
    assert (await care.edit(paused, note="x"))["warnings"] == DRAFT
    third = await care.prescribe(exercise="hydration")
    assert third["warnings"] == [*DRAFT, "paused_for_safety"]
    await care.act_on(paused, "stop")
    assert (await care.edit(third, note="x"))["warnings"] == DRAFT


async def test_someone_elses_pause_is_not_told(care, casting):
    await pause_for_safety(care, await care.prescribe("08:00"))
    fresh = await care.of_someone_new(casting)
    assert (await fresh.prescribe("08:00"))["warnings"] == DRAFT


ONCE = {"dose": {"sets": 2}, "schedule": {"weekdays": ["mon"]}}


@pytest.mark.parametrize("change", [{}, {"max_pain": 4}, {"remind": False}, {"note": "Slowly."}])
async def test_what_is_prescribed_a_second_time_is_told_and_not_refused(care, change):
    first = await care.prescribe("12:00", **ONCE)
    assert first["warnings"] == DRAFT
    second = await care.prescribe("12:00", **ONCE | change)
    assert second["warnings"] == [*DRAFT, "already_prescribed"]
    assert second["id"] != first["id"]


@pytest.mark.parametrize(
    "change",
    [
        {"exercise": "cat-cow"},
        {"dose": {"sets": 3}},
        {"schedule": {"weekdays": ["tue"]}},
        {"schedule": {"weekdays": ["mon"], "window_min": 60}},
        {"schedule": {"weekdays": ["mon"], "timezone_mode": "fixed"}},
    ],
)
async def test_what_differs_in_item_dose_or_schedule_is_no_second_one(care, change):
    await care.prescribe("12:00", **ONCE)
    assert (await care.prescribe("12:00", **ONCE | change))["warnings"] == DRAFT


async def test_what_was_stopped_or_is_somebody_elses_is_no_first_one(care, casting):
    item = await care.prescribe("12:00")
    other = await care.of_someone_new(casting)
    assert (await other.prescribe("12:00"))["warnings"] == DRAFT
    await care.act_on(item, "stop")
    assert (await care.prescribe("12:00"))["warnings"] == DRAFT


async def test_an_edit_that_makes_two_alike_is_told_and_one_that_parts_them_is_not(care):
    await care.prescribe("12:00")
    other = await care.prescribe("13:00")
    alike = await care.edit(other, schedule={"times": ["12:00"]})
    assert alike["warnings"] == [*DRAFT, "already_prescribed"]
    assert (await care.edit(other, dose={"sets": 5}))["warnings"] == DRAFT
