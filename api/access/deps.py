"""The short list of things a handler may ask for.

Whoever asks for `Me` or a role has a client's contact noted (`access.contact`).
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from fastapi.security import HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import visibility
from api.access.admins import require_admin
from api.access.callers import Caller, identify
from api.access.contact import note_contact
from api.library import Library, negotiate
from api.platform import db
from api.platform.addresses import shared_address
from api.platform.http.paging import Paging, paging_of
from api.platform.http.storing import READS
from api.platform.settings import Settings

CURSOR = "The `next_cursor` of the page before. It works only for you and with the same filters."
bearer = HTTPBearer(auto_error=False, description="The access token of a sign-in.")


async def _session(request: Request) -> AsyncIterator[AsyncSession]:
    writes = request.method not in READS
    async with db.transaction(request.app.state.sessions, write=writes) as session:
        yield session


async def _sessions(request: Request) -> db.Sessions:
    sessions: db.Sessions = request.app.state.sessions
    return sessions


async def _now(request: Request) -> datetime:
    now: datetime = request.app.state.clock.now()
    return now


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _library(request: Request) -> Library:
    library: Library = request.app.state.library
    return library


async def _address(request: Request) -> str:
    return shared_address(request.client.host if request.client else None)


# scope="function": commit before the answer leaves, so that a failed commit is no 201.
Session = Annotated[AsyncSession, Depends(_session, scope="function")]
Sessions = Annotated[db.Sessions, Depends(_sessions)]
Now = Annotated[datetime, Depends(_now)]
Config = Annotated[Settings, Depends(_settings)]
Content = Annotated[Library, Depends(_library)]
Address = Annotated[str, Depends(_address)]


async def _identified(
    request: Request,
    session: Session,
    now: Now,
    config: Config,
    _: Annotated[object, Depends(bearer)],
) -> Caller:
    return await identify(session, request.headers.get("authorization"), now, config.keys)


async def _in_contact(
    me: Annotated[Caller, Depends(_identified)], session: Session, now: Now
) -> Caller:
    """Note that a client was here, before her role or what she sent is judged."""
    note_contact(session, me, now)
    return me


Me = Annotated[Caller, Depends(_in_contact)]


async def _before(
    request: Request,
    sessions: Sessions,
    now: Now,
    config: Config,
    token: Annotated[object, Depends(bearer)],
) -> Caller:
    """Identify in a transaction that is over before the handler begins, as of who hashes."""
    async with db.transaction(sessions, write=False) as session:
        me = await _identified(request, session, now, config, token)
        return await _in_contact(me, session, now)


MeBefore = Annotated[Caller, Depends(_before)]


async def _client_before(me: MeBefore) -> Caller:
    visibility.allow(me, "client")
    return me


ClientBefore = Annotated[Caller, Depends(_client_before)]


async def _therapist_before(me: MeBefore) -> Caller:
    visibility.allow(me, "therapist")
    return me


TherapistBefore = Annotated[Caller, Depends(_therapist_before)]


async def _therapist(me: Me) -> Caller:
    visibility.allow(me, "therapist")
    return me


async def _client(me: Me) -> Caller:
    visibility.allow(me, "client")
    return me


Therapist = Annotated[Caller, Depends(_therapist)]


async def _admin(me: Therapist, session: Session) -> Caller:
    await require_admin(session, me)
    return me


Admin = Annotated[Caller, Depends(_admin)]
ClientMe = Annotated[Caller, Depends(_client)]


async def _pages(
    request: Request,
    me: Me,
    config: Config,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=500, description=CURSOR)] = None,
) -> Paging:
    return paging_of(request, me.id, config.keys, limit, cursor)


Pages = Annotated[Paging, Depends(_pages)]


async def _locale(
    me: Me, library: Content, accept_language: Annotated[str | None, Header()] = None
) -> str:
    return negotiate(accept_language, me.locale, library.languages)


Language = Annotated[str, Depends(_locale)]
