"""What a browser loads beside a page: all ours, kept for a year, and named anew when it changes."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = Path(__file__).parent / "static"
TYPES = {
    "app.css": "text/css",
    "htmx.min.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "print.js": "text/javascript",
    "webauthn.js": "text/javascript",
}
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}


def assets() -> list[Route]:
    """Return the routes of all assets."""
    return [Route(f"/static/{name}", _asset, include_in_schema=False) for name in TYPES]


@cache
def address_of(name: str) -> str:
    """Return where an asset is, with what it holds in its name."""
    return f"/static/{name}?v={hashlib.sha256(_read(name)).hexdigest()[:12]}"


def _asset(request: Request) -> Response:
    name = request.url.path.rpartition("/")[2]
    return Response(_read(name), media_type=TYPES[name], headers=KEPT)


@cache
def _read(name: str) -> bytes:
    return (FOLDER / name).read_bytes()
