"""The bodies that a phone is told are what the how-to says of their kinds, by the description."""

import json
import re
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator

from tests.acting.care import Care, Json, body_of, on
from tests.acting.syncing import Phone, change

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
HOW_TO = DOCS / "how-to/offline-and-sync.md"
ROW = re.compile(r"^\| `(\w+)` \| schema `(\w+)` \|$", re.MULTILINE)
TUESDAY = on(3, 3)
AT = {"recorded_at": "2026-03-03T12:00:00+01:00"}


@pytest.fixture
async def phone(care: Care) -> Phone:
    """A phone that was told something of every kind there is."""
    item = await care.prescribe("08:00", "20:00", schedule={"start_on": on(3, 2)})
    care.move(2026, 3, 3, 11)
    ana = f"/v1/clients/{care.ana.id}"
    held = {"starts_at": "2026-03-02T09:00:00+01:00", "duration_min": 60, "status": "completed"}
    session = body_of(await care.ben.post(f"{ana}/appointments", held), 201)["id"]
    body_of(await care.ben.post(f"{ana}/goals", {"text": "Walk to the lake."}), 201)
    await care.edit(item, note="Slowly.")
    slot = {"prescription_id": item["id"], "local_date": TUESDAY, "slot": "08:00"}
    spot = {"region": "neck", "side": "left"}
    found = Phone(care.ana)
    await found.sync(
        change("check_in", date=TUESDAY, pain_average=3, body_map=[spot], **AT),
        change("weekly_check_in", monday=on(3, 2), energy=4, **AT),
        change("log", **slot, outcome="done", effort=3, **AT),
        change("feedback", session, pressure="right", **AT),
        change("excused", **{"from": on(3, 10)}, to=on(3, 11), reason="sick", **AT),
    )
    return found


async def test_each_kind_has_the_schema_that_the_how_to_names(phone: Phone) -> None:
    document: Json = json.loads((DOCS / "reference/openapi.json").read_text())
    schemas, named = document["components"]["schemas"], dict(ROW.findall(HOW_TO.read_text()))
    assert len(named) == 9
    for kind, schema in named.items():
        at = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": schemas}}
        told = phone.of(kind)
        assert told, kind
        for body in told.values():
            Draft202012Validator(at, validate_formats=True).validate(body)
            assert body.keys() == schemas[schema]["properties"].keys(), kind
