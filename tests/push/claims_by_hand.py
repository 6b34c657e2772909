"""Claiming reminders as another worker would, and dispatching that claim later."""

from uuid import UUID, uuid4

from api.platform.db import transaction
from push.turn.claims import claim
from tests.push.rig import Rig

Claim = tuple[list[UUID], UUID]


async def claim_due(rig: Rig, most: int = 1, token: UUID | None = None) -> Claim:
    """Claim at most `most` due reminders as another worker; return their ids and its token."""
    token = token or uuid4()
    async with transaction(rig.care.sessions) as session:
        return await claim(session, token, rig.care.clock.at, most), token


async def dispatch_claim(rig: Rig, claimed: Claim) -> list[str]:
    """Dispatch claimed reminders to their results; return all targets pushed so far."""
    await rig.worker._dispatcher.dispatch(*claimed)
    return rig.pushed
