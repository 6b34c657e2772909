"""What a client disclosed forbids items, unless her therapist clears them with a reason."""

from dataclasses import replace

from api.library import load
from api.plan.clearances import contraindications_of, uncleared
from api.platform.db import transaction
from api.tables import CareLink, Client, Intake, PrescriptionVersion
from tests.acting.care import Care, body_of, on, problem, refusals

REASON = {"reason": "Her surgeon agrees."}
CONTRAINDICATED = (409, "contraindicated")


async def disclose(care: Care, number: int, *codes: str) -> None:
    async with transaction(care.sessions) as session:
        session.add(
            Intake(
                created_at=care.clock.at,
                client_id=care.ana.id,
                number=number,
                created_by=care.ben.id,
                conditions=[],
                contraindications=list(codes),
            )
        )


async def tag(care: Care, *conditions: str) -> None:
    async with transaction(care.sessions) as session:
        client = await session.get_one(Client, care.ana.id)
        client.conditions = list(conditions)


async def codes_of(care: Care) -> frozenset[str]:
    async with transaction(care.sessions, write=False) as session:
        return await contraindications_of(session, await session.get_one(Client, care.ana.id))


def conflicts(answer) -> list[str]:
    """Return the codes of a refusal, which names them twice."""
    assert problem(answer) == CONTRAINDICATED, answer.text
    said = answer.json()
    codes = said["contraindications"]
    assert said["errors"] == [{"pointer": "/exercise", "code": code} for code in codes]
    return codes


async def test_a_conflict_is_refused_and_the_codes_are_named(care):
    await disclose(care, 1, "osteoporosis", "hernia", "fracture", "blood_thinner")
    answer = await care.try_to_prescribe("08:00", exercise="cat-cow")
    assert conflicts(answer) == ["fracture", "osteoporosis"]
    answer = await care.try_to_prescribe("08:00", exercise="cat-cow", clearance=None)
    assert conflicts(answer) == ["fracture", "osteoporosis"]
    listed = await care.ben.get(f"/v1/clients/{care.ana.id}/prescriptions")
    assert body_of(listed)["items"] == []


async def test_what_does_not_concern_the_item_or_the_client_is_no_conflict(care):
    await disclose(care, 1, "hernia", "blood_thinner")
    assert (await care.prescribe("08:00", exercise="cat-cow"))["clearance"] is None
    dora = replace(care, cast=replace(care.cast, ana=care.cast.cy, ben=care.cast.dora))
    await disclose(care, 2, "fracture")
    assert (await dora.prescribe("08:00", exercise="cat-cow"))["clearance"] is None


async def test_the_newest_intake_holds_and_a_condition_can_be_a_contraindication(care):
    assert await codes_of(care) == frozenset()
    await disclose(care, 2, "fever")
    await disclose(care, 1, "fracture")
    assert conflicts(await care.try_to_prescribe("08:00")) == ["fever"]
    await disclose(care, 10)
    await care.prescribe("08:00")
    await tag(care, "neck_pain", "post_surgical")
    assert await codes_of(care) >= {"post_surgical"}
    assert conflicts(await care.try_to_prescribe("08:00")) == ["post_surgical"]
    await disclose(care, 11, "post_surgical", "fever")
    assert conflicts(await care.try_to_prescribe("08:00")) == ["fever", "post_surgical"]


async def test_a_habit_conflicts_too(care):
    await disclose(care, 1, "fluid_or_diet_restriction", "fracture")
    answer = await care.try_to_prescribe(exercise="hydration")
    assert conflicts(answer) == ["fluid_or_diet_restriction"]
    await care.prescribe(exercise="microbreak")


async def test_a_clearance_with_a_reason_lifts_the_conflicts_there_are_and_is_shown(care):
    await disclose(care, 1, "osteoporosis", "hernia", "fracture")
    item = await care.prescribe("08:00", exercise="cat-cow", clearance=REASON)
    assert item["clearance"] == REASON | {
        "contraindications": ["fracture", "osteoporosis"],
        "given_by": str(care.ben.id),
        "given_at": "2026-03-02T08:00:00Z",
    }
    read = body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))
    assert read["clearance"] == item["clearance"]
    (plan,) = body_of(await care.ana.get("/v1/me/plan"))["items"]
    assert plan["prescription"]["clearance"] is None


async def test_a_clearance_without_a_conflict_clears_nothing_that_comes_later(care):
    item = await care.prescribe("08:00", clearance=REASON)
    assert item["clearance"]["contraindications"] == []
    await disclose(care, 1, "fever")
    assert conflicts(await care.try_to_edit(item, note="x")) == ["fever"]


async def test_a_reason_has_to_be_one(care):
    for reason, code in (("", "too_short"), ("  a  ", "too_short"), (None, "string_type")):
        answer = await care.try_to_prescribe("08:00", clearance={"reason": reason})
        assert refusals(answer) == [("/clearance/reason", code)]
    answer = await care.try_to_prescribe("08:00", clearance={})
    assert refusals(answer) == [("/clearance/reason", "missing")]


async def test_an_edit_carries_the_clearance_on_with_who_first_gave_it(care):
    await disclose(care, 1, "fever")
    item = await care.prescribe("08:00", clearance=REASON)
    await take_over(care)
    dora = replace(care, cast=replace(care.cast, ben=care.cast.dora))
    care.move(2026, 3, 4, 8)
    for change in ({"note": "Slowly."}, {"note": "Slower.", "clearance": REASON}):
        assert (await dora.edit(item, **change))["clearance"] == item["clearance"]
    again = await dora.edit(item, clearance={"reason": "The fever is gone."})
    assert again["clearance"] == {
        "reason": "The fever is gone.",
        "contraindications": ["fever"],
        "given_by": str(care.cast.dora.id),
        "given_at": "2026-03-04T08:00:00Z",
    }
    care.move(2026, 3, 5, 8)
    back = await dora.edit(item, clearance=REASON)
    assert back["clearance"]["given_at"] == "2026-03-05T08:00:00Z"


async def take_over(care: Care) -> None:
    async with transaction(care.sessions) as session:
        session.add(
            CareLink(
                created_at=care.clock.at,
                client_id=care.ana.id,
                therapist_id=care.cast.dora.id,
                practice_id=care.ana.practice_id,
            )
        )


async def test_an_edit_needs_a_new_clearance_for_what_was_disclosed_since(care):
    await disclose(care, 1, "fever")
    item = await care.prescribe("08:00", clearance=REASON)
    await disclose(care, 2, "fever", "fracture", "acute_injury")
    for change in ({"dose": {"sets": 1}}, {"effective_on": on(3, 9)}, {"note": "x"}):
        answer = await care.try_to_edit(item, **change)
        assert conflicts(answer) == ["acute_injury", "fracture"], change
    assert (await care.edit(item))["version"] == 1
    edited = await care.edit(item, clearance={"reason": "She may."})
    assert edited["clearance"]["contraindications"] == ["acute_injury", "fever", "fracture"]
    assert (await care.edit(item, dose={"sets": 1}))["clearance"] == edited["clearance"]


async def test_the_same_reason_for_more_is_a_clearance_of_its_own(care):
    await disclose(care, 1, "fever")
    item = await care.prescribe("08:00", clearance=REASON)
    await disclose(care, 2, "fever", "fracture")
    care.move(2026, 3, 4, 8)
    clearance = (await care.edit(item, clearance=REASON))["clearance"]
    assert clearance["contraindications"] == ["fever", "fracture"]
    assert clearance["given_at"] == "2026-03-04T08:00:00Z"


async def test_a_clearance_is_dropped_only_when_no_conflict_stands(care):
    await disclose(care, 1, "fever")
    item = await care.prescribe("08:00", clearance=REASON)
    assert conflicts(await care.try_to_edit(item, clearance=None)) == ["fever"]
    await disclose(care, 2)
    dropped = await care.edit(item, clearance=None)
    assert (dropped["version"], dropped["clearance"]) == (2, None)
    await disclose(care, 3, "fever")
    assert conflicts(await care.try_to_edit(item, note="x")) == ["fever"]


async def test_what_is_in_conflict_can_still_be_paused_and_stopped(care):
    item = await care.prescribe("08:00")
    await disclose(care, 1, "fever")
    for verb, state in (("pause", "paused"), ("stop", "stopped")):
        assert (await care.act_on(item, verb))["state"] == state


def test_what_is_left_uncleared_is_sorted():
    item = load().exercise("cat-cow")
    assert item is not None
    codes = frozenset({"osteoporosis", "fracture", "fever", "hernia"})
    for cleared, left in (
        (None, ["fever", "fracture", "osteoporosis"]),
        ([], ["fever", "fracture", "osteoporosis"]),
        (["fracture", "hernia"], ["fever", "osteoporosis"]),
        (["fever", "fracture", "osteoporosis"], []),
    ):
        assert uncleared(item, PrescriptionVersion(cleared=cleared), codes) == left
