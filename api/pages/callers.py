"""Who is signed in to the pages: from a cookie to a Caller, and what the cookie holds."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller, identify_by
from api.access.tokens import issue_page_token, read_page_token
from api.accounts.browsers import recognise
from api.accounts.sign_ins import begin_sign_in, use_sign_in
from api.pages.cookies import BROWSER, SIGN_IN, Cookie, idle, read_cookie, set_cookie
from api.platform.db import at_end
from api.platform.http.errors import Forbidden, Unauthenticated
from api.platform.settings import Settings
from api.tables import Account

RENEWED_AFTER = timedelta(minutes=5)
"""A cookie that is older is given anew, and its sign-in goes on from then."""


class NotForClients(Forbidden):
    code, title = "pages_for_therapists", "These pages are for therapists."


async def identify(
    request: Request, session: AsyncSession, now: datetime, config: Settings
) -> Caller:
    """Return who the cookie of a request speaks for; without a live one it is Unauthenticated."""
    token = read_cookie(request, SIGN_IN, config)
    if not token:
        raise Unauthenticated
    said = read_page_token(token, now, config.keys)
    me = await identify_by(session, said.account_id, said.sign_in_id, now)
    if now - said.issued_at > RENEWED_AFTER:
        at_end(session, partial(use_sign_in, sign_in_id=me.sign_in_id, now=now, config=config))
        set_cookie(request, cookie_of(me.id, me.sign_in_id, now, config))
    return me


async def begin_on_pages(
    request: Request, session: AsyncSession, account: Account, now: datetime, config: Settings
) -> tuple[Cookie, ...]:
    """Begin a therapist's sign-in in a browser; return the cookies that this one is to keep."""
    if account.role != "therapist":
        raise NotForClients
    token, said = read_cookie(request, BROWSER, config), request.headers.get("user-agent")
    browser = await recognise(session, account, token, said, now)
    sign_in = await begin_sign_in(session, account, now, config, "sign in", browser=browser)
    own = cookie_of(account.id, sign_in.id, now, config)
    return own, Cookie(browser.token, BROWSER)


def cookie_of(account_id: UUID, sign_in_id: UUID, now: datetime, config: Settings) -> Cookie:
    """Return the cookie of a sign-in that is used now."""
    until = now + idle(config)
    return Cookie(issue_page_token(account_id, sign_in_id, now, config.keys, until))
