"""Sealing anew what an older secret key sealed, so that it is not lost when that key goes."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import bindparam, select

from api.people.audit_chain import reseal_head
from api.platform.clock import Clock
from api.platform.db import Sessions, transaction
from api.platform.keys import Keys
from api.platform.sealing import resealed_text
from api.tables import SecondFactor
from api.tables.second_factors import SEALED_FOR

PAGE = 200


async def reseal(sessions: Sessions, clock: Clock, keys: Keys, goes_on: Callable[[], bool]) -> int:
    """Seal with the key that signs now; return how many another one had sealed.

    These are the secrets of second factors, and the end of the audit's chain: a quiet practice
    would not chain before that key goes.
    """
    async with transaction(sessions) as session:
        total = int(await reseal_head(session, await clock.database_now(session), keys.all))
    after = UUID(int=0)
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
