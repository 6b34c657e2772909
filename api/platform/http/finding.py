"""Finding the route of a request by its path's segments, instead of asking one after another."""

from itertools import takewhile

from fastapi.routing import APIRouter
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

ANY = "{}"


class Finder:
    """Stands before a router's own search, which is left what is refused (404, 405) or is rare.

    A route is found here only if the search would have found the same one.
    """

    def __init__(self, router: APIRouter) -> None:
        self._router = router
        # By method and segments, where a parameter is ANY; the first of several comes first.
        self._routes: dict[tuple[str, ...], tuple[int, Route]] = {}
        # By method and number of segments, which of them are parameters.
        self._shapes: dict[tuple[str, int], list[list[int]]] = {}
        for place, route in enumerate(takewhile(_is_plain, router.routes)):
            assert isinstance(route, Route)
            self._learn(place, route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self.find(scope) if scope["type"] == "http" else None
        match, found = route.matches(scope) if route else (Match.NONE, {})
        if route is None or match is not Match.FULL:
            await self._router.app(scope, receive, send)
            return
        scope["router"] = self._router
        scope.update(found)
        await route.handle(scope, receive, send)

    def _learn(self, place: int, route: Route) -> None:
        segments = route.path.split("/")
        shape = [at for at, segment in enumerate(segments) if "{" in segment]
        for method in route.methods or ():
            self._routes.setdefault((method, *_shaped(segments, shape)), (place, route))
            shapes = self._shapes.setdefault((method, len(segments)), [])
            if shape not in shapes:
                shapes.append(shape)

    def find(self, scope: Scope) -> Route | None:
        """Return the route of a request; None leaves it to the router's own search."""
        if scope.get("root_path"):
            return None
        method, segments = scope["method"], scope["path"].split("/")
        best: tuple[int, Route] | None = None
        for shape in self._shapes.get((method, len(segments)), ()):
            found = self._routes.get((method, *_shaped(segments, shape)))
            if found and (best is None or found[0] < best[0]):
                best = found
        return best[1] if best else None


def _is_plain(route: BaseRoute) -> bool:
    """Tell whether a route's path always has the same number of segments."""
    return isinstance(route, Route) and bool(route.methods) and ":" not in route.path


def _shaped(segments: list[str], shape: list[int]) -> list[str]:
    shaped = segments.copy()
    for at in shape:
        shaped[at] = ANY
    return shaped
