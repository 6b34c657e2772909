"""The tokens that a redeemed invite was answered with, kept for the phone that lost the answer.

Nobody calls who could be known, so that the code that was redeemed tells whose key it is. Whoever
has the code without the key is refused as if nothing was kept. What is kept goes with the sign-in,
not with the care in which the code was made: her phone stays hers when that ends.
"""

from datetime import datetime, timedelta
from typing import TypeVar

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.kept_answers import claim, find_kept, keep
from api.accounts.sign_ins import Tokens
from api.platform.http.fields import TokensOut
from api.platform.http.idempotency import Replay, Seal, seal_of
from api.platform.ids import normal_code
from api.platform.keys import Keys
from api.tables import KeptAnswer, SignIn

Shown = TypeVar("Shown", bound=TokensOut)
KEPT_FOR = timedelta(minutes=10)


async def seal_of_code(request: Request, keys: Keys, code: str, key: str | None) -> Seal | None:
    """Return the seal of a request that redeems a code; None without an Idempotency-Key."""
    return await seal_of(request, keys, normal_code(code), key) if key else None


async def answer_again(session: AsyncSession, seal: Seal | None, now: datetime) -> None:
    """Give what is kept for the request, if anything is, by raising Replay."""
    if seal is not None:
        await _give(session, seal, await find_kept(session, seal, now))


async def claim_or_answer_again(session: AsyncSession, seal: Seal | None, now: datetime) -> None:
    """Take the key of the request for this transaction, or give what is kept for it."""
    if seal is not None:
        await _give(session, seal, await claim(session, seal, now))


async def keep_tokens(
    session: AsyncSession, seal: Seal | None, tokens: Tokens, shown: Shown, now: datetime
) -> Shown | Response:
    """Return the answer that shows these tokens, kept if the request came with a key."""
    if seal is None:
        return shown
    answer = Response(shown.model_dump_json(), media_type="application/json")
    whose, expires_at = tokens.account.id, now + KEPT_FOR
    await keep(session, seal, answer, now, expires_at, whose, sign_in_id=tokens.sign_in_id)
    return answer


async def _give(session: AsyncSession, seal: Seal, kept: KeptAnswer | None) -> None:
    """Raise Replay with what is kept, unless it is of a sign-in that has ended."""
    if kept is None:
        return
    sign_in = await session.get(SignIn, kept.sign_in_id)
    if sign_in is not None and sign_in.revoked_at is None:
        raise Replay(seal.open(kept.key_hash, kept.sealed))
