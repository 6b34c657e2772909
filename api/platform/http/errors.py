"""The errors that a caller can get, as RFC 9457 problem details. Input is never repeated."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from itertools import takewhile
from typing import Any, ClassVar

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from api.platform.db import is_gone, is_unavailable
from api.platform.http.uploads import server_time

MEDIA_TYPE = "application/problem+json"
RETRYABLE = {408, 429, 500, 502, 503, 504}
# Of the errors of a request, so many are told: more are a mistake of a program, or an attack.
MOST_ERRORS = 20
TOO_LARGE = "body_too_large"
# Code and title for errors that the framework raises, by status.
FRAMEWORK = {
    400: ("malformed_json", "The body is not well-formed JSON."),
    408: ("body_late", "The body did not arrive in time."),
}
FIELD_NAME = re.compile(r"[\w-]{1,60}", re.ASCII)


class Problem(Exception):
    """A refusal of a request; its subclasses fix status, code and title."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"
    title: ClassVar[str] = "The request cannot be carried out."

    def __init__(
        self,
        *,
        code: str | None = None,
        title: str | None = None,
        retry_after_s: int | None = None,
        **extra: Any,
    ) -> None:
        self.problem_code = code or self.code
        self.problem_title = title or self.title
        self.retry_after_s = retry_after_s
        self.extra = extra
        super().__init__(self.problem_title)


class Unauthenticated(Problem):
    status, code, title = 401, "unauthenticated", "Sign in first."


class Forbidden(Problem):
    status, code, title = 403, "forbidden", "Your role does not allow this."


class NotFound(Problem):
    status, code, title = 404, "not_found", "No such thing, or not yours to see."


class Conflict(Problem):
    status, code, title = 409, "conflict", "The state of the record forbids this."


class StaleEdit(Problem):
    status, code = 412, "stale_edit"
    title = "The record has changed since you read it. Read it again, then edit."


class IfMatchRequired(Problem):
    status, code = 428, "if_match_required"
    title = "Send the ETag you read as If-Match, so that no one's edit is lost."


class TooManyAttempts(Problem):
    status, code, title = 429, "too_many_attempts", "Too many attempts. Wait, then try again."


class Unavailable(Problem):
    status, code, title = 503, "unavailable", "The service is busy or restarting. Try again."


class Invalid(Problem):
    """A field with a valid type but an unacceptable value; `pointer` is its JSON pointer."""

    status, code, title = 422, "invalid", "A field cannot be accepted."

    def __init__(self, pointer: str, code: str, title: str | None = None) -> None:
        super().__init__(title=title, errors=[{"pointer": pointer, "code": code}])


class NotAcceptable(Problem):
    """What validation found wrong with a request, field by field."""

    status, code, title = 422, "invalid", "Some fields are not acceptable."


def refusals(*problems: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` argument of a route that raises these problems."""
    return {each.status: {"description": each.title} for each in problems}


def problem(
    scope: Scope,
    status: int,
    code: str,
    title: str,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """Build a problem-details response."""
    about = {"request_id": scope.get("request_id"), **server_time(scope), **more}
    body = _details(status, code, title) | about
    return JSONResponse(body, status, dict(headers or {}), media_type=MEDIA_TYPE)


def body_of(refusal: Problem) -> dict[str, Any]:
    """Return the details of a problem that is told within an answer, whose id names the request."""
    found = _details(refusal.status, refusal.problem_code, refusal.problem_title)
    if refusal.retry_after_s:
        found["retry_after_s"] = refusal.retry_after_s
    return found | refusal.extra


def _details(status: int, code: str, title: str) -> dict[str, Any]:
    return {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "code": code,
        "errors": [],
        "retryable": status in RETRYABLE,
    }


class Refusals:
    """Answers every refusal that is raised within as problem details, also the framework's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Problem as refusal:
            await _refused(scope, refusal)(scope, receive, send)
        except RequestValidationError as error:
            await _refused(scope, of_validation(error))(scope, receive, send)
        except HTTPException as error:
            await _framework(scope, error)(scope, receive, send)


def of_validation(exc: RequestValidationError) -> Problem:
    """Return what validation found as a refusal; no input is in it."""
    found = exc.errors()
    if any(e["type"] == "json_invalid" for e in found):
        return Problem(code="malformed_json", title="The body is not well-formed JSON.")
    told = list(dict.fromkeys((_pointer(_place(e)), _reason(e)) for e in found))
    errors = [{"pointer": pointer, "code": code} for pointer, code in told[:MOST_ERRORS]]
    if len(told) > MOST_ERRORS:
        return NotAcceptable(errors=errors, more_errors=True)
    return NotAcceptable(errors=errors)


def _refused(scope: Scope, refusal: Problem) -> JSONResponse:
    headers = {"Retry-After": str(refusal.retry_after_s)} if refusal.retry_after_s else {}
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return problem(
        scope, refusal.status, refusal.problem_code, refusal.problem_title, headers, **refusal.extra
    )


def _place(error: Mapping[str, Any]) -> Sequence[int | str]:
    """Return where an error is; for a field that nobody knows, whose name is input, what had it."""
    loc: Sequence[int | str] = error["loc"]
    return loc[:-1] if error["type"] == "extra_forbidden" else loc


def _pointer(loc: Sequence[int | str]) -> str:
    """Return the JSON pointer of a body field; a parameter's begins with its place, as `/query`.

    It stops at a name that no field can have, since that name is input and may be anything.
    """
    parts = [str(part) for part in (loc[1:] if loc and loc[0] == "body" else loc)]
    return "".join(f"/{part}" for part in takewhile(FIELD_NAME.fullmatch, parts))


def _reason(error: Mapping[str, Any]) -> str:
    """Return the stable code of a field's error: the validator's own if it set one."""
    reason = error.get("ctx", {}).get("error")
    return str(reason) if error["type"] == "value_error" else str(error["type"])


def _framework(scope: Scope, error: HTTPException) -> JSONResponse:
    status, headers = error.status_code, dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_allowed_methods(scope))
    phrase = HTTPStatus(status).phrase
    usual = (phrase.lower().replace(" ", "_"), f"{phrase}.")
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        usual = (TOO_LARGE, error.detail)
    return problem(scope, status, *FRAMEWORK.get(status, usual), headers)


def _allowed_methods(scope: Scope) -> list[str]:
    """Return the methods of all routes at this path, not only those of the first one."""
    methods: set[str] = set()
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        asked = {**scope, "method": method}
        if any(route.matches(asked)[0] is Match.FULL for route in scope["app"].router.routes):
            methods.add(method)
    return sorted(methods)


def failure(scope: Scope, error: Exception) -> JSONResponse:
    """Render an unhandled error: 503 if the database is unavailable, 404 if what was found is gone.

    Else 500.
    """
    if is_unavailable(error):
        away = Unavailable
        return problem(scope, away.status, away.code, away.title, {"Retry-After": "2"})
    if is_gone(error):
        return problem(scope, NotFound.status, NotFound.code, NotFound.title)
    return problem(scope, 500, "internal", "Something went wrong on our side.")
