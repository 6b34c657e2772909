"""How the ceiling's answers leave: encoded, tagged, compressed, counted and logged."""

import gzip
import hashlib
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from prometheus_client import Counter, Histogram
from starlette.requests import Request
from starlette.responses import Response

from api.platform.http.answers import COMPRESSED_FROM, LEVEL
from api.platform.http.errors import Problem
from api.platform.ids import new_id_text

LABELS = ["method", "route", "status"]
REQUESTS = Counter("ceiling_http_requests", "Requests answered.", LABELS)
SECONDS = Histogram("ceiling_http_seconds", "Time to answer, in seconds.", LABELS[:2])
ENCODER = msgspec.json.Encoder()
# What is asked, and the instant; the status and what is shown are returned.
Handler = Callable[[Request, datetime], Awaitable[tuple[int, Any]]]


def answering(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers by a handler, or with the refusal that it raised."""

    async def answer(request: Request) -> Response:
        started, request_id = time.perf_counter(), new_id_text()
        try:
            status, shown = await handler(request, datetime.now(UTC))
        except Problem as refusal:
            status, shown = refusal.status, {"code": refusal.problem_code}
        response = _response(request, status, ENCODER.encode(shown))
        response.headers["x-request-id"] = request_id
        _note(request, request_id, response.status_code, time.perf_counter() - started)
        return response

    return answer


def _response(request: Request, status: int, body: bytes) -> Response:
    is_read = request.method == "GET"
    headers = {
        "content-type": "application/json",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-cache" if is_read and status < 400 else "no-store",
        "vary": "Accept-Encoding",
    }
    if is_read and status == 200:
        headers["etag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if headers["etag"] == request.headers.get("if-none-match"):
            return Response(status_code=304, headers=headers)
    if len(body) >= COMPRESSED_FROM and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, LEVEL)
        headers["content-encoding"] = "gzip"
    return Response(body, status, headers)


def _note(request: Request, request_id: str, status: int, seconds: float) -> None:
    method, route = request.method, request.scope["route"].path
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(method, route).observe(seconds)
    line = {
        "event": "request",
        "request_id": request_id,
        "method": method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "timestamp": datetime.now(UTC),
    }
    sys.stdout.write(f"{ENCODER.encode(line).decode()}\n")
    sys.stdout.flush()
