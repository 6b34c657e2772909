"""What the handler of a page may ask for, beside the session, the clock and the settings."""

from typing import Annotated

from fastapi import Depends, Query, Request

from api.access import visibility
from api.access.admins import require_admin
from api.access.callers import Caller
from api.access.deps import Config, Content, Now, Session, Sessions
from api.library import Library, choose, negotiate
from api.pages.callers import identify
from api.pages.forms import Form, read_form
from api.pages.guards import FIELD, require_own
from api.pages.refusals import SignedOut
from api.pages.rendering import EMPTY, Page
from api.platform.db import transaction
from api.platform.formats import formats_for
from api.platform.http.errors import Unauthenticated
from api.platform.http.paging import Paging, paging_of
from api.platform.settings import Settings
from api.rules.passkeys import site_of

ON_A_PAGE = 50


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


async def _admin(me: Therapist, session: Session) -> Caller:
    await require_admin(session, me)
    return me


Admin = Annotated[Caller, Depends(_admin)]


async def _therapist_before(
    request: Request, sessions: Sessions, now: Now, config: Config
) -> Caller:
    async with transaction(sessions) as session:
        return await _therapist(await _visitor(request, session, now, config))


TherapistBefore = Annotated[Caller, Depends(_therapist_before)]
"""The same in a transaction that is over before the handler begins, as of who hashes."""


async def _page(request: Request, visitor: Visitor, library: Content, config: Config) -> Page:
    return page_for(request, visitor, library, config)


Shown = Annotated[Page, Depends(_page)]
"""How this page is shown to who asks for it."""


async def _page_before(
    request: Request, me: TherapistBefore, library: Content, config: Config
) -> Page:
    return page_for(request, me, library, config)


ShownBefore = Annotated[Page, Depends(_page_before)]
"""The same, for a handler that opens its transactions itself."""


async def _form(request: Request, me: Therapist, config: Config) -> Form:
    return await _sent(request, me, config)


Sent = Annotated[Form, Depends(_form)]
"""A form of mine, sent from a page of mine."""


async def _form_before(request: Request, me: TherapistBefore, config: Config) -> Form:
    return await _sent(request, me, config)


SentBefore = Annotated[Form, Depends(_form_before)]
"""The same, for a handler that opens its transactions itself."""


async def _sent(request: Request, me: Caller, config: Settings) -> Form:
    form = read_form(await request.body())
    request.state.sent = form
    require_own(request, form.text(FIELD), me.sign_in_id, config.keys)
    return form


async def _pages(
    request: Request,
    me: Therapist,
    config: Config,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Paging:
    return paging_of(request, me.id, config.keys, ON_A_PAGE, cursor)


Pages = Annotated[Paging, Depends(_pages)]
"""The part of a long list that is shown."""


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
        keys=config.keys,
        site=site_of(config.public_url),
        me=me,
        sent=getattr(state, "sent", EMPTY),
        refused=getattr(state, "refused", None),
    )
