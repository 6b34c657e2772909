"""Which outcomes of a push start a hold, and for how long."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from push.holds.holds import SUSPECTED, hold_up, last_held
from push.transports import EVERYTHING, Address, Outcome, Retry

# FCM's quota is per minute.
FIRST_COOL_DOWN, LONGEST_COOL_DOWN = timedelta(seconds=60), timedelta(minutes=10)
SHORTEST = timedelta(seconds=1)
# The longest hold from one answer; another such answer prolongs it.
LONGEST_ASKED = timedelta(hours=1)
PLATFORM_HOLD = timedelta(minutes=10)
SUSPICION_HOLD = timedelta(minutes=5)


async def brake(
    session: AsyncSession,
    pushes: Iterable[tuple[Address, Outcome]],
    now: datetime,
    *,
    suspected: bool,
) -> dict[str, datetime]:
    """Start the holds that these outcomes require; return until when, by scope.

    A hold for the quota lasts as long as FCM asks, an hour at most. If FCM names no time it lasts a
    minute, or twice the last hold if that ended less than ten minutes ago. A hold of a platform or
    of all browsers lasts as long as was asked for, else ten minutes.
    """
    asked = [(target, each) for target, each in pushes if isinstance(each, Retry) and each.hold]
    until: dict[str, datetime] = {}
    quota = [retry for _, retry in asked if retry.hold == EVERYTHING]
    if quota:
        until[EVERYTHING] = now + await _cool_down(session, quota, now)
        await hold_up(session, EVERYTHING, quota[0].code, until[EVERYTHING], now)
    if suspected:
        await hold_up(session, EVERYTHING, SUSPECTED, now + SUSPICION_HOLD, now)
    # Sorted, so that two workers lock the rows in the same order.
    refused = {target.scope: retry for target, retry in asked if retry.hold == "platform"}
    for scope, retry in sorted(refused.items()):
        until[scope] = now + _bounded(retry.after_s, PLATFORM_HOLD)
        await hold_up(session, scope, retry.code, until[scope], now)
    return until


def _bounded(asked_s: float | None, otherwise: timedelta) -> timedelta:
    if asked_s is None:
        return otherwise
    return min(max(SHORTEST, timedelta(seconds=asked_s)), LONGEST_ASKED)


async def _cool_down(session: AsyncSession, quota: list[Retry], now: datetime) -> timedelta:
    asked = [retry.after_s for retry in quota if retry.after_s is not None]
    if asked:
        return _bounded(max(asked), FIRST_COOL_DOWN)
    last = await last_held(session)
    if last is None or last.code == SUSPECTED or now >= last.until + LONGEST_COOL_DOWN:
        return FIRST_COOL_DOWN
    if last.until > now:
        # It is what was in flight when the hold began, and says nothing new.
        return last.until - now
    return min(max(FIRST_COOL_DOWN, 2 * (last.until - last.began_at)), LONGEST_COOL_DOWN)
