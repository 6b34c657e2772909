"""Reading bodies: all of it before anything else, and any malformed body is a 4xx."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any, ClassVar

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from api.platform.http.handling import Handler, handler_of
from api.platform.http.json_bodies import parse
from api.platform.http.queries import refuse_unknown
from api.platform.http.storing import READS


class JsonRequest(Request):
    """A request whose JSON is bounded and means one thing."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = parse(await self.body())
        return self._json


class JsonRoute(APIRoute):
    """A route whose handler gets a JsonRequest; a read refuses query parameters unknown to it.

    Only the read of one thing by its id passes them over: there is nothing to choose.
    """

    knows_its_query: ClassVar[bool] = True

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        super().__init__(path, endpoint, **more)
        by_id = self.path.endswith("}")
        if self.knows_its_query and self.methods == {"GET"} and not by_id:
            refuse_unknown(self.dependant)
        # Instead of FastAPI's own (ADR 0028).
        self.app = self._answering(self.handler())

    def handler(self) -> Handler:
        """Return what carries out a request; here it can be given something to do before or after.

        All of it is over, and its transaction has ended, before anything of the answer leaves.
        """
        return handler_of(self)

    def _answering(self, handle: Handler) -> ASGIApp:
        # The body that a route declares is read before anything else, and no other.
        others = self.body_field is None and not READS & set(self.methods or ())

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            request = JsonRequest(scope, receive)
            if others:
                await _arrived(request)
            async with AsyncExitStack() as opened:
                response = await handle(request, opened)
            await response(scope, receive, send)

        return answer


class OpenRoute(JsonRoute):
    """The same for who may add parameters of her own, such as monitors and phones of any age."""

    knows_its_query = False


async def _arrived(request: Request) -> None:
    """Wait for the whole body while no transaction is open: on SQLite all writers wait for it."""
    try:
        await request.body()
    except ClientDisconnect:
        raise HTTPException(400) from None
