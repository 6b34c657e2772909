"""Preferences as phones said them, maybe late, twice or out of order: of each, what prevails holds.

What was said at once, by `PATCH /v1/me`, was said by our clock and by no phone's.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.care.uploads import hold
from api.people.preferences import MePatch, change_preferences, load_preferences, show_preferences
from api.platform.http.edits import Edit
from api.platform.http.fields import is_storable
from api.rules.uploads import Stamps, upload_of
from api.tables import ToldPreference

PREFERENCES = tuple(MePatch.model_fields)
# Longer than any name of a zone or a language.
LONGEST = 100


class Heard(NamedTuple):
    """Whether what a phone said changes any preference, and whether a replan is still needed."""

    is_news: bool
    needs_replan: bool


async def tell_preferences(
    session: AsyncSession, me: Caller, body: Mapping[str, Any], stamps: Stamps, spread_s: int
) -> Heard:
    """Change what a phone said of preferences while it was away, unless newer is known of each.

    The account and the client are locked.
    """
    account, client = await load_preferences(session, me)
    sent = {name: body[name] for name in PREFERENCES if name in body}
    # All of it is judged, also what does not hold now and may do so later.
    Edit(MePatch, sent).of(show_preferences(account, client, []))
    news = await note_told(session, me, sent, stamps)
    edit = Edit(MePatch, news).of(show_preferences(account, client, []))
    await change_preferences(session, account, client, edit, stamps.received_at, spread_s)
    return Heard(bool(news), "check_in_time" in edit.model_fields_set)


async def note_said_now(
    session: AsyncSession, me: Caller, said: Mapping[str, Any], now: datetime
) -> None:
    """Note what was said at once: what was said before does not take its place."""
    await note_told(session, me, said, Stamps(now, None, now, None))


async def note_told(
    session: AsyncSession, me: Caller, said: Mapping[str, Any], stamps: Stamps
) -> dict[str, Any]:
    """Note what was said of preferences under the client's lock; return what holds by that now."""
    query = select(ToldPreference).where(ToldPreference.client_id == me.id)
    rows = {row.name: row for row in await session.scalars(query)}
    news = {}
    for name, value in said.items():
        if not _says_something(name, value):
            continue
        upload, row = upload_of({"value": {name: _plain(value)}}, stamps), rows.get(name)
        before = None if row is None else row.upload
        if row is None:
            row = ToldPreference(created_at=stamps.received_at, client_id=me.id, name=name)
            row.take_over(upload)
            session.add(row)
        else:
            await hold(session, row, upload)
        if before is None or row.upload.place != before.place:
            news[name] = row.value[name]
    return news


def _says_something(name: str, value: Any) -> bool:
    """Tell whether a value changes anything: no zone or language is refused, and these are none."""
    if isinstance(value, str):
        return is_storable(value) and len(value) <= LONGEST
    return value is not None or name == "quiet_hours"


def _plain(value: Any) -> Any:
    """Return a value without members that are not known."""
    return {at: value[at] for at in ("start", "end")} if isinstance(value, dict) else value
