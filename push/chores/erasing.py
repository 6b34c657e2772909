"""Erasing whose time has come, and telling of what retention will erase, a month before."""

from collections.abc import Callable
from pathlib import Path

from api.erasure.erasing import erase_due
from api.erasure.retaining import plan_retention
from api.platform.clock import Clock
from api.platform.db import Sessions


async def erase_and_plan(
    sessions: Sessions, clock: Clock, ledger: Path, goes_on: Callable[[], bool]
) -> int:
    """Erase who is due and plan what is to be told; return how many were erased."""
    erased = await erase_due(sessions, clock, ledger, goes_on)
    if goes_on():
        await plan_retention(sessions, clock)
    return erased
