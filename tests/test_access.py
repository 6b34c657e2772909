"""Who may see and do what: every route of the API against every kind of caller."""

from dataclasses import replace

import pytest
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from sqlalchemy import select, update

from api.pages.assets import TYPES
from api.pages.page_routes import PageRoute
from api.phone_app.files import paths
from api.platform.clock import SetClock
from api.platform.db import Sessions, transaction
from api.tables import Account, AuditEvent, Base, CareLink, Client
from tests.access_table import ROWS, WRONG
from tests.access_world import World, absent, build_world, with_secrets
from tests.acting.care import Care, body_of
from tests.acting.credentials import alike
from tests.cast import Cast

# For operators and browsers: the description is for phones and what works with them.
OTHERS = {"/livez", "/readyz", "/metrics", "/invite"}
PRIVATE = {name: row for name, row in ROWS.items() if row.may != "public"}
OWNED = {name: row for name, row in ROWS.items() if row.whose}
STRANGERS = {"client": ("cy", "fay"), "anyone": ("cy", "fay"), "therapist": ("dora", "eve")}
STRANGERS["admin"] = ("eve",)


@pytest.fixture
def care(cast: Cast, clock: SetClock, sessions: Sessions) -> Care:
    return Care(cast, clock, sessions)


@pytest.fixture
async def world(care: Care) -> World:
    return await build_world(care)


async def denials(care: Care) -> list[AuditEvent]:
    return list(await care.rows(select(AuditEvent).where(AuditEvent.action == "denied")))


async def test_every_route_has_its_row_and_every_row_its_route(app):
    routes = {
        f"{method.upper()} {path}"
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }
    assert routes | {f"GET {path}" for path in OTHERS} == set(ROWS)


async def test_nothing_is_served_that_the_description_leaves_out_but_what_is_not_for_phones(app):
    hidden = {
        route.path for route in iter_route_contexts(app.routes) if not route.include_in_schema
    }
    page = {f"/docs/{name}" for name in ("page.js", "swagger-ui-bundle.js", "swagger-ui.css")}
    assets = {f"/static/{name}" for name in TYPES} | {"/app", *paths()}
    # Their table is tests/pages/page_table.py.
    pages = {route.path for route in app.routes if isinstance(route, PageRoute)}
    assert hidden == {"/openapi.json", "/docs"} | page | assets | pages | OTHERS


async def test_the_description_asks_for_a_token_exactly_where_the_table_does(app):
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            name = f"{method.upper()} {path}"
            assert operation["security"] == ([{"HTTPBearer": []}] if name in PRIVATE else []), name
            asks_for_a_role = ROWS[name].may not in ("public", "anyone")
            assert ("403" in operation["responses"]) == asks_for_a_role, name


async def test_without_a_token_a_private_route_is_401_whatever_is_asked_for(world):
    for name in PRIVATE:
        for asked in (world.anas, absent(world.anas)):
            for more in ({}, {"json": {"nonsense": 1}}):
                refused = await world.ask(name, None, asked, **more)
                assert refused.status_code == 401, name
                assert refused.headers["content-type"] == "application/problem+json", name
                assert refused.json()["code"] == "unauthenticated", name


async def test_a_wrong_role_is_403_before_anything_is_looked_up_or_checked(care, world):
    nonsense = replace(absent(world.anas), client_id="no id", prescription_id="no id", log_id="-")
    for name, row in ROWS.items():
        for who in WRONG[row.may]:
            for asked in (world.anas, absent(world.anas), nonsense):
                refused = await world.ask(name, who, asked)
                assert (refused.status_code, refused.json()["code"]) == (403, "forbidden"), name
    assert await denials(care) == []


async def test_whoever_may_is_answered(care, world):
    world = await with_secrets(care, world)
    refused = {}
    for name, row in ROWS.items():
        callers = [world.owner(row)] if row.may != "public" else [None]
        if row.may == "anyone" and row.whose is None and name.startswith("GET"):
            callers.append(care.ben)
        for person in callers:
            who = next((n for n in ("ana", "ben", "cy") if person is world.person(n)), None)
            headers = await world.condition(name)
            answer = await world.ask(name, who, headers=headers)
            if answer.status_code not in (200, 201, 202, 204):
                refused[name, who] = answer.text
    assert refused == {}


async def test_a_strangers_request_is_404_and_audited_with_ids_alone(care, world):
    tables = set(Base.metadata.tables)
    for name, row in OWNED.items():
        for who in STRANGERS[row.may]:
            before = await denials(care)
            refused = await world.ask(name, who, headers={"if-match": '"x"'})
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found"), (name, who)
            noted = [event for event in await denials(care) if event.id not in _ids(before)]
            assert len(noted) == (1 if row.whose == "client" else 0), name
            for event in noted:
                assert event.actor_id == world.person(who).id, name
                assert (event.client_id, event.practice_id) == (care.ana.id, care.ana.practice_id)
                assert event.subject["table"] in tables
                assert event.subject.keys() == {"table"}


def _ids(events: list[AuditEvent]) -> set[object]:
    return {event.id for event in events}


async def test_what_is_somebody_elses_looks_exactly_like_what_is_absent(care, world):
    for name, row in OWNED.items():
        # The phone chooses the ids of these records, so an unknown id creates one instead of a 404.
        if name.startswith("PUT /v1/me/devices/") or any(
            f"/v1/me/{noun}/" in name for noun in ("logs", "check-ins", "weekly-check-ins")
        ):
            continue
        who = STRANGERS[row.may][0]
        nobodys = await world.ask(name, who, absent(world.anas))
        assert alike(await world.ask(name, who), nobodys), name
    assert {event.client_id for event in await denials(care)} == {care.ana.id}


async def test_a_strangers_request_changes_nothing(care, world):
    before = [await world.ask(name, "ben") for name in SEEN]
    for name, row in OWNED.items():
        for who in STRANGERS[row.may]:
            await world.ask(name, who)
    assert alike_each(before, [await world.ask(name, "ben") for name in SEEN])


SEEN = (
    "GET /v1/clients/{client_id}",
    "GET /v1/clients/{client_id}/prescriptions",
    "GET /v1/clients/{client_id}/check-ins",
    "GET /v1/clients/{client_id}/adherence",
)


def alike_each(before: list[Response], after: list[Response]) -> bool:
    pairs = zip(before, after, strict=True)
    return all(first.content == second.content for first, second in pairs)


STATES = {"discharged": "discharged_at", "withdrawn": "sharing_withdrawn_at"}


@pytest.mark.parametrize("end", ["discharged", "care ended", "withdrawn"])
async def test_when_the_care_ends_the_therapist_gets_404_at_once_and_the_client_keeps_hers(
    care, world, end
):
    async with transaction(care.sessions) as session:
        if end in STATES:
            mine, ended = Client.id == care.ana.id, {STATES[end]: care.clock.at}
            await session.execute(update(Client).where(mine).values(ended))
        else:
            mine, ended = CareLink.client_id == care.ana.id, {"ended_at": care.clock.at}
            await session.execute(update(CareLink).where(mine).values(ended))
    for name, row in OWNED.items():
        if row.may == "therapist" and not row.or_admin:
            refused = await world.ask(name, "ben", headers={"if-match": '"x"'})
            assert refused.status_code == 404, name
    assert body_of(await care.ben.get("/v1/clients"))["items"] == []
    for name, row in ROWS.items():
        if row.may == "client" and name.startswith("GET"):
            assert (await world.ask(name, "ana")).status_code == 200, name


async def test_an_admin_who_does_not_care_for_her_gets_404_on_every_clinical_route(care, world):
    async with transaction(care.sessions) as session:
        (await session.get_one(Account, care.cast.dora.id)).admin = True
    for name, row in OWNED.items():
        if row.may == "therapist" and not row.or_admin:
            refused = await world.ask(name, "dora", headers={"if-match": '"x"'})
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found"), name
    assert body_of(await care.cast.dora.get("/v1/practice/clients"))["items"] != []


async def test_an_etag_opens_nothing_to_a_stranger(world):
    read = [name for name, row in OWNED.items() if row.may == "therapist" and "GET" in name]
    for name in read:
        mine = await world.ask(name, "ben")
        condition = {"if-none-match": mine.headers["etag"]}
        statuses = {}
        for who in ("ben", "dora", "eve", "ana", None):
            for tag in (condition, {"if-none-match": "*"}):
                statuses.setdefault(who, set()).add(
                    (await world.ask(name, who, headers=tag)).status_code
                )
        expected = {"ben": {304}, "dora": {404}, "eve": {404}, "ana": {403}, None: {401}}
        assert statuses == expected, name


async def test_role_practice_and_owner_are_422_on_a_therapists_route_and_nothing_under_me(
    care, world
):
    forged = {
        "role": "therapist",
        "practice_id": str(care.cast.eve.practice_id),
        "admin": True,
        "client_id": world.things["cy"].client_id,
        "created_by": str(care.ana.id),
    }
    people = select(Account.id, Account.role, Account.admin, Account.practice_id)
    before = await care.rows(people.order_by(Account.id))
    for name, row in ROWS.items():
        if row.body is None or row.may == "public" or "/auth/" in name:
            continue
        is_phone = row.may in ("client", "anyone")
        body, who = row.body(world.anas, world.anas), "ana" if is_phone else "ben"
        headers = await world.condition(name)
        reads = name.replace("PATCH", "GET")
        shown = body_of(await world.ask(reads, who)) if name != reads else {}
        for field, value in forged.items():
            if field in body:
                continue
            answer = await world.ask(name, who, json=body | {field: value}, headers=headers)
            if field in shown or not is_phone:
                assert answer.status_code == 422, name
                found = answer.json()["errors"]
                told = (f"/{field}", "read_only") if field in shown else ("", "extra_forbidden")
                assert found == [{"pointer": told[0], "code": told[1]}], name
            else:
                assert answer.status_code in (200, 201), name
    assert await care.rows(people.order_by(Account.id)) == before
