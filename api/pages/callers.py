"""Who is signed in to the pages: from a cookie to a Caller, and what the cookie is like."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, TypedDict
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller, identify_by
from api.access.tokens import issue_page_token, read_page_token
from api.accounts.sign_ins import use_sign_in
from api.platform.db import at_end
from api.platform.http.errors import Unauthenticated
from api.platform.settings import Settings

RENEWED_AFTER = timedelta(minutes=5)
"""A cookie that is older is given anew, and its sign-in goes on from then."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """What a browser keeps of a sign-in; without a value it forgets it."""

    value: str | None


class Attributes(TypedDict):
    httponly: bool
    samesite: Literal["lax"]
    secure: bool
    path: str


async def identify(
    request: Request, session: AsyncSession, now: datetime, config: Settings
) -> Caller:
    """Return who the cookie of a request speaks for; without a live one it is Unauthenticated."""
    token = request.cookies.get(name_of(config))
    if not token:
        raise Unauthenticated
    said = read_page_token(token, now, config.keys)
    me = await identify_by(session, said.account_id, said.sign_in_id, now)
    if now - said.issued_at > RENEWED_AFTER:
        at_end(session, partial(use_sign_in, sign_in_id=me.sign_in_id, now=now, config=config))
        request.state.cookie = cookie_of(me.id, me.sign_in_id, now, config)
    return me


def cookie_of(account_id: UUID, sign_in_id: UUID, now: datetime, config: Settings) -> Cookie:
    """Return the cookie of a sign-in that is used now."""
    until = now + _idle(config)
    return Cookie(issue_page_token(account_id, sign_in_id, now, config.keys, until))


def keep(response: Response, cookie: Cookie, config: Settings) -> None:
    """Have the browser keep a cookie for as long as its sign-in can go unused, or forget it."""
    attributes = Attributes(httponly=True, samesite="lax", secure=_is_secure(config), path="/")
    if cookie.value is None:
        response.delete_cookie(name_of(config), **attributes)
    else:
        age = int(_idle(config).total_seconds())
        response.set_cookie(name_of(config), cookie.value, max_age=age, **attributes)


def name_of(config: Settings) -> str:
    """Return the cookie's name: behind TLS one that no other host and no plain answer can set."""
    return "__Host-carryover" if _is_secure(config) else "carryover"


def _is_secure(config: Settings) -> bool:
    return config.public_url.startswith("https://")


def _idle(config: Settings) -> timedelta:
    return timedelta(hours=config.therapist_idle_hours)
