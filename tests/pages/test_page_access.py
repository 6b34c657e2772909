"""Who may open and send what: every page of the application against every kind of visitor."""

from html import unescape

import jwt
import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select

from api.access.tokens import API, issue_page_token
from api.pages.guards import token_for
from api.pages.page_routes import PageRoute
from api.tables import AuditEvent
from tests.access_bodies import Things
from tests.access_world import World, absent, build_world
from tests.acting.care import Care
from tests.acting.credentials import BEN, give_password
from tests.databases import KEY, KEYS
from tests.pages.browsing import etag_in
from tests.pages.page_table import ROWS, Row

PRIVATE = {name: row for name, row in ROWS.items() if row.may != "public"}
OWNED = {name: row for name, row in ROWS.items() if row.whose}


@pytest.fixture
async def world(care: Care) -> World:
    return await build_world(care)


class Visits:
    """Asks for pages as one of the cast, whose cookie is made for her sign-in."""

    def __init__(self, care: Care, http: AsyncClient) -> None:
        self._care, self._http = care, http

    async def ask(self, name: str, who: str | None, asked: Things, **sent: str) -> Response:
        row, (method, template) = ROWS[name], name.split(" ")
        path = template.format(**{slot: getattr(asked, slot) for slot in asked.__slots__})
        headers, token = self._cookie(who) if who else ({}, "")
        data = {"token": token, **(row.form(asked) if row.form else {})}
        data |= sent
        more = {"data": data} if method == "POST" else {}
        return await self._http.request(method, path + row.query, headers=headers, **more)

    async def etag(self, name: str, who: str, asked: Things) -> dict[str, str]:
        """Return what a form that edits carries from the page at its path."""
        shown = await self.ask(name.replace("POST", "GET"), who, asked)
        found = etag_in(shown)
        assert found, name
        return {"etag": found}

    def _cookie(self, who: str) -> tuple[dict[str, str], str]:
        person, now = getattr(self._care.cast, who), self._care.clock.at
        said = jwt.decode(person.token, KEY, ["HS256"], audience=API, options={"verify_exp": False})
        cookie = issue_page_token(person.id, said["fam"], now, KEYS, now.replace(year=2030))
        return {"cookie": f"carryover={cookie}"}, token_for(said["fam"], KEYS)


@pytest.fixture
def visits(care: Care, http: AsyncClient) -> Visits:
    return Visits(care, http)


async def test_every_page_and_form_has_its_row_and_every_row_its_page(app):
    served = {
        f"{method} {route.path}"
        for route in app.routes
        if isinstance(route, PageRoute)
        for method in route.methods
    }
    assert served == set(ROWS)


async def test_who_is_not_signed_in_is_led_to_the_form(world, visits):
    for name in PRIVATE:
        for asked in (world.anas, absent(world.anas)):
            answer = await visits.ask(name, None, asked)
            assert answer.status_code == 303, name
            where = answer.headers["location"]
            assert where == "/" if name.startswith("POST") else where.startswith("/?next="), name


async def test_a_wrong_role_is_403_before_anything_is_looked_up(world, visits):
    for name, row in PRIVATE.items():
        for who in ("ana", "cy", *(("dora",) if row.may == "admin" else ())):
            answer = await visits.ask(name, who, absent(world.anas))
            assert answer.status_code == 403, (name, who)
            assert answer.headers["content-type"].startswith("text/html"), name


async def test_what_is_somebody_elses_is_404_and_looks_like_what_is_absent(care, world, visits):
    for name, row in OWNED.items():
        strangers = ("eve",) if row.may == "admin" or row.whose == "practice" else ("dora", "eve")
        for who in strangers:
            before = len(await denials(care))
            answer = await visits.ask(name, who, world.anas)
            assert answer.status_code == 404, (name, who)
            assert len(await denials(care)) - before == (row.whose == "client"), (name, who)
            nobodys = await visits.ask(name, who, absent(world.anas))
            assert (nobodys.status_code, nobodys.text) == (404, answer.text), (name, who)
            assert "Ana" not in unescape(answer.text), name


async def test_whoever_may_is_answered(care, world, visits):
    await give_password(care, care.ben, BEN)
    refused = {}
    for name, row in ROWS.items():
        if name in ("POST /sign-in", "POST /sign-in/passkey"):
            continue
        who = None if row.may == "public" else "ben"
        etag = await visits.etag(name, who, world.anas) if row.edits else {}
        answer = await visits.ask(name, who, world.anas, **etag)
        if answer.status_code not in (200, 303):
            refused[name] = (answer.status_code, answer.text)
    assert refused == {}


async def test_a_form_without_its_token_is_refused_whoever_sends_it(world, visits, monkeypatch):
    forms = {name: row for name, row in PRIVATE.items() if name.startswith("POST")}
    for name, row in forms.items():
        wrong = {"token": "of.another"}
        monkeypatch.setitem(ROWS, name, Row(row.may, row.whose, row.query, lambda _, t=wrong: t))
        assert (await visits.ask(name, "ben", world.anas)).status_code == 403, name


async def denials(care: Care) -> list[AuditEvent]:
    return list(await care.rows(select(AuditEvent).where(AuditEvent.action == "denied")))
