"""Deleting what signs nobody in any more: sign-ins, tokens and codes, counted failures, browsers,
and the challenges that passkeys have answered.

A phone outlives its sign-in: the pushes to one that is over go on until the person ends them. Under
one that was ended it is signed out, also if it registered at that moment.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update
from sqlalchemy.sql.dml import ReturningDelete, ReturningUpdate

from api.platform.clock import Clock
from api.platform.db import Sessions
from api.reminders.of_sign_ins import SIGNED_OUT
from api.tables import (
    Browser,
    Device,
    FailedAttempts,
    OneTimeCode,
    RefreshToken,
    SignIn,
    SpentChallenge,
)
from api.tables.accounts import WINDOW
from push.chores.batches import delete_some, run_all, some_of

Statement = ReturningDelete[UUID] | ReturningUpdate[UUID]
# For whoever asks how somebody came in.
KEPT = timedelta(days=30)
# No browser keeps a cookie for longer (`api/pages/cookies.py`).
BROWSERS_KEPT = timedelta(days=400)
# So long after its end no challenge is good by the clock of any API, whatever it is behind ours.
CHALLENGES_KEPT = timedelta(hours=1)


async def forget_dead_sign_ins(
    sessions: Sessions, clock: Clock, goes_on: Callable[[], bool]
) -> int:
    """Delete all that is over for long enough; return how many rows."""
    return await run_all(sessions, clock, STATEMENTS, _asked, goes_on)


def _asked(now: datetime) -> dict[str, Any]:
    ends = {"before": now - KEPT, "window": now - WINDOW, "forgotten": now - BROWSERS_KEPT}
    return {"now": now, "answered": now - CHALLENGES_KEPT} | ends


def _statements() -> Iterator[Statement]:
    before: ColumnElement[datetime] = bindparam("before")
    yield delete_some(FailedAttempts, FailedAttempts.window_from <= bindparam("window"))
    ends = (OneTimeCode.used_at, OneTimeCode.revoked_at, OneTimeCode.expires_at)
    # Whatever ended before then was made before then, and little else was: codes live for days.
    over = or_(*(at < before for at in ends))
    yield delete_some(OneTimeCode, OneTimeCode.created_at < before, over)
    yield delete_some(RefreshToken, RefreshToken.expires_at <= bindparam("now"))
    signed_out = {
        "disabled_at": func.coalesce(Device.disabled_at, bindparam("now")),
        "disabled_reason": func.coalesce(Device.disabled_reason, SIGNED_OUT),
    }
    for dead, becomes in (
        (SignIn.revoked_at < before, signed_out),
        (SignIn.expires_at < before, {}),
    ):
        of_dead: Any = select(SignIn.id).where(dead)
        # Before the sign-ins: by cascade they would go all at once, and phones are locked before.
        yield delete_some(RefreshToken, RefreshToken.sign_in_id.in_(of_dead))
        yield _let_go(of_dead, becomes)
        yield delete_some(SignIn, dead)
    yield delete_some(Browser, Browser.seen_at < bindparam("forgotten"))
    yield delete_some(SpentChallenge, SpentChallenge.expires_at <= bindparam("answered"))


def _let_go(of_dead: Any, becomes: dict[str, Any]) -> Statement:
    """Return the statement by which phones forget their sign-in, and what else becomes of them."""
    phones = some_of(Device, Device.sign_in_id.in_(of_dead))
    return (
        update(Device)
        .where(Device.id.in_(select(phones.c.id)))
        .values(sign_in_id=None, **becomes)
        .returning(Device.id)
        .execution_options(synchronize_session=False)
    )


# Built once.
STATEMENTS = tuple(_statements())
