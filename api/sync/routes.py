"""/v1/me/sync: what a phone recorded goes up, what changed since comes down, in one round trip."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.exceptions import RequestValidationError

from api.access.callers import Caller
from api.access.deps import ClientBefore, Config, Content, Now, Sessions
from api.accounts.web_push import WebPush
from api.care.plan_tokens import plan_token_of
from api.diary.kept import SentBody, keeping_all
from api.insights.after_answers import Looks
from api.library import Library, negotiate
from api.platform import db
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import refusals
from api.platform.http.paging import BadCursor
from api.platform.http.uploads import in_milliseconds
from api.platform.keys import Keys
from api.platform.settings import Settings
from api.sync.carrying import carry_out
from api.sync.cursors import CursorExpired, cursor_of, view_named_by
from api.sync.giving import FRESH, NOTHING, Given, View, differing, keep_view, load_view
from api.sync.notices import notifications_of
from api.sync.rows import Rows, load_rows
from api.sync.shapes import SyncIn, SyncOut
from api.sync.turns import Turn
from api.sync.views import records_of

router = APIRouter(route_class=JsonRoute, prefix="/v1/me", tags=["sync"])
ROUTERS = (router,)
Accepts = Annotated[str | None, Header()]


async def _keep_signs(
    request: Request,
    sessions: Sessions,
    me: ClientBefore,
    now: Now,
    config: Config,
    library: Content,
) -> AsyncIterator[None]:
    """Keep the flags and signs of a request that is refused as a whole."""
    try:
        yield
    except RequestValidationError as error:
        sent = SentBody(await request.json(), me, library, now, config.reminder_spread_s)
        language = negotiate(None, me.locale, library.languages)
        async with db.transaction(sessions) as session:
            refusal, write = await keeping_all(session, error, sent, language)
            if write is not None:
                await write(session)
        raise refusal from None


@router.post(
    "/sync",
    operation_id="sync",
    response_model=SyncOut,
    dependencies=[Depends(_keep_signs, scope="function")],
    responses=refusals(BadCursor, CursorExpired),
)
async def sync(
    body: SyncIn,
    me: ClientBefore,
    sessions: Sessions,
    now: Now,
    config: Config,
    library: Content,
    looks: Looks,
    accept_language: Accepts = None,
) -> Response:
    """Hand in what my phone recorded, and get all that it does not have yet.

    Send the same again as often as the network needs: it converges.
    """
    keys = config.keys
    view = await _view(sessions, body.cursor, me, keys, now)
    language = negotiate(accept_language, me.locale, library.languages)
    turn = None
    if body.changes:
        async with db.transaction(sessions) as session:
            spread_s, sent_at = config.reminder_spread_s, body.sent_at
            of_phone = keys, sent_at, WebPush.of(config)
            turn = Turn(session, me, now, library, language, spread_s, *of_phone)
            asks = await carry_out(turn, body.changes)
        if asks:
            await looks.ask()
    async with db.transaction(sessions, write=False) as session:
        rows = await load_rows(session, me.id, now)
    language = negotiate(accept_language, rows.person.locale, library.languages)
    given = differing(records_of(rows, library, language), view.marks if view else NOTHING)
    cursor = await _cursor(sessions, view, given, me, config, now)
    answer = _answer(turn, body, rows, library, language, given, now)
    return _json(answer | {"cursor": cursor, "plan_token": plan_token_of(now, me.id, keys)})


async def _view(
    sessions: db.Sessions, cursor: str | None, me: Caller, keys: Keys, now: datetime
) -> View | None:
    """Return what a phone has; CursorExpired, before anything is stored, if that is not known."""
    if cursor is None:
        return None
    named = view_named_by(cursor, me.id, keys)
    async with db.transaction(sessions, write=False) as session:
        view = await load_view(session, named, me, now)
    if view is None:
        raise CursorExpired
    return view


async def _cursor(
    sessions: db.Sessions,
    view: View | None,
    given: Given,
    me: Caller,
    config: Settings,
    now: datetime,
) -> str:
    """Return the cursor of what the phone has now: the same one while that is the same."""
    if view is not None and given.is_nothing and now - view.created_at < FRESH:
        return cursor_of(view.id, me.id, config.keys)
    async with db.transaction(sessions) as session:
        kept = await keep_view(session, given.marks, me, view.id if view else None, now)
    return cursor_of(kept, me.id, config.keys)


def _answer(
    turn: Turn | None,
    body: SyncIn,
    rows: Rows,
    library: Library,
    language: str,
    given: Given,
    now: datetime,
) -> dict[str, Any]:
    results = [] if turn is None else list(map(turn.result, range(len(body.changes)), body.changes))
    return {
        "results": results,
        "stored": sum(each["status"] != "refused" for each in results),
        "changes": given.changes,
        "deleted": given.deleted,
        "has_more": given.has_more,
        "notifications": notifications_of(rows, library, language, now),
        "server_time": in_milliseconds(now),
    }


def _json(answer: dict[str, Any]) -> Response:
    # It is JSON already: to check it against its own schema would cost more than to make it.
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    # An id may be half of a character, which has no bytes, but an escape.
    return Response(text.encode(errors="backslashreplace"), media_type="application/json")
