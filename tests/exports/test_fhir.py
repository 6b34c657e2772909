"""The bundle: valid by its classes, and by the value sets and bounds that they do not know."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from tests.acting.care import Json, body_of
from tests.acting.exporting import copy_of, live
from tests.acting.pasts import ago, pain, store_check_ins

ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
# What the standard allows where a code is bound to a set, by resource and place.
SETS = {
    "CarePlan.status": {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error"},
    "CarePlan.intent": {"proposal", "plan", "order", "option"},
    "CarePlan.activity.detail.status": {
        *("not-started", "scheduled", "in-progress", "on-hold", "completed", "cancelled"),
        *("stopped", "unknown", "entered-in-error"),
    },
    "CarePlan.activity.detail.scheduledTiming.repeat.periodUnit": {
        *("s", "min", "h", "d", "wk", "mo", "a")
    },
    "CarePlan.activity.detail.scheduledTiming.repeat.dayOfWeek": {
        *("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    },
    "Observation.status": {
        *("registered", "preliminary", "final", "amended", "corrected", "cancelled"),
    },
    "Observation.valueQuantity.code": {"{score}", "h"},
    "Observation.category.coding.code": {"survey"},
    "QuestionnaireResponse.status": {"in-progress", "completed", "amended", "stopped"},
    "Patient.name.use": {"usual", "official"},
    "Patient.telecom.system": {"phone", "fax", "email", "pager", "url", "sms", "other"},
}
UCUM = "http://unitsofmeasure.org"


def resources(bundle: Json, kind: str) -> list[Json]:
    found = [entry["resource"] for entry in bundle["entry"]]
    return [each for each in found if each["resourceType"] == kind]


def leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, f"{path}.{name}")
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, path)
    else:
        yield path, value


async def test_its_classes_accept_it_and_lose_nothing(care):
    await live(care)
    for who in (None, care.ben):
        bundle = (await copy_of(care, who)).bundle
        found = Bundle.model_validate(bundle).model_dump(mode="json")
        assert found["type"] == "collection"
        assert [each["resource"] for each in found["entry"]] == [
            each["resource"] for each in bundle["entry"]
        ]
        kinds = [each["resource"]["resourceType"] for each in bundle["entry"]]
        assert sorted(kinds) == [
            "CarePlan",
            *["Observation"] * 4,
            "Patient",
            *["QuestionnaireResponse"] * 3,
        ]


async def test_codes_are_of_the_sets_they_are_bound_to(care):
    await live(care)
    bundle, seen = (await copy_of(care)).bundle, set()
    for entry in bundle["entry"]:
        resource = entry["resource"]
        for path, value in leaves(resource, resource["resourceType"]):
            if path in SETS:
                assert value in SETS[path], (path, value)
                seen.add(path)
    assert seen >= SETS.keys() - {"Patient.telecom.system"}


async def test_ids_are_short_unique_and_what_refers_to_them_finds_them(care):
    await live(care)
    bundle = (await copy_of(care)).bundle
    called = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(called)) == len(called)
    for entry in bundle["entry"]:
        resource = entry["resource"]
        assert ID.fullmatch(resource["id"])
        assert entry["fullUrl"] == f"urn:uuid:{resource['id']}"
        for path, value in leaves(resource, ""):
            if path.endswith(".reference"):
                assert value in called, path
    again = (await copy_of(care, care.ben)).bundle
    assert [entry["fullUrl"] for entry in again["entry"]] == called


async def test_pain_and_sleep_are_coded_by_loinc_with_units_of_ucum(care):
    await live(care)
    found = resources((await copy_of(care)).bundle, "Observation")
    told = {
        (each["effectiveDateTime"], each["code"]["coding"][1]["code"]): (
            each["code"]["coding"][0]["code"],
            each["valueQuantity"]["value"],
            each["valueQuantity"]["code"],
        )
        for each in found
    }
    assert told == {
        ("2026-03-01", "pain_average"): ("72514-3", 0, "{score}"),
        ("2026-03-02", "pain_average"): ("72514-3", 3, "{score}"),
        ("2026-03-02", "pain_worst"): ("72514-3", 5, "{score}"),
        ("2026-03-02", "sleep_hours"): ("93832-4", 7.5, "h"),
    }
    for each in found:
        assert each["code"]["coding"][0]["system"] == "http://loinc.org"
        assert each["valueQuantity"]["system"] == UCUM


@pytest.mark.parametrize("hours", [7.25, 0.5, 10, 0])
async def test_an_amount_is_the_number_that_was_told(care, hours):
    body_of(await care.check_in("2026-03-02", sleep_hours=hours), 201)
    bundle = (await copy_of(care)).bundle
    (observed,) = resources(bundle, "Observation")
    assert observed["valueQuantity"]["value"] == hours
    (response,) = resources(bundle, "QuestionnaireResponse")
    assert response["item"][0]["answer"] == [{"valueDecimal": hours}]


async def test_a_response_has_every_answer_with_its_question(care):
    lived = await live(care, said="Slept badly.")
    found = resources((await copy_of(care)).bundle, "QuestionnaireResponse")
    told = {(each["identifier"]["system"], each["identifier"]["value"]): each for each in found}
    day = told["urn:carryover:check-in", "2026-03-02"]
    assert day["questionnaire"] == "urn:carryover:check-in|1.0.0"
    items = {item["linkId"]: item for item in day["item"]}
    assert items["pain_worst"]["text"] == "How bad was your pain at its worst today?"
    assert items["impact"]["answer"] == [{"valueBoolean": True}]
    assert items["note"]["answer"] == [{"valueString": "Slept badly."}]
    (place,) = items["body_map"]["answer"]
    assert place["valueCoding"]["display"] == "Neck"
    assert {each["linkId"]: each["answer"] for each in place["item"]} == {
        "body_map.side": [{"valueString": "left"}],
        "body_map.role": [{"valueString": "source"}],
        "body_map.tingling": [{"valueBoolean": True}],
    }
    assert "sleep_quality" not in items
    flags = told["urn:carryover:check-in", "2026-03-01"]["item"][-1]
    assert flags["answer"][0]["valueCoding"]["code"] == "major_trauma"
    week = {
        item["linkId"]: item for item in told["urn:carryover:weekly-check-in", "2026-03-02"]["item"]
    }
    (rated,) = week["goals"]["item"]
    assert (rated["linkId"], rated["text"]) == (lived.goal["id"], "Slept badly.")
    assert rated["answer"] == [{"valueInteger": 3}]


async def test_the_plan_has_each_item_as_it_is_due_and_what_became_of_it(care):
    every_day = await care.prescribe("09:00", "18:30", note="Slowly.")
    days = {"times": ["08:00"], "weekdays": ["mon", "thu"], "interval_weeks": 2}
    days |= {"start_on": "2026-03-09", "end_on": "2026-04-30"}
    await care.prescribe(exercise="cat-cow", schedule=days)
    paused = await care.prescribe("10:00", exercise="calf-stretch")
    await care.act_on(paused, "pause", {"reason": "Flu."})
    stopped = await care.prescribe("11:00", exercise="child-pose")
    care.advance(minutes=1)
    await care.act_on(stopped, "stop", {"reason": "Done."})
    (plan,) = resources((await copy_of(care)).bundle, "CarePlan")
    details = {each["detail"]["code"]["coding"][0]["code"]: each for each in plan["activity"]}
    states = {slug: each["detail"]["status"] for slug, each in details.items()}
    assert states == {
        every_day["exercise"]: "in-progress",
        "cat-cow": "scheduled",
        "calf-stretch": "on-hold",
        "child-pose": "stopped",
    }
    repeat = details["chin-tuck"]["detail"]["scheduledTiming"]["repeat"]
    assert (repeat["frequency"], repeat["period"], repeat["periodUnit"]) == (14, 1, "wk")
    assert repeat["timeOfDay"] == ["09:00:00", "18:30:00"]
    assert details["chin-tuck"]["progress"] == [{"text": "Slowly."}]
    repeat = details["cat-cow"]["detail"]["scheduledTiming"]["repeat"]
    assert repeat["dayOfWeek"] == ["mon", "thu"]
    assert (repeat["frequency"], repeat["period"]) == (2, 2)
    assert repeat["boundsPeriod"] == {"start": "2026-03-09", "end": "2026-04-30"}
    assert plan["status"] == "active"
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/discharge"))
    care.advance(minutes=1)
    (plan,) = resources((await copy_of(care)).bundle, "CarePlan")
    assert plan["status"] == "completed"


async def test_a_client_of_months_has_an_observation_a_day(care):
    await store_check_ins(care, ago(90), pain(*(n % 11 for n in range(90))))
    bundle = (await copy_of(care)).bundle
    Bundle.model_validate(bundle)
    observed = resources(bundle, "Observation")
    assert [each["valueQuantity"]["value"] for each in observed] == [n % 11 for n in range(90)]
