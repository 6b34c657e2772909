"""Carrying out a request: what FastAPI does around a handler, without what we never ask of it."""

from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from json import JSONDecodeError
from typing import Any

from fastapi import Request, Response
from fastapi.datastructures import DefaultPlaceholder
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, serialize_response
from fastapi.utils import is_body_allowed_for_status_code
from pydantic_core import PydanticUndefined
from starlette.exceptions import HTTPException

from api.platform.http.solving import solve, steps_to

# What is opened for a request, such as its transaction, stays open until the stack is closed.
Handler = Callable[[Request, AsyncExitStack], Coroutine[Any, Any, Response]]
UNUSED = ("include", "exclude", "exclude_unset", "exclude_defaults", "exclude_none")


def handler_of(route: APIRoute) -> Handler:
    """Return what answers a request that was routed here."""
    assert not any(getattr(route, f"response_model_{each}") for each in UNUSED)
    steps = steps_to(route.dependant)
    call, takes_body = steps[-1].call, route.body_field is not None
    asks_beside = any(step.response_name for step in steps)

    async def handle(request: Request, opened: AsyncExitStack) -> Response:
        body = await _body(request) if takes_body else PydanticUndefined
        beside = _beside() if asks_beside else None
        answer = await call(**await solve(steps, request, beside, body, opened))
        return answer if isinstance(answer, Response) else await _render(route, answer, beside)

    return handle


def _beside() -> Response:
    """Return a response for what a handler sets beside what it returns.

    A status, headers, and what is to be done once the answer has left.
    """
    response = Response()
    response.status_code, response.raw_headers = 0, []
    return response


async def _body(request: Request) -> Any:
    try:
        return await request.json() if await request.body() else PydanticUndefined
    except JSONDecodeError as error:
        raise RequestValidationError([{"type": "json_invalid", "loc": ("body",)}]) from error
    except HTTPException:
        raise
    except Exception as error:
        raise HTTPException(400) from error


async def _render(route: APIRoute, answer: Any, beside: Response | None) -> Response:
    """Return what a handler returned as a response, with what it set on the one beside it."""
    status = (beside and beside.status_code) or route.status_code or 200
    made, field = route.response_class, route.response_field
    usual = isinstance(made, DefaultPlaceholder)
    at_once = usual and field is not None
    content = await serialize_response(field=field, response_content=answer, dump_json=at_once)
    if at_once:
        response = Response(content, status, media_type="application/json")
    else:
        response = (made.value if isinstance(made, DefaultPlaceholder) else made)(content, status)
    if not is_body_allowed_for_status_code(status):
        response.body = b""
    if beside:
        response.raw_headers.extend(beside.raw_headers)
        response.background = beside.background
    return response
