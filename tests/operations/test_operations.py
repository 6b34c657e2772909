"""What operators and phones ask of the service itself."""

import re
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import make_url

from api.app import create_app
from api.platform.db import open_sessions, transaction
from api.tables import Worker
from tests.acting.care import body_of, problem
from tests.databases import settings_for
from tests.waiting import until

OPERATORS = "an-operators-token-nobody-guesses"
SILENT = {"status": "ok", "database": True, "migrations": True, "worker": False}
AWAY = {"status": "unavailable", "database": False, "migrations": False, "worker": False}


@asynccontextmanager
async def serving(url: str, **more: object) -> AsyncIterator[AsyncClient]:
    """Yield a client of an app with other settings."""
    settings, before = settings_for(url, **more), drivers()
    sessions = open_sessions(settings)
    transport = ASGITransport(create_app(settings, sessions))
    async with AsyncClient(transport=transport, base_url="http://api") as client:
        yield client
    await sessions.engine.dispose()
    # The driver's threads, which failed to open a file, say goodbye to the loop.
    await until(lambda: drivers() <= before, "the driver's threads to end")


def drivers() -> set[threading.Thread]:
    """Return the threads of SQLite's driver, one a connection."""
    return {each for each in threading.enumerate() if "_connection_worker_thread" in each.name}


def nowhere(_: Path) -> str:
    return "postgresql://nobody@127.0.0.1:1/none"


def a_folder(tmp_path: Path) -> str:
    (tmp_path / "folder.db").mkdir()
    return f"sqlite:///{tmp_path}/folder.db"


async def test_a_process_that_answers_is_alive(http):
    assert body_of(await http.get("/livez")) == {"status": "ok"}


async def test_it_is_ready_without_a_worker_and_says_so(care, http):
    assert body_of(await http.get("/readyz")) == SILENT
    async with transaction(care.sessions) as session:
        session.add(Worker(created_at=care.clock.at, beat_at=care.clock.at))
    assert body_of(await http.get("/readyz")) == SILENT | {"worker": True}
    care.clock.at += timedelta(seconds=60)
    assert body_of(await http.get("/readyz")) == SILENT


@pytest.mark.parametrize("away", [nowhere, a_folder])
async def test_without_its_database_it_lives_and_is_not_ready(
    tmp_path: Path, away: Callable[[Path], str]
) -> None:
    async with serving(away(tmp_path)) as http:
        assert (await http.get("/livez")).status_code == 200
        assert (await http.get("/v1/app-config")).status_code == 200
        unready = await http.get("/readyz")
        assert (unready.status_code, unready.json()) == (503, AWAY)
        assert unready.headers["content-type"] == "application/json"
        body = {"email": "ben@example.org", "password": "x"}
        refused = await http.post("/v1/auth/sign-in", json=body)
        assert problem(refused) == (503, "unavailable")
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["retry-after"] == "2"
        assert refused.json()["retryable"]


async def test_a_database_that_lets_its_role_in_no_more_is_away(postgres):
    url = make_url(postgres).set(username="nobody_of_these")
    async with serving(url.render_as_string(hide_password=False)) as http:
        unready = await http.get("/readyz")
        assert (unready.status_code, unready.json()) == (503, AWAY)


async def test_a_database_that_is_not_migrated_is_not_ready(tmp_path):
    sqlite3.connect(tmp_path / "empty.db").close()
    async with serving(f"sqlite:///{tmp_path}/empty.db") as http:
        unready = await http.get("/readyz")
        assert (unready.status_code, unready.json()) == (503, AWAY | {"database": True})


async def test_metrics_count_by_route_template_and_never_by_path(care, http):
    await care.ben.get(f"/v1/clients/{care.ana.id}?x=secret")
    await http.get("/v1/no-such-thing/secret")
    await http.request("BREW", "/v1/me")
    metrics = await http.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    counted = r'carryover_http_requests_total\{method="(.*)",route="(.*)",status="(.*)"\}'
    seen = set(re.findall(counted, metrics.text))
    assert ("GET", "/v1/clients/{client_id}", "200") in seen
    assert ("GET", "unknown", "404") in seen
    assert ("other", "/v1/me", "405") in seen
    assert "secret" not in metrics.text
    assert str(care.ana.id) not in metrics.text


async def test_metrics_need_the_operators_token_where_one_is_set(tmp_path):
    async with serving(f"sqlite:///{tmp_path}/a.db", metrics_token=OPERATORS) as http:
        for wrong in ("", "Bearer", f"Basic {OPERATORS}", f"Bearer {OPERATORS}x", OPERATORS):
            refused = await http.get("/metrics", headers={"authorization": wrong})
            assert problem(refused) == (401, "unauthenticated"), wrong
        headers = {"authorization": f"Bearer {OPERATORS}"}
        assert (await http.get("/metrics", headers=headers)).status_code == 200


async def test_production_shows_neither_docs_nor_metrics_to_everyone(tmp_path):
    hidden = (
        "/docs",
        "/docs/page.js",
        "/docs/swagger-ui.css",
        "/redoc",
        "/openapi.json",
        "/metrics",
    )
    url = f"sqlite:///{tmp_path}/a.db"
    async with serving(url, environment="production") as http:
        for path in hidden:
            assert problem(await http.get(path)) == (404, "not_found"), path
    async with serving(url, environment="production", metrics_token=OPERATORS) as http:
        headers = {"authorization": f"Bearer {OPERATORS}"}
        assert (await http.get("/metrics", headers=headers)).status_code == 200
    async with serving(url, environment="development") as http:
        assert (await http.get("/docs")).status_code == 200
        assert (await http.get("/openapi.json")).json()["info"]["title"] == "Carryover"


async def test_anyone_may_ask_which_app_is_wanted(tmp_path):
    versions = {"min_app_version": "1.2.0", "recommended_app_version": "1.4.0"}
    async with serving(f"sqlite:///{tmp_path}/a.db", **versions) as http:
        config = await http.get("/v1/app-config", headers={"x-app-version": "0.1.0"})
        assert body_of(config) == versions | {"flags": {"firebase": True}, "web_push_key": None}
        old = await http.get("/v1/me", headers={"x-app-version": "1.1.9"})
        assert problem(old) == (426, "app_outdated")
        new = await http.get("/v1/me", headers={"x-app-version": "1.2.0"})
        assert problem(new) == (401, "unauthenticated")


async def test_every_operation_id_was_set_by_hand_and_is_its_own(app: FastAPI) -> None:
    described = (r for r in iter_route_contexts(app.routes) if r.include_in_schema)
    routes = [route for route in described if isinstance(route.original_route, APIRoute)]
    ids = [route.operation_id for route in routes]
    assert len(routes) > 40
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", each or "") for each in ids)
    assert len(set(ids)) == len(ids)
