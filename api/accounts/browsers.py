"""The browsers in which someone signed in before, and what she is told of sign-ins elsewhere.

A browser is known by a cookie of its own, which outlasts the sign-ins in it; a phone is known by
nothing, since it seldom signs in. What happens in a place that is new is told: on her phones by a
push (`api/reminders/of_sign_ins.py`), and here in each browser until she answers in that one.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.platform.ids import digest, new_id, new_token
from api.rules.user_agents import browser_of
from api.tables import Account, Browser, Device, SignIn

# What `new_token` makes; anything shorter could be guessed, and is replaced.
TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
MOST_NEWS = 5


@dataclass(frozen=True, slots=True)
class Recognised:
    """A browser of someone's: what its cookie is to hold, and whether it was known before."""

    id: UUID
    token: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class NewSignIn:
    """A sign-in in a place that was new; `browser` and `system` are null for a phone."""

    id: UUID
    at: datetime
    browser: str | None
    system: str | None
    platform: str | None


async def recognise(
    session: AsyncSession,
    account: Account,
    token: str | None,
    user_agent: str | None,
    now: datetime,
) -> Recognised:
    """Return which browser of an account a cookie names; one that is new is noted.

    Several people may sign in in one browser: each has a row of her own, and one cookie is kept.
    """
    if token is None or not TOKEN.fullmatch(token):
        token = new_token()
    family, system = browser_of(user_agent)
    known = await session.scalar(
        select(Browser).where(Browser.account_id == account.id, Browser.token_hash == digest(token))
    )
    if known is not None:
        known.seen_at, known.family, known.system = now, family, system
        return Recognised(known.id, token, is_known=True)
    browser = Browser(
        id=new_id(),
        created_at=now,
        account_id=account.id,
        token_hash=digest(token),
        family=family,
        system=system,
        seen_at=now,
        told_until=now,
    )
    session.add(browser)
    await session.flush()
    return Recognised(browser.id, token, is_known=False)


async def new_sign_ins(session: AsyncSession, me: Caller) -> list[NewSignIn]:
    """Return the sign-ins in new places of which I was not told in this browser, newest first."""
    mine = select(Browser.id, Browser.told_until).join(SignIn, SignIn.browser_id == Browser.id)
    here = (await session.execute(mine.where(SignIn.id == me.sign_in_id))).one_or_none()
    if here is None:
        return []
    news = _NEWS.where(
        SignIn.account_id == me.id,
        SignIn.created_at > here.told_until,
        SignIn.id != me.sign_in_id,
        or_(
            SignIn.browser_id.is_(None),
            (SignIn.browser_id != here.id) & (Browser.created_at == SignIn.created_at),
        ),
    )
    found = await session.execute(news.order_by(SignIn.created_at.desc()).limit(MOST_NEWS))
    return [NewSignIn(**row._mapping) for row in found]


async def note_told(session: AsyncSession, me: Caller, until: datetime, now: datetime) -> None:
    """Note that I was told in this browser of sign-ins up to an instant."""
    sign_in = await session.get_one(SignIn, me.sign_in_id)
    if sign_in.browser_id is not None:
        here = await session.get_one(Browser, sign_in.browser_id)
        here.told_until = max(here.told_until, min(until, now))


# Of several phones under one sign-in it is the one that was here last.
PLATFORM = (
    select(Device.platform)
    .where(Device.sign_in_id == SignIn.id)
    .order_by(Device.refreshed_at.desc(), Device.id.desc())
    .limit(1)
    .scalar_subquery()
)
# Built once.
_NEWS: Select[UUID, datetime, str, str, str] = select(
    SignIn.id,
    SignIn.created_at.label("at"),
    Browser.family.label("browser"),
    Browser.system,
    PLATFORM.label("platform"),
).outerjoin(Browser, Browser.id == SignIn.browser_id)
