"""Invites: codes that sign a client's phone in, and the page that a link to one leads to."""

from html import escape
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from fastapi.responses import HTMLResponse

from api.access.deps import Config, Content, Now, Session, Therapist
from api.access.repeatable import RepeatableRoute
from api.accounts.codes import Invite
from api.accounts.inviting import invite_to_app
from api.library import negotiate
from api.platform.http.bodies import OpenRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import InviteOut

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/clients", tags=["clients"])
page_router = APIRouter(route_class=OpenRoute, tags=["accounts"])
# The code stands behind the # of the link, which a browser never sends; the script, a file of the
# app, hands it on to the app in the same way.
PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
body {{ font: 1.1rem/1.5 system-ui; max-width: 32rem; margin: 4rem auto; padding: 0 1rem }}
:root {{ color-scheme: light dark }}
</style>
<h1>{heading}</h1>
<p>{what}</p>
<p><a id="open" href="/app/#/join">{open}</a></p>
<p>{no_longer}</p>
<script src="/app/invite.js"></script>
</html>
"""
WORDS = ("title", "heading", "what", "open", "no_longer")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; "
    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=3600",
    "Vary": "Accept-Language",
}


@router.post(
    "/{client_id}/invites",
    operation_id="invite_client",
    response_model=InviteOut,
    status_code=201,
    responses=refusals(Conflict),
)
async def invite_client(
    client_id: UUID, me: Therapist, session: Session, now: Now, config: Config
) -> Invite:
    """Make a code that signs a phone of this client in; an earlier unused one stops working."""
    return await invite_to_app(session, client_id, me, now, config.public_url)


@page_router.get("/invite", response_class=HTMLResponse, include_in_schema=False)
async def show_invite_page(
    library: Content, accept_language: Annotated[str | None, Header()] = None
) -> HTMLResponse:
    """Tell what to do with an invite; the code itself never reaches the server."""
    language = negotiate(accept_language, None, library.languages)
    words = library.page_texts(language)
    told = {key: escape(words.text(f"link.{key}")) for key in WORDS}
    headers = HEADERS | {"Content-Language": language}
    return HTMLResponse(PAGE.format(language=language, **told), headers=headers)
