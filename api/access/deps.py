"""The short list of things a handler may ask for."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
from fastapi.security import HTTPBearer
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import visibility
from api.access.callers import Caller, identify
from api.library import Library, negotiate
from api.platform import db
from api.platform.settings import Settings
from api.tables import Client

READS = {"GET", "HEAD"}
CONTACT_RESOLUTION = timedelta(minutes=5)
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
    return request.client.host if request.client else "unknown"


# scope="function": commit before the answer leaves, so that a failed commit is no 201.
Session = Annotated[AsyncSession, Depends(_session, scope="function")]
Sessions = Annotated[db.Sessions, Depends(_sessions)]
Now = Annotated[datetime, Depends(_now)]
Config = Annotated[Settings, Depends(_settings)]
Content = Annotated[Library, Depends(_library)]
Address = Annotated[str, Depends(_address)]


async def _caller(
    request: Request,
    session: Session,
    now: Now,
    config: Config,
    _: Annotated[object, Depends(bearer)],
) -> Caller:
    me = await identify(session, request.headers.get("authorization"), now, config.signing_key)
    if me.role == "client" and _is_stale(me.last_contact_at, now):
        db.apart(session, lambda own: _note_contact(own, me.id, now))
    return me


def _is_stale(contact: datetime | None, now: datetime) -> bool:
    return contact is None or now - contact > CONTACT_RESOLUTION


async def _note_contact(session: AsyncSession, client_id: UUID, now: datetime) -> None:
    await session.execute(update(Client).where(Client.id == client_id).values(last_contact_at=now))


Me = Annotated[Caller, Depends(_caller)]


async def _therapist(me: Me) -> Caller:
    visibility.allow(me, "therapist")
    return me


async def _client(me: Me) -> Caller:
    visibility.allow(me, "client")
    return me


Therapist = Annotated[Caller, Depends(_therapist)]


async def _admin(me: Therapist) -> Caller:
    visibility.allow(me, "therapist", admin=True)
    return me


Admin = Annotated[Caller, Depends(_admin)]
ClientMe = Annotated[Caller, Depends(_client)]


async def _locale(
    me: Me, library: Content, accept_language: Annotated[str | None, Header()] = None
) -> str:
    return negotiate(accept_language, me.locale, library.languages)


Language = Annotated[str, Depends(_locale)]
