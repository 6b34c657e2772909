"""What a handler asks for is found once, in order, and everything that is wrong is told."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from fastapi import (
    APIRouter,
    BackgroundTasks,
    Body,
    Depends,
    FastAPI,
    Header,
    Query,
    Request,
    Response,
)
from httpx2 import ASGITransport, AsyncClient

from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Forbidden, Refusals
from tests.acting.care import refusals

NOTED: list[str] = []


async def _open() -> AsyncIterator[str]:
    NOTED.append("open")
    try:
        yield "session"
    except Forbidden:
        NOTED.append("undone")
        raise
    NOTED.append("done")


Opened = Annotated[str, Depends(_open, scope="function")]


async def _who(opened: Opened, request: Request) -> str:
    NOTED.append(f"who by {opened}")
    if "forbidden" in request.headers:
        raise Forbidden
    return "ana"


Who = Annotated[str, Depends(_who)]


async def _page(who: Who, opened: Opened, limit: Annotated[int, Query(le=9)] = 5) -> str:
    NOTED.append("page")
    return f"{who}, {limit}, {opened}"


Page = Annotated[str, Depends(_page)]


async def _twice(page: Page, who: Who) -> str:
    NOTED.append("twice")
    return f"{page}; {who}"


@pytest.fixture
async def http() -> AsyncIterator[AsyncClient]:
    NOTED.clear()
    router = APIRouter(route_class=JsonRoute)

    @router.get("/shown/{at}")
    async def shown(
        who: Who,
        twice: Annotated[str, Depends(_twice)],
        response: Response,
        at: int,
        said: Annotated[int, Header()] = 0,
    ) -> list[Any]:
        NOTED.append("handler")
        response.status_code = 201
        response.headers["x-beside"] = "yes"
        return [who, twice, at, said]

    app = FastAPI(routes=router.routes)
    app.middleware_stack = Refusals(app.router)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://api") as client:
        yield client


def in_a_thread() -> str:
    return "now"


async def asked_anew(who: Who, again: Annotated[str, Depends(_who, use_cache=False)]) -> str:
    return who + again


async def with_tasks(tasks: BackgroundTasks) -> str:
    return str(tasks)


async def two_in_a_body(one: Annotated[str, Body()], other: Annotated[str, Body()]) -> str:
    return one + other


@pytest.mark.parametrize(
    "asked",
    [
        Depends(in_a_thread),
        Depends(_open),
        Depends(asked_anew),
        Depends(with_tasks),
        Depends(two_in_a_body),
    ],
)
def test_a_route_that_asks_for_what_we_do_not_do_is_not_made(asked):
    router = APIRouter(route_class=JsonRoute)

    async def shown() -> None: ...

    with pytest.raises(AssertionError):
        router.add_api_route("/shown", shown, dependencies=[asked])
    with pytest.raises(AssertionError):
        router.add_api_route("/shown", shown, response_model_exclude_none=True)


async def test_each_thing_is_found_once_before_whoever_asks_for_it(http):
    answer = await http.get("/shown/3", params={"limit": "7"}, headers={"said": "4"})
    assert (answer.status_code, answer.headers["x-beside"]) == (201, "yes")
    assert answer.json() == ["ana", "ana, 7, session; ana", 3, 4]
    assert NOTED == ["open", "who by session", "page", "twice", "handler", "done"]


async def test_everything_wrong_is_told_at_once_and_nobody_is_given_it(http):
    answer = await http.get("/shown/x", params={"limit": "10"}, headers={"said": "y"})
    assert refusals(answer) == [
        ("/query/limit", "less_than_equal"),
        ("/path/at", "int_parsing"),
        ("/header/said", "int_parsing"),
    ]
    assert NOTED == ["open", "who by session"]


async def test_who_may_not_is_told_so_before_what_is_wrong_and_what_was_opened_is_undone(http):
    answer = await http.get("/shown/x", params={"limit": "10"}, headers={"forbidden": ""})
    assert answer.status_code == 403
    assert NOTED == ["open", "who by session", "undone"]
