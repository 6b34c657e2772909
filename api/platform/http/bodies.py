"""Parsing JSON bodies: limited in depth; any malformed body is a 4xx and never a 500."""

import json
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.platform.http.queries import refuse_unknown

DEEPEST = 32
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class JsonRequest(Request):
    """A request whose JSON may be nested at most 32 levels deep."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = _parse(await self.body())
        return self._json


class JsonRoute(APIRoute):
    """A route whose handler gets a JsonRequest; a read refuses query parameters unknown to it.

    Only the read of one thing by its id passes them over: there is nothing to choose.
    """

    knows_its_query: ClassVar[bool] = True

    def get_route_handler(self) -> Handler:
        by_id = self.path.endswith("}")
        if self.knows_its_query and self.methods == {"GET"} and not by_id:
            refuse_unknown(self.dependant)
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            return await handle(JsonRequest(request.scope, request.receive))

        return handler


class OpenRoute(JsonRoute):
    """The same for who may add parameters of her own, such as monitors and phones of any age."""

    knows_its_query = False


def _parse(body: bytes) -> Any:
    try:
        found = json.loads(body)
    except (UnicodeDecodeError, RecursionError):
        raise json.JSONDecodeError("not well formed", "", 0) from None
    if _depth(found) > DEEPEST:
        raise json.JSONDecodeError("nested too deep", "", 0)
    return found


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        depth += 1
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
    return depth
