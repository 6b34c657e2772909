"""For each of our routes, the same is found in the same order as by FastAPI's own solver."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from inspect import isasyncgenfunction
from typing import Any

import pytest
from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import solve_dependencies
from fastapi.exceptions import RequestValidationError
from pydantic_core import PydanticUndefined

from api.app import ROUTERS
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import of_validation
from api.platform.http.solving import solve, steps_to

ROUTES = [route for router in ROUTERS for route in router.routes]
ID = "0190a5b0-0000-7000-8000-000000000000"
BESIDE = Response()
SENT: dict[str, dict[str, Any]] = {
    "nothing": {"path": ID, "body": PydanticUndefined},
    "what is wrong everywhere": {"path": "x\n", "asked": "?", "body": {"nobody": ["knows", "it"]}},
    "what is no object": {"path": "2026-03-02", "asked": "2026-03-02", "body": [1]},
    "numbers": {"path": "7", "asked": "7", "body": {}},
}


@dataclass
class Noted:
    """What is asked for in place of a route's own, which only notes that it was called."""

    calls: list[str] = field(default_factory=list)
    stubs: dict[Any, Callable[..., Any]] = field(default_factory=dict)

    def instead_of(self, asked: Dependant) -> Dependant:
        """Return the tree of a route whose parts all note what they are called with."""
        stub = self.stubs.setdefault(asked.call, self._stub(asked.call, len(self.stubs)))
        parts = [self.instead_of(each) for each in asked.dependencies]
        return replace(asked, call=stub, dependencies=parts)

    def _stub(self, call: Any, number: int) -> Callable[..., Any]:
        name = f"{getattr(call, '__name__', 'a thing')} {number}"

        async def called(**values: Any) -> str:
            self.calls.append(f"{name} with {values}")
            return name

        async def opened(**values: Any) -> AsyncIterator[str]:
            self.calls.append(f"{name} opened with {values}")
            yield name
            self.calls.append(f"{name} closed")

        return opened if isasyncgenfunction(call) else called


def request_of(route: JsonRoute, path: str, asked: str | None = None) -> Request:
    """Return a request that sends the same for each parameter of a route."""
    names: dict[str, set[str]] = {"query": set(), "header": set()}
    for step in steps_to(route.dependant):
        for fields, place in step.params:
            if place in {"query_params", "headers"}:
                names[place.split("_")[0].rstrip("s")] |= {each.alias for each in fields}
    sent = {place: sorted(each) if asked else [] for place, each in names.items()}
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": route.path,
            "query_string": "&".join(f"{name}={asked}" for name in sent["query"]).encode(),
            "headers": [(name.encode(), str(asked).encode()) for name in sent["header"]],
            "path_params": dict.fromkeys(route.param_convertors, path),
        }
    )


def shown(values: dict[str, Any]) -> dict[str, Any]:
    """Return what was found in a form that can be compared."""
    return {name: getattr(value, "__dict__", value) for name, value in values.items()}


async def as_fastapi(route: JsonRoute, request: Request, body: Any) -> tuple[Any, Any, list[str]]:
    """Return the arguments, or what is wrong, and all calls until what was opened is closed."""
    noted = Noted()
    async with AsyncExitStack() as outer, AsyncExitStack() as inner:
        request.scope |= {"fastapi_inner_astack": outer, "fastapi_function_astack": inner}
        solved = await solve_dependencies(
            request=request,
            dependant=noted.instead_of(route.dependant),
            body=body,
            response=BESIDE,
            async_exit_stack=outer,
            embed_body_fields=route._embed_body_fields,
        )
    refusal = of_validation(RequestValidationError(solved.errors)).extra if solved.errors else None
    return None if refusal else shown(solved.values), refusal, noted.calls


async def as_ours(route: JsonRoute, request: Request, body: Any) -> tuple[Any, Any, list[str]]:
    """Return the same of our own solver."""
    noted = Noted()
    async with AsyncExitStack() as opened:
        steps = steps_to(noted.instead_of(route.dependant))
        values, refusal = None, None
        try:
            values = shown(await solve(steps, request, BESIDE, body, opened))
        except RequestValidationError as error:
            refusal = of_validation(error).extra
    return values, refusal, noted.calls


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
async def test_every_route_finds_what_fastapi_finds_in_its_order(sent):
    refused = 0
    assert len(ROUTES) > 80
    for route in ROUTES:
        assert isinstance(route, JsonRoute)
        request = request_of(route, sent["path"], sent.get("asked"))
        theirs = await as_fastapi(route, request, sent["body"])
        ours = await as_ours(route, request, sent["body"])
        assert ours == theirs, route.path
        refused += ours[1] is not None
    assert refused > 20
