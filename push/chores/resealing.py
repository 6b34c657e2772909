"""Sealing anew what an older secret key sealed, so that it is not lost when that key goes."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import bindparam, select

from api.platform.clock import Clock
from api.platform.db import Sessions, transaction
from api.platform.keys import Keys
from api.platform.sealing import resealed_text
from api.tables import SecondFactor
from api.tables.second_factors import SEALED_FOR

PAGE = 200


async def reseal(sessions: Sessions, clock: Clock, keys: Keys, goes_on: Callable[[], bool]) -> int:
    """Seal second factors with the key that signs now; return how many another one had sealed."""
    total, after = 0, UUID(int=0)
    while goes_on():
        async with transaction(sessions) as session:
            now = await clock.database_now(session)
            factors = list(await session.scalars(_PAGE, {"after": after}))
            for each in factors:
                anew = resealed_text(each.sealed, each.account_id, keys, SEALED_FOR, now)
                if anew is not None:
                    each.sealed = anew
                    total += 1
        if len(factors) < PAGE:
            break
        after = factors[-1].id
    return total


_PAGE = (
    select(SecondFactor)
    .where(SecondFactor.id > bindparam("after"))
    .order_by(SecondFactor.id)
    .limit(PAGE)
    .with_for_update()
)
