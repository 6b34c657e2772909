"""The route that is found by its segments is the one that asking each in turn would find."""

from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from httpx2 import ASGITransport, AsyncClient
from starlette.routing import BaseRoute, Match, Route

from api.app import create_app
from api.platform.http.finding import Finder
from tests.databases import settings_for

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "odd")
ODD = ["", "/", "//", "/livez/", "/livez\n", "/v1//me", "/v1/me/", "/v1/clients//brief", "/docs/x"]


def scope_of(method: str, path: str) -> dict[str, Any]:
    """Return as much of a request as routing looks at."""
    return {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}


def asked_in_turn(routes: list[BaseRoute], scope: dict[str, Any]) -> BaseRoute | None:
    """Return the first route that takes a request."""
    return next((each for each in routes if each.matches(scope)[0] is Match.FULL), None)


def filled(path: str) -> list[str]:
    """Return paths of a route: of ids, and of words that other routes have in their place."""
    segments = path.split("/")
    return [
        "/".join(word if "{" in each else each for each in segments)
        for word in ("0190a5b0-0000-7000-8000-000000000000", "me", "password", "a.png", "%2F", "")
    ]


@pytest.fixture
def app(database_url) -> FastAPI:
    return create_app(settings_for(database_url))


def test_every_path_has_the_route_that_asking_in_turn_finds(app):
    finder, routes = Finder(app.router), app.router.routes
    paths = {path for each in routes if isinstance(each, Route) for path in filled(each.path)}
    assert len(paths) > 200
    for scope in (scope_of(method, path) for path in (*paths, *ODD) for method in METHODS):
        found, wanted = finder.find(scope), asked_in_turn(routes, scope)
        # What it does not find, the router looks for itself.
        assert found is wanted or found is None or found.matches(scope)[0] is not Match.FULL, scope
        if wanted and not scope["path"].endswith("\n"):
            assert found is wanted, scope


async def test_the_first_of_two_that_take_a_path_answers_and_what_follows_a_long_one_waits():
    router = APIRouter()
    answers = ("/a/{x}", "/a/b", "/{y}/c", "/long/{rest:path}", "/long/d")
    for path in answers:
        router.add_api_route(path, endpoint_of(path), methods=["GET"])
    app = FastAPI(routes=router.routes, redirect_slashes=False)
    app.router.middleware_stack = Finder(app.router)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://api") as http:
        wanted = {
            "/a/b": "/a/{x}",
            "/a/c": "/a/{x}",
            "/z/c": "/{y}/c",
            "/long/d": "/long/{rest:path}",
        }
        for path, answer in wanted.items():
            assert (await http.get(path)).json() == answer
        assert (await http.get("/a/b", follow_redirects=False)).status_code == 200
        assert (await http.post("/a/b")).status_code == 405
        assert (await http.get("/a")).status_code == 404


def endpoint_of(path: str) -> Any:
    """Return a handler that tells its path."""

    async def tell() -> str:
        return path

    return tell
