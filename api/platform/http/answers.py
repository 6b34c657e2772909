"""What is done with an answer once it is whole: a read is tagged, what is long is compressed."""

import asyncio
import zlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.platform.http.etags import listed, quoted
from api.platform.http.storing import READS

Headers = list[tuple[bytes, bytes]]
COMPRESSED_FROM = 1024
# The loop would stand still while more than this is compressed.
IN_A_THREAD_FROM = 128 * 1024
# Pictures are compressed already.
COMPRESSED_TYPES = (b"application/", b"text/", b"image/svg")
COMPRESSED_ALREADY = b"application/zip"
GZIP = 16 + zlib.MAX_WBITS
# zlib's own: the highest takes twice the time for one byte less in twenty.
LEVEL = 6
LEFT_OUT_OF_304 = {b"content-length", b"content-type"}


class Answers:
    """Adds an ETag to a successful read, or says 304 if it is known; compresses what is long."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def sending(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                await _send(scope, start, body, send)

        await self._app(scope, receive, sending)


async def _send(scope: Scope, start: Message, body: bytes, send: Send) -> None:
    headers: Headers = start["headers"]
    if scope["method"] in READS and start["status"] == 200 and _is_known(scope, headers, body):
        body = b""
        headers[:] = [each for each in headers if each[0] not in LEFT_OUT_OF_304]
        start["status"] = 304
    elif len(body) >= COMPRESSED_FROM:
        body = await _compressed(scope, headers, body)
    await send(start)
    await send({"type": "http.response.body", "body": body})


def _is_known(scope: Scope, headers: Headers, body: bytes) -> bool:
    """Tag an answer, unless its handler did, and tell whether the caller has it already."""
    tag = _value(headers, b"etag")
    if not tag:
        tag = quoted(body).encode()
        headers.append((b"etag", tag))
    condition = _value(scope["headers"], b"if-none-match")
    if not condition:
        return False
    # A compressing proxy makes the tag weak; for a read that still means the same response.
    known = {each.removeprefix("W/") for each in listed(condition.decode("latin-1"))}
    return tag.decode("latin-1") in known or "*" in known


def _value(headers: Headers, name: bytes) -> bytes:
    return next((value for each, value in headers if each == name), b"")


async def _compressed(scope: Scope, headers: Headers, body: bytes) -> bytes:
    """Return a long answer as the caller takes it, and say so in its headers."""
    kind = _value(headers, b"content-type")
    if not kind.startswith(COMPRESSED_TYPES) or kind == COMPRESSED_ALREADY:
        return body
    headers.append((b"vary", b"Accept-Encoding"))
    if b"gzip" not in _value(scope["headers"], b"accept-encoding"):
        return body
    in_a_thread = len(body) >= IN_A_THREAD_FROM
    body = await asyncio.to_thread(_gzip, body) if in_a_thread else _gzip(body)
    headers[:] = [each for each in headers if each[0] != b"content-length"]
    headers += [(b"content-encoding", b"gzip"), (b"content-length", str(len(body)).encode())]
    return body


def _gzip(body: bytes) -> bytes:
    compressing = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    return compressing.compress(body) + compressing.flush()
