"""The files of the app: asked for anew each time, and sent only if they are others.

On the device they are kept by its service worker (`app/sw.js`), so that a version is used as a
whole. What may be loaded and done is told with the page and the service worker, whom it binds.
"""

from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

FOLDER = Path(__file__).resolve().parent.parent.parent / "app"
HOME, FIRST = "/app/", "index.html"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "public, no-cache"}
POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(self), screen-wake-lock=(self), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
}
BOUND = (FIRST, "sw.js")


def files() -> list[Route]:
    """Return the routes of all files, and of the address without its last stroke."""
    answers = {HOME.rstrip("/"): _lead_home} | dict.fromkeys(paths(), _file)
    return [Route(path, answer, include_in_schema=False) for path, answer in answers.items()]


def paths() -> Iterator[str]:
    """Yield the path of each file that is served."""
    yield HOME
    for file in sorted(FOLDER.rglob("*")):
        name = file.relative_to(FOLDER).as_posix()
        if file.suffix in TYPES and name != FIRST and "node_modules" not in file.parts:
            yield HOME + name


def _lead_home(_: Request) -> Response:
    return RedirectResponse(HOME, HTTPStatus.PERMANENT_REDIRECT.value)


def _file(request: Request) -> Response:
    file = FOLDER / (request.url.path.removeprefix(HOME) or FIRST)
    headers = HEADERS | (POLICY if file.name in BOUND else {})
    return Response(_read(file), media_type=TYPES[file.suffix], headers=headers)


@cache
def _read(file: Path) -> bytes:
    return file.read_bytes()
