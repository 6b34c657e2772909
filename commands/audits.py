"""Whether the audit is still what it was when it was chained."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.people.audit_chain import chain_keys
from api.people.audit_check import Verdict, check_chain, seal_anew
from api.platform.clock import clock_of
from api.platform.db import Sessions, transaction
from api.platform.schema import NotMigrated, is_current
from api.platform.settings import Settings
from api.rules.audit_chain import START, TOLD, Broken, Head, head_of
from commands.progress import progress
from commands.running import fail, read_settings, run_with_database, show


def verify_audit(ends: Sequence[str], anew: bool) -> None:
    """Follow the chain of the audit; end with 1 and the first place where it is broken."""
    settings = read_settings()
    noted = [_head(text) for text in ends]

    async def look(sessions: Sessions) -> Verdict | Broken:
        if anew and (broken := await _seal(sessions, settings)):
            return broken
        async with transaction(sessions, write=False) as session:
            await _require(session)
            with progress("Following the audit") as tell:
                return await check_chain(session, chain_keys(settings), noted, tell)

    _tell(run_with_database(settings, look))


async def _seal(sessions: Sessions, settings: Settings) -> Broken | None:
    async with transaction(sessions) as session:
        await _require(session)
        return await seal_anew(session, clock_of(settings).now(), chain_keys(settings)[0])


async def _require(session: AsyncSession) -> None:
    if not await is_current(session):
        raise NotMigrated


def _tell(found: Verdict | Broken) -> None:
    broken = found if isinstance(found, Broken) else found.broken
    if isinstance(found, Verdict):
        end = None if found.head == START else str(found.head)
        counted = {"links": found.head.position, "unchained": found.unchained, "end": end}
        show(counted | ({"broken": _shown(broken)} if broken else {}))
    if broken:
        whose = f", event {broken.event_id}" if broken.event_id else ""
        fail(f"The audit is broken at position {broken.position}{whose}: {TOLD[broken.why]}.")


def _shown(broken: Broken) -> dict[str, object]:
    event_id = broken.event_id and str(broken.event_id)
    return {"position": broken.position, "event_id": event_id, "why": broken.why}


def _head(text: str) -> Head:
    try:
        return head_of(text)
    except ValueError:
        fail("--end: this is no end of a chain, as 1234:9f86d0... in the log, a backup or before.")
