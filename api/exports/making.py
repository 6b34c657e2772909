"""From a client's id to the archive of her data: read, then packed in a thread."""

import asyncio
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from api.care.noted import stays_unnamed
from api.exports.about import Copy
from api.exports.archive import pack
from api.exports.columns import Reader
from api.exports.held import HELD
from api.exports.rows import Row, Rows, read_people, read_rows
from api.exports.words import Words, words_for
from api.library import Library
from api.platform.db import Sessions, transaction
from api.rules.instants import zone
from api.tables import Account


async def make(
    sessions: Sessions, library: Library, client_id: UUID, asked_by: UUID, now: datetime
) -> bytes:
    """Return the archive of a client's data for who asked for it: she, or her therapist."""
    reader: Reader = "client" if asked_by == client_id else "therapist"
    words, timezone = await _read_words(sessions, library, client_id, asked_by)
    rows = await read_rows(sessions, HELD, client_id, reader)
    await asyncio.to_thread(hide_strangers, rows)
    people = await read_people(sessions, rows, client_id)
    today = now.astimezone(zone(timezone)).date()
    return await asyncio.to_thread(pack, Copy(client_id, reader, now, today, rows, people, words))


def hide_strangers(rows: Rows) -> None:
    """Leave unnamed in the audit whom her access log does not name."""
    carers = {row["therapist_id"] for row in rows["care_links"]}

    def hidden(event: Row) -> Row:
        hides = stays_unnamed(event["action"], event["actor_id"], carers)
        return event | {"actor_id": None} if hides else event

    rows.change("audit_events", hidden)


async def _read_words(
    sessions: Sessions, library: Library, client_id: UUID, asked_by: UUID
) -> tuple[Words, str]:
    """Return the words of who asked, and the client's zone."""
    async with transaction(sessions, write=False) as session:
        reader = await session.get_one(Account, asked_by)
        found = await session.scalar(select(Account.timezone).where(Account.id == client_id))
        assert found is not None
        return words_for(library, reader.locale, reader.timezone), found
