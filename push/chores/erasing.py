"""Erasing whose time has come, and telling of what retention will erase, a month before."""

from collections.abc import Callable
from pathlib import Path

import structlog

from api.erasure.completing import complete_ledger
from api.erasure.erasing import erase_due
from api.erasure.retaining import plan_retention
from api.platform.clock import Clock
from api.platform.db import Sessions
from api.platform.faults import Fault
from push.metrics import LEDGER_BROKEN

log = structlog.get_logger("carryover.erasure")


async def erase_and_plan(
    sessions: Sessions, clock: Clock, ledger: Path, goes_on: Callable[[], bool]
) -> int:
    """Erase who is due and plan what is to be told; return how many were erased.

    The file of erasures is looked at each time: else nobody would learn that it is gone before an
    erasure fails, or that a restore could not read it before somebody has come back.
    """
    await look_at_ledger(sessions, ledger)
    erased = await erase_due(sessions, clock, ledger, goes_on)
    if goes_on():
        await plan_retention(sessions, clock)
    return erased


async def look_at_ledger(sessions: Sessions, ledger: Path) -> None:
    """Tell operators if erasures cannot be noted or read again; add those that are missing."""
    try:
        await complete_ledger(sessions, ledger)
    except Fault as fault:
        LEDGER_BROKEN.set(1)
        log.error("erased_file_broken", told=str(fault))
    else:
        LEDGER_BROKEN.set(0)
