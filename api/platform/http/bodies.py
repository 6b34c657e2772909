"""Reading bodies: all of it before anything else, and any malformed body is a 4xx."""

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.platform.http.json_bodies import parse
from api.platform.http.queries import refuse_unknown
from api.platform.http.storing import READS

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


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

    def get_route_handler(self) -> Handler:
        by_id = self.path.endswith("}")
        if self.knows_its_query and self.methods == {"GET"} and not by_id:
            refuse_unknown(self.dependant)
        handle = super().get_route_handler()
        # FastAPI reads the body that a route declares before anything else, and no other.
        others = self.body_field is None and not READS & set(self.methods or ())

        async def handler(request: Request) -> Response:
            sent = JsonRequest(request.scope, request.receive)
            if others:
                await _arrived(sent)
            return await handle(sent)

        return handler


class OpenRoute(JsonRoute):
    """The same for who may add parameters of her own, such as monitors and phones of any age."""

    knows_its_query = False


async def _arrived(request: Request) -> None:
    """Wait for the whole body while no transaction is open: on SQLite all writers wait for it."""
    try:
        await request.body()
    except ClientDisconnect:
        raise HTTPException(400) from None
