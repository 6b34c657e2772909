"""What the handler of a page may ask for, beside the session, the clock and the settings."""

from typing import Annotated

from fastapi import Depends, Request

from api.access import visibility
from api.access.callers import Caller
from api.access.deps import Config, Content, Now, Session
from api.library import Library, choose, negotiate
from api.pages.callers import identify
from api.pages.formats import formats_for
from api.pages.forms import Form, read_form
from api.pages.guards import FIELD, require_own
from api.pages.refusals import SignedOut
from api.pages.rendering import EMPTY, Page
from api.platform.http.errors import Unauthenticated
from api.platform.settings import Settings


async def _visitor(request: Request, session: Session, now: Now, config: Config) -> Caller | None:
    try:
        return await identify(request, session, now, config)
    except Unauthenticated:
        return None


Visitor = Annotated[Caller | None, Depends(_visitor)]
"""Who is signed in, None if nobody is."""


async def _therapist(visitor: Visitor) -> Caller:
    if visitor is None:
        raise SignedOut
    visibility.allow(visitor, "therapist")
    return visitor


Therapist = Annotated[Caller, Depends(_therapist)]


async def _admin(me: Therapist) -> Caller:
    visibility.allow(me, "therapist", admin=True)
    return me


Admin = Annotated[Caller, Depends(_admin)]


async def _page(request: Request, visitor: Visitor, library: Content, config: Config) -> Page:
    return page_for(request, visitor, library, config)


Shown = Annotated[Page, Depends(_page)]
"""How this page is shown to who asks for it."""


async def _form(request: Request, me: Therapist, config: Config) -> Form:
    form = read_form(await request.body())
    request.state.sent = form
    require_own(request, form.text(FIELD), me.sign_in_id, config.signing_key)
    return form


Sent = Annotated[Form, Depends(_form)]
"""A form of mine, sent from a page of mine."""


def page_for(request: Request, me: Caller | None, library: Library, config: Settings) -> Page:
    """Return how a page is shown to someone, or to nobody that is known."""
    available = library.languages
    said = request.headers.get("accept-language")
    language = choose(me.locale, available) if me else negotiate(said, None, available)
    state = request.state
    return Page(
        request=request,
        library=library,
        language=language,
        formats=formats_for(me.locale if me else language, language, me.timezone if me else "UTC"),
        key=config.signing_key,
        me=me,
        sent=getattr(state, "sent", EMPTY),
        refused=getattr(state, "refused", None),
    )
