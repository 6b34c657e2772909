"""What a handler asks for, found in one pass (ADR 0028).

FastAPI walks the whole tree of it for each request, also the parts that it has found already.
"""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_body_to_args, request_params_to_args
from fastapi.exceptions import RequestValidationError

FAILED = object()
UNUSED = ("background_tasks_param_name", "security_scopes_param_name", "concurrency")
# What a request sends, by the names that Starlette gives it.
PLACES = ("path_params", "query_params", "headers", "cookies")


@dataclass(frozen=True, slots=True)
class Step:
    """A thing that is asked for; `takes` says by position what it asks for itself, by name."""

    call: Callable[..., Any]
    opens: bool
    takes: tuple[tuple[str | None, int], ...]
    # What the request sends for it, and where in the request that is.
    params: tuple[tuple[list[Any], str], ...]
    body: list[Any]
    request_names: tuple[str, ...]
    response_name: str | None


def steps_to(dependant: Dependant) -> tuple[Step, ...]:
    """Return what leads to a handler, itself last: in FastAPI's order, but each thing once."""
    steps: list[Step] = []
    known: dict[tuple[Any, str | None], int] = {}

    def place_of(asked: Dependant) -> int:
        key = (asked.call, asked.scope)
        assert asked.use_cache
        if key not in known:
            takes = tuple([(each.name, place_of(each)) for each in asked.dependencies])
            steps.append(_step(asked, takes))
            known[key] = len(steps) - 1
        return known[key]

    place_of(dependant)
    # The whole body is one thing's, who has no other name for it: FastAPI calls this not embedded.
    assert len({field.name for step in steps for field in step.body}) <= 1
    return tuple(steps)


async def solve(
    steps: Sequence[Step],
    request: Request,
    response: Response | None,
    body: Any,
    opened: AsyncExitStack,
) -> dict[str, Any]:
    """Return the arguments of the last step, or raise everything that is wrong with the request."""
    found: list[Any] = []
    wrong: list[Any] = []
    values: dict[str, Any] = {}
    last = len(steps) - 1
    for place, step in enumerate(steps):
        values = {name: found[at] for name, at in step.takes if name}
        asks = step.params or step.body
        errors = await _add_params(step, values, request, body) if asks else ()
        wrong += errors
        if errors or any(found[at] is FAILED for _, at in step.takes):
            found.append(FAILED)
        else:
            _add_request(step, values, request, response)
            found.append(None if place == last else await _call(step, values, opened))
    if wrong:
        raise RequestValidationError(wrong)
    return values


def _step(asked: Dependant, takes: tuple[tuple[str | None, int], ...]) -> Step:
    call, opens = asked.call, isasyncgenfunction(asked.call)
    assert call is not None
    # Nothing of ours waits in a thread, or for an answer that has left.
    assert opens or iscoroutinefunction(call) or iscoroutinefunction(type(call).__call__)
    assert not opens or asked.scope == "function"
    assert not any(getattr(asked, each) for each in UNUSED)
    params = (asked.path_params, asked.query_params, asked.header_params, asked.cookie_params)
    names = (asked.request_param_name, asked.http_connection_param_name)
    return Step(
        asynccontextmanager(call) if opens else call,
        opens,
        takes,
        tuple((fields, place) for fields, place in zip(params, PLACES, strict=True) if fields),
        asked.body_params,
        tuple(name for name in names if name),
        asked.response_param_name,
    )


async def _add_params(step: Step, values: dict[str, Any], request: Request, body: Any) -> list[Any]:
    """Add what a request sends for a step; return what is wrong with it."""
    errors: list[Any] = []
    for fields, place in step.params:
        known, wrong = request_params_to_args(fields, getattr(request, place))
        values.update(known)
        errors += wrong
    if step.body:
        known, wrong = await request_body_to_args(step.body, body, embed_body_fields=False)
        values.update(known)
        errors += wrong
    return errors


def _add_request(
    step: Step, values: dict[str, Any], request: Request, response: Response | None
) -> None:
    for name in step.request_names:
        values[name] = request
    if step.response_name:
        values[step.response_name] = response


async def _call(step: Step, values: dict[str, Any], opened: AsyncExitStack) -> Any:
    if step.opens:
        return await opened.enter_async_context(step.call(**values))
    return await step.call(**values)
