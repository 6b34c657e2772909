"""Whose a phone and its target are: hers who is signed in there, until she signs out or removes it.

A target that another holds moves only to the phone that sends back what was pushed to it.
"""

from datetime import datetime
from hmac import compare_digest

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.accounts.sign_ins import is_live
from api.platform.ids import digest
from api.reminders.of_sign_ins import REMOVED, SIGNED_OUT
from api.tables import Device, SignIn

GIVEN_UP = (SIGNED_OUT, REMOVED)
# Nobody guesses one; this bounds what is compared.
MOST_TRIES = 5


async def is_anothers(session: AsyncSession, device: Device, me: Caller, now: datetime) -> bool:
    """Tell whether a phone, which is locked, is someone else's, who is signed in on it."""
    if device.account_id == me.id or device.disabled_reason in GIVEN_UP:
        return False
    owner = {"sign_in": device.sign_in_id, "now": now}
    return await session.scalar(_IS_SIGNED_IN, owner) is not None


def takes_proof(device: Device, proof: str | None, now: datetime) -> bool:
    """Tell whether this is what was pushed to a phone's target last; one that is wrong counts."""
    if proof is None or device.proof_hash is None or device.proof_expires_at is None:
        return False
    if now < device.proof_expires_at and compare_digest(digest(proof), device.proof_hash):
        return True
    device.proof_tries += 1
    if device.proof_tries >= MOST_TRIES:
        forget_proof(device)
    return False


def forget_proof(device: Device) -> None:
    """Take no proof of a phone any more, until the next one is pushed to it."""
    device.proof_hash = device.proof_expires_at = None
    device.proof_tries = 0


_IS_SIGNED_IN = select(SignIn.id).where(
    SignIn.id == bindparam("sign_in"), is_live(bindparam("now"))
)
