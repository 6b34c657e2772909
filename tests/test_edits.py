"""Every PATCH takes back what GET shows of its record, and then changes nothing."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema_rs import Draft202012Validator
from sqlalchemy import select

from api.platform.db import transaction
from api.platform.http.edits import AS_READ
from api.tables import AuditEvent, Base
from tests.access_table import ROWS
from tests.access_world import World, build_world
from tests.acting.care import Care, Json, body_of, refusals

EDITS = [name for name in ROWS if name.startswith("PATCH ")]
INTAKE = {"contraindications": ["osteoporosis"], "medication": "Iron."}


@pytest.fixture
async def world(care: Care) -> World:
    """Return the cast with records that are some days old and have all that can be shown."""
    world = await build_world(care)
    ana = f"/v1/clients/{care.ana.id}"
    etag = {"if-match": (await care.ben.get(ana)).headers["etag"]}
    told = {"conditions": ["neck_pain"], "intake": INTAKE}
    body_of(await care.ben.patch(ana, told, headers=etag))
    item = await care.prescribe(
        "08:00",
        exercise="cat-cow",
        schedule={"timezone_mode": "fixed", "end_on": "2026-05-01"},
        clearance={"reason": "Her surgeon agrees."},
        max_pain=7,
        max_pain_reason="She knows it.",
        note="Slowly.",
    )
    found = {"region": "neck", "side": "left", "root_cause": None, "referred_to": ["head"]}
    turned = {"joint": "neck", "movement": "rotation", "side": "left", "degrees": 55}
    held = {"starts_at": "2026-02-25T09:00:00.123456Z", "status": "completed", "note": "Better."}
    held |= {"findings": [found], "rom": [turned]}
    session = body_of(await care.ben.post(f"{ana}/appointments", held), 201)
    # Disclosed since: an edit of the item would need another clearance.
    etag = {"if-match": (await care.ben.get(ana)).headers["etag"]}
    more = {"intake": {"contraindications": ["osteoporosis", "fracture"]}}
    body_of(await care.ben.patch(ana, more, headers=etag))
    await care.travel("America/Mexico_City")
    care.move(2026, 3, 5, 8)
    ids = {"prescription_id": item["id"], "appointment_id": session["id"]}
    return replace(world, things=world.things | {"ana": replace(world.anas, **ids)})


def caller(name: str) -> str:
    return "ana" if ROWS[name].may == "client" else "ben"


async def read(world: World, name: str) -> Json:
    return body_of(await world.ask(name.replace("PATCH", "GET"), caller(name)))


async def send(world: World, name: str, body: Json) -> Any:
    headers = await world.condition(name)
    return await world.ask(name, caller(name), json=body, headers=headers)


async def stored(care: Care) -> dict[str, list[Any]]:
    """Return all rows there are, without the audit and without when she was last heard of."""
    found = {}
    for table in Base.metadata.sorted_tables:
        kept = [column for column in table.columns if column.name != "last_contact_at"]
        if table.name != AuditEvent.__tablename__:
            query = select(*kept).order_by(table.c.id)
            async with transaction(care.sessions, write=False) as session:
                found[table.name] = [tuple(row) for row in await session.execute(query)]
    return found


async def test_every_edit_is_among_these_and_has_its_read(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    assert {f"PATCH {path}" for path, methods in paths.items() if "patch" in methods} == {*EDITS}
    assert {name.replace("PATCH", "GET") for name in EDITS} <= ROWS.keys()


async def test_what_was_read_may_be_sent_back_whole_and_changes_nothing(care, world):
    before = await stored(care)
    for name in EDITS:
        shown = await read(world, name)
        again = body_of(await send(world, name, shown))
        assert again | {"warnings": []} == shown | {"warnings": []}, name
        assert await read(world, name) == shown, name
        # The answer to an edit may have warnings, which a read has not.
        body_of(await send(world, name, again))
    assert await stored(care) == before


async def test_an_edit_that_changes_nothing_is_audited_as_a_view(care, world):
    events = select(AuditEvent.action).where(AuditEvent.action.startswith("edit"))
    before = len(await care.rows(events))
    for name in EDITS:
        body_of(await send(world, name, await read(world, name)))
    assert len(await care.rows(events)) == before
    shown = await read(world, "PATCH /v1/clients/{client_id}")
    body_of(await send(world, "PATCH /v1/clients/{client_id}", shown | {"name": "Anna"}))
    assert len(await care.rows(events)) == before + 1


async def test_one_member_changed_in_what_was_read_is_the_whole_edit(world):
    for name, change in {
        "PATCH /v1/clients/{client_id}": {"conditions": ["headache"]},
        "PATCH /v1/appointments/{appointment_id}": {"note": "Worse."},
        "PATCH /v1/episodes/{episode_id}": {"planned_weeks": 9},
        "PATCH /v1/therapists/{therapist_id}": {"name": "Theodora"},
        "PATCH /v1/me": {"reminder_cap": 3},
        "PATCH /v1/me/brief-reminder": {"lead_min": 45},
    }.items():
        shown = await read(world, name)
        after = body_of(await send(world, name, shown | change))
        changed = {member for member in shown if after[member] != shown[member]}
        assert changed - {"etag", "planned_until", "intake"} == change.keys(), name


async def test_the_description_allows_to_send_back_what_was_read(app, world):
    document = app.openapi()
    for name in EDITS:
        operation = document["paths"][name.removeprefix("PATCH ")]["patch"]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        whole = schema | {"components": document["components"]}
        found = Draft202012Validator(whole).iter_errors(await read(world, name))
        assert [error.message for error in found] == [], name


def fixed(document: Json, schema: Json, value: Any, at: str = "") -> Iterator[tuple[str, ...]]:
    """Yield the place of every member of a value that its schema says is sent as it was read."""
    for kind in (schema, *schema.get("anyOf", ())):
        name = kind.get("$ref", "").rpartition("/")[2]
        known = document["components"]["schemas"].get(name, kind).get("properties", {})
        for member, described in known.items() if isinstance(value, dict) else ():
            if described.get("description", "").endswith(AS_READ):
                yield (member,)
            else:
                inner = fixed(document, described, value.get(member))
                yield from ((member, *rest) for rest in inner)


async def test_another_value_of_what_cannot_be_changed_is_refused_at_every_depth(app, care, world):
    document, found = app.openapi(), set()
    before = await stored(care)
    for name in EDITS:
        shown = await read(world, name)
        body = document["paths"][name.removeprefix("PATCH ")]["patch"]["requestBody"]
        schema = body["content"]["application/json"]["schema"]
        for place in fixed(document, schema, shown):
            changed = deepcopy(shown)
            part = changed
            for member in place[:-1]:
                part = part[member]
            part[place[-1]] = ["another"]
            pointer = "/" + "/".join(place)
            refused = await send(world, name, changed)
            assert refusals(refused) == [(pointer, "read_only")], (name, pointer)
            found.add((name.rpartition("/v1/")[2], pointer))
    assert await stored(care) == before
    assert {
        ("prescriptions/{prescription_id}", "/schedule/timezone"),
        ("prescriptions/{prescription_id}", "/clearance/given_by"),
        ("prescriptions/{prescription_id}", "/etag"),
        ("clients/{client_id}", "/intake/version"),
        ("therapists/{therapist_id}", "/status"),
        ("episodes/{episode_id}", "/planned_until"),
        ("appointments/{appointment_id}", "/session"),
        ("me", "/email"),
    } <= found


async def test_what_is_neither_known_nor_shown_is_refused_and_under_me_ignored(world):
    for name in EDITS:
        shown = await read(world, name)
        answer = await send(world, name, shown | {"shoe_size": 38})
        if ROWS[name].may == "client":
            assert answer.status_code == 200
        else:
            assert refusals(answer) == [("", "extra_forbidden")], name


async def test_a_row_of_a_list_may_be_sent_back_as_well(care, world):
    (row,) = body_of(await care.ben.get("/v1/clients"))["items"]
    path, etag = f"/v1/clients/{row['id']}", {"if-match": row["etag"]}
    assert (await care.ben.get(path)).headers["etag"] != row["etag"], "she has a conflict"
    body_of(await care.ben.patch(path, row, headers=etag))
    rows = body_of(await care.ben.get(f"/v1/clients/{row['id']}/prescriptions"))["items"]
    for item in rows:
        etag = {"if-match": item["etag"]}
        body_of(await care.ben.patch(f"/v1/prescriptions/{item['id']}", item, headers=etag))
