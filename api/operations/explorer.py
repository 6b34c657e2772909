"""The page /docs, on which a developer reads the API's description and tries it out."""

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = Path(__file__).parent / "swagger_ui"
TYPES = {
    "page.js": "text/javascript",
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "public, no-cache",
}


def explorer() -> list[Route]:
    """Return the routes of the page and of what it loads, which is all ours."""
    served = {"/docs": _page} | {f"/docs/{name}": _asset for name in TYPES}
    return [Route(path, answer, include_in_schema=False) for path, answer in served.items()]


def _page(_: Request) -> Response:
    return Response(_read("page.html"), media_type="text/html", headers=HEADERS)


def _asset(request: Request) -> Response:
    name = request.url.path.rpartition("/")[2]
    return Response(_read(name), media_type=TYPES[name], headers=HEADERS)


@cache
def _read(name: str) -> bytes:
    return (FOLDER / name).read_bytes()
