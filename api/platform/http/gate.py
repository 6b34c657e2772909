"""Refusing requests before any handler: bodies too large or not JSON, outdated apps."""

import re
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.platform.http.errors import TOO_LARGE, problem

# Signing in is for everybody: no body of it needs more, however its two passwords are written.
AUTH, MOST_OF_AUTH = ("/v1/auth/", "/sign-in"), 8 * 1024
MIB = 1024 * 1024
API = "/v1/"
# Stands in the scope of a request whose body has not arrived in time.
LATE = "carryover.late"
Headers = Mapping[bytes, bytes]
BODY_METHODS = {"POST", "PUT", "PATCH"}
# The routes open to an outdated app: to upload what was recorded, to stay signed in for that, and
# to learn that it is outdated.
ALWAYS_OPEN = re.compile(
    r"/(livez|readyz|metrics)|/v1/app-config|/v1/auth/refresh"
    r"|/v1/me/(check-ins|weekly-check-ins|logs|appointments|reminders|sync)(/.*)?"
)
VERSION = re.compile(r"(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?(?:[-+].*)?")


class Gate:
    """Refuses by the headers alone, or while reading when a body grows too large."""

    def __init__(self, app: ASGIApp, min_app_version: str, max_body_bytes: int) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._minimum = parse_version(min_app_version) or (0, 0, 0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = MOST_OF_AUTH if scope["path"].startswith(AUTH) else self._max_body_bytes
        refusal = self._refusal(scope, most)
        if refusal is None:
            await self._app(scope, _limited(scope, receive, most), send)
            return
        status, code, title = refusal
        await problem(scope, status, code, title)(scope, receive, send)

    def _refusal(self, scope: Scope, most: int) -> tuple[int, str, str] | None:
        # Of several headers of one name the first counts.
        headers = dict(reversed(scope["headers"]))
        if _length(headers) > most:
            return 413, TOO_LARGE, _larger_than(most)
        if headers.get(b"content-encoding", b"identity").lower() != b"identity":
            return 415, "compressed_body", "Send the body uncompressed."
        if _has_body(scope["method"], headers) and not _is_taken(scope["path"], headers):
            return 415, "not_json", "Send the body as application/json."
        said = headers.get(b"x-app-version")
        version = parse_version(said.decode("latin-1")) if said else None
        if version and version < self._minimum and not self._is_open(scope):
            return 426, "app_outdated", "This version of the app is too old. Update it."
        return None

    def _is_open(self, scope: Scope) -> bool:
        upload = scope["method"] in {"PUT", "DELETE", "POST"} or "/me/" not in scope["path"]
        return upload and ALWAYS_OPEN.fullmatch(scope["path"]) is not None


def parse_version(text: str) -> tuple[int, int, int] | None:
    """Return a dotted version as numbers, or None for anything else."""
    found = VERSION.fullmatch(text.strip())
    if found is None:
        return None
    major, minor, patch = (int(part or 0) for part in found.groups())
    return major, minor, patch


def _limited(scope: Scope, receive: Receive, most: int) -> Receive:
    """Return a `receive` that counts bytes, since a chunked body does not announce its length.

    It also ends the wait for a body that the connection has called late.
    """
    received = 0

    async def receiving() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(413, _larger_than(most))
        if LATE in scope:
            raise HTTPException(408, headers={"Connection": "close"})
        return message

    return receiving


def _larger_than(most: int) -> str:
    size = f"{most // 1024} KiB" if most < MIB else f"{most // MIB} MiB"
    return f"The body is larger than {size}."


def _length(headers: Headers) -> int:
    said = headers.get(b"content-length", b"")
    return int(said) if said.isdigit() else 0


def _has_body(method: str, headers: Headers) -> bool:
    sends = headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers
    return method in BODY_METHODS and sends


def _is_taken(path: str, headers: Headers) -> bool:
    """Tell whether a body is of the type that its path takes: pages take forms alone."""
    content_type = headers.get(b"content-type", b"").decode("latin-1")
    taken = "application/json" if path.startswith(API) else "application/x-www-form-urlencoded"
    return content_type.partition(";")[0].strip().lower() == taken
