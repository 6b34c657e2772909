"""Disabling phones that were not heard of for a month: the app is gone or never opened."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import BindParameter, ColumnElement, Update, bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.clock import Clock
from api.platform.db import Sessions, transaction
from api.tables import Delivery, Device
from push.metrics import DISABLED

log = structlog.get_logger("carryover.worker")
# The app renews its registration whenever it is opened; Google asks for at least once a month.
UNHEARD_OF = timedelta(days=30)
STALE = "stale"
BATCH = 500


async def disable_stale(sessions: Sessions, clock: Clock, goes_on: Callable[[], bool]) -> int:
    """Disable phones that neither registered nor sent a receipt for 30 days; return how many.

    A phone that registers again later is enabled again.
    """
    total, found = 0, BATCH
    while found == BATCH and goes_on():
        async with transaction(sessions) as session:
            found = await _disable(session, await clock.database_now(session))
        DISABLED.labels(STALE).inc(found)
        total += found
    if total:
        log.info("devices_stale", devices=total)
    return total


async def _disable(session: AsyncSession, now: datetime) -> int:
    values = {"at": now, "before": now - UNHEARD_OF, "most": BATCH}
    return len((await session.execute(_DISABLE, values)).all())


def _is_stale() -> tuple[ColumnElement[bool], ...]:
    before: BindParameter[datetime] = bindparam("before")
    reported = exists().where(Delivery.device_id == Device.id, Delivery.received_at > before)
    return Device.disabled_at.is_(None), Device.refreshed_at <= before, ~reported


def _statement() -> Update:
    # The UPDATE checks it again: a phone may register between the two statements.
    some = select(Device.id).where(*_is_stale()).limit(bindparam("most"))
    values: dict[str, Any] = {"disabled_at": bindparam("at"), "disabled_reason": STALE}
    return (
        update(Device)
        .where(Device.id.in_(some.with_for_update(skip_locked=True)), *_is_stale())
        .values(values)
        .returning(Device.id)
        .execution_options(synchronize_session=False)
    )


# Built once.
_DISABLE = _statement()
