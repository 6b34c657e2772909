"""Strong ETags: on every successful JSON read, and required as If-Match of an edit."""

import hashlib

from fastapi import Request
from pydantic import BaseModel
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.platform.http.errors import IfMatchRequired, StaleEdit
from api.platform.http.storing import READS

# The If-Match header and its refusals, for the OpenAPI description of a route that edits.
IF_MATCH = {
    "parameters": [
        {
            "name": "If-Match",
            "in": "header",
            "required": True,
            "description": "The ETag that was read.",
            "schema": {"type": "string"},
            "example": '"5d41402abc4b2a76b9719d911017c592"',
        }
    ]
}
# In an ETag, separates the record's part from the part for what is shown beside the record.
BESIDE = "+"


def etag_of(shown: BaseModel) -> str:
    """Return the strong ETag of a record as shown, ignoring its fields `etag` and `warnings`."""
    return _quoted(shown.model_dump_json(exclude={"etag", "warnings"}).encode())


def etag_beside(etag: str, beside: str) -> str:
    """Return a record's ETag extended by what is shown beside it; edits ignore the extension."""
    return etag[:-1] + BESIDE + _quoted(beside.encode())[1:] if beside else etag


def require_match(request: Request, current: str) -> None:
    """Refuse an edit without an If-Match (428), or with one that is not current (412)."""
    condition = request.headers.get("if-match")
    if condition is None:
        raise IfMatchRequired
    if of_record(current) not in map(of_record, _listed(condition)):
        raise StaleEdit


def of_record(tag: str) -> str:
    """Return the part of an ETag that an edit minds: the record's own."""
    return tag.removesuffix('"').partition(BESIDE)[0]


def _quoted(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _listed(header: str) -> set[str]:
    return {tag.strip() for tag in header.split(",")}


class Etags:
    """Adds an ETag to successful JSON reads, and answers 304 if the caller already has it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in READS:
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        await self._app(scope, receive, answer.sending)


class _Answer:
    """Buffers one response until its body is complete, then sends it, or a 304 instead."""

    def __init__(self, scope: Scope, send: Send) -> None:
        # A compressing proxy makes the tag weak; for a read that still means the same response.
        known = Headers(scope=scope).get("if-none-match", "")
        self._known = {tag.removeprefix("W/") for tag in _listed(known)}
        self._send = send
        self._start: Message = {}
        self._body = b""

    async def sending(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._finish()

    async def _finish(self) -> None:
        headers = MutableHeaders(raw=self._start["headers"])
        if self._start["status"] == 200:
            headers.setdefault("etag", _quoted(self._body))
            if headers["etag"] in self._known or "*" in self._known:
                self._start["status"] = 304
                self._body = b""
                for name in ("content-length", "content-type"):
                    del headers[name]
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": self._body})
