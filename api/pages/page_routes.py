"""The route of a page: whatever happens it answers with a page, and nobody keeps a copy of it."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from api.pages.cookies import keep_cookies
from api.pages.deps import page_for
from api.pages.refusals import Refusal, SignedOut, refusal_of
from api.platform.db import is_gone
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import NotFound
from api.platform.http.handling import Handler

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    # A form that is sent says from where only if its page does.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class PageRoute(JsonRoute):
    """A route of pages; it passes over query parameters that it does not know.

    What a form sends is refused on the page of the same path, if there is one, with all of it kept.
    """

    knows_its_query = False

    def _answering(self, handle: Handler) -> ASGIApp:
        self.carry_out = handle

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            request, failed = Request(scope, receive), None
            try:
                response = await self._respond(request)
            except Exception as error:  # noqa: BLE001 - a page is shown, then it goes on to the log.
                failed, response = error, _told(request, refusal_of(error))
            _finish(request, response)
            await response(scope, receive, send)
            if failed is not None:
                raise failed

        return answer

    async def _respond(self, request: Request) -> Response:
        try:
            await request.body()
            return await _carried_out(request, self.carry_out)
        except ClientDisconnect:
            raise HTTPException(400) from None
        except SignedOut:
            return RedirectResponse(_sign_in(request), HTTPStatus.SEE_OTHER.value)
        except Exception as error:
            refusal = refusal_of(error)
            # What is gone may be a fault of ours all the same: it is told, and goes on to the log.
            if refusal.status == HTTPStatus.INTERNAL_SERVER_ERROR or is_gone(error):
                raise
            return await _again(request, refusal)


def see(path: str) -> Response:
    """Return the answer to a form that was carried out: look there."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER.value)


class UnknownPages:
    """Stands where no route is found: who looks at pages is shown one, whoever else is told 404."""

    def __init__(self, otherwise: ASGIApp) -> None:
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self._otherwise(scope, receive, send)
            return
        request = Request(scope, receive)
        response = _told(request, refusal_of(NotFound()))
        _finish(request, response)
        await response(scope, receive, send)


async def _carried_out(request: Request, handle: Handler) -> Response:
    async with AsyncExitStack() as opened:
        return await handle(request, opened)


async def _again(request: Request, refusal: Refusal) -> Response:
    """Return the form that was sent once more, with why it was refused; else the refusal alone."""
    page = _page_at(request.scope) if request.method == "POST" and refusal.is_mendable else None
    if page is None:
        return _told(request, refusal)
    request.state.refused = refusal
    try:
        response = await _carried_out(Request({**request.scope, "method": "GET"}), page.carry_out)
    except Exception as error:  # noqa: BLE001 - its page is gone as well.
        return _told(request, refusal_of(error))
    response.status_code = refusal.status
    return response


def _page_at(scope: Scope) -> PageRoute | None:
    """Return the page that is read at the path of a form."""
    asked = {**scope, "method": "GET"}
    routes: Sequence[BaseRoute] = scope["app"].router.routes
    found = (
        each
        for each in routes
        if isinstance(each, PageRoute) and each.matches(asked)[0] is Match.FULL
    )
    return next(found, None)


def _told(request: Request, refusal: Refusal) -> Response:
    """Return a page that tells why a request was refused, to nobody that is known."""
    state = request.app.state
    request.state.refused = refusal
    page = page_for(request, None, state.library, state.settings)
    return page.render("error.html", refusal.status)


def _finish(request: Request, response: Response) -> None:
    keep_cookies(request, response)
    refused: Refusal | None = getattr(request.state, "refused", None)
    if refused is not None and refused.problem.retry_after_s:
        response.headers["Retry-After"] = str(refused.problem.retry_after_s)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def _sign_in(request: Request) -> str:
    """Return where to sign in, to come back to a page that was only to be read."""
    if request.method != "GET" or request.url.path == "/":
        return "/"
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/?next={quote(path, safe='')}"
