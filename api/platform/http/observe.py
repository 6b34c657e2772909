"""Each request's id, log line and metrics, and the response to unhandled errors."""

import time
from functools import cache

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.platform.http.errors import failure
from api.platform.http.storing import add_headers
from api.platform.ids import new_id_text
from api.platform.log_lines import describe

LABELS = ["method", "route", "status"]
REQUESTS = Counter("carryover_http_requests", "Requests answered.", LABELS)
SECONDS = Histogram("carryover_http_seconds", "Time to answer, in seconds.", LABELS[:2])
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Observe:
    """The outermost middleware: sets the request id, renders unhandled errors, logs and counts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._log = structlog.get_logger("carryover.http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["request_id"] = new_id_text()
        started = time.perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-request-id", scope["request_id"].encode()))
                add_headers(scope, message)
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001 - the outermost layer answers every error.
            self._log.error("request_failed", request_id=scope["request_id"], **describe(error))
            if not status:
                await failure(scope, error)(scope, receive, sending)
        self._note(scope, status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", "unknown")
        answered, took = _meters(method, route, status)
        answered.inc()
        took.observe(seconds)
        self._log.info(
            "request",
            request_id=scope["request_id"],
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
        )


# There are as many as routes have answers, and looking one up by its labels takes a lock.
@cache
def _meters(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, str(status)), SECONDS.labels(method, route)
