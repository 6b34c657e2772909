"""Noting in the file of erasures whom the database knows to be erased and the file does not.

So a file that was lost, that is elsewhere by now, or that another machine writes, is whole again as
long as the database is there.
"""

import asyncio
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Select, select

from api.erasure.ledger import Erased, append, cannot_write, require_sound
from api.platform.db import Sessions, transaction
from api.tables import Erasure

log = structlog.get_logger("carryover.erasure")


async def complete_ledger(sessions: Sessions, ledger: Path) -> int:
    """Append what is missing, and return how many lines; Fault if the file is broken."""
    # The database first: what is erased in between stands in the file before it stands there.
    async with transaction(sessions, write=False) as session:
        known = [Erased(*row) for row in await session.execute(_KNOWN)]
    noted = {each.id for each in await asyncio.to_thread(require_sound, ledger)}
    missing = [each for each in known if each.id not in noted]
    try:
        for each in missing:
            await asyncio.to_thread(append, ledger, each)
    except OSError as error:
        raise cannot_write(ledger, error) from None
    if missing:
        log.warning("erased_file_completed", lines=len(missing))
    return len(missing)


_KNOWN: Select[*tuple[Any, ...]] = select(Erasure.id, Erasure.created_at).order_by(
    Erasure.created_at, Erasure.id
)
