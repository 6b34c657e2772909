"""/v1/me/devices: the phones I can be pushed to. A therapist's phone registers the same way."""

from datetime import datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Response

from api.access.callers import Caller
from api.access.deps import Config, Me, Now, Session
from api.access.repeatable import RepeatableRoute
from api.accounts.devices import Registered, disable, push_test, register, require_mine
from api.accounts.phone_registrations import DeviceIn
from api.accounts.phone_values import WarningOut
from api.accounts.web_push import WebPush
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import InstallationId, Out
from api.reminders.of_proofs import AWAITS_PROOF
from api.reminders.of_sign_ins import REMOVED

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/me/devices", tags=["devices"])
# FCM advises to refresh a registration once a month.
REFRESH_EVERY = timedelta(days=30)


class DeviceOut(Out):
    """`refresh_by`: register again before that, or this phone may get no more reminders.

    `timezone` is the person's zone now: this phone's, or the one that she pinned. `awaits_proof`:
    someone else, who is signed in, is pushed to at this target. It moves here once this phone sends
    back the `proof` that was pushed to it; until then this phone is not enabled.
    """

    installation_id: str
    platform: str
    notifications_allowed: bool
    refreshed_at: datetime
    refresh_by: datetime
    enabled: bool
    awaits_proof: bool
    timezone: str
    timezone_pinned: bool
    warnings: list[WarningOut]


class TestPushOut(Out):
    reminder_id: UUID
    state: str
    expires_at: datetime


class Removed(Out):
    removed: bool


@router.put(
    "/{installation_id}",
    operation_id="register_device",
    response_model=DeviceOut,
    responses={201: {"model": DeviceOut, "description": "New to us."}, **refusals(Conflict)},
)
async def register_device(
    installation_id: InstallationId,
    body: DeviceIn,
    me: Me,
    session: Session,
    now: Now,
    config: Config,
    response: Response,
) -> DeviceOut:
    """Register this phone as mine, or refresh it. My zone follows it, unless I pinned mine.

    While someone else is signed in on it, there is none for me.
    """
    WebPush.of(config).require(body.target)
    found = await register(session, installation_id, body, me, now, config.reminder_spread_s)
    response.status_code = 201 if found.is_new else 200
    return _shown(found, me)


@router.delete("/{installation_id}", operation_id="remove_device", response_model=Removed)
async def remove_device(
    installation_id: InstallationId, me: Me, session: Session, now: Now
) -> Removed:
    """Stop pushes to this phone."""
    device = await require_mine(session, installation_id, me)
    disable(device, now, REMOVED)
    return Removed(removed=True)


@router.post(
    "/{installation_id}/test-push",
    operation_id="send_test_push",
    response_model=TestPushOut,
    status_code=201,
    responses=refusals(Conflict),
)
async def send_test_push(
    installation_id: InstallationId, me: Me, session: Session, now: Now
) -> TestPushOut:
    """Have the worker push once to this phone, through everything a reminder goes through."""
    device = await require_mine(session, installation_id, me)
    row = await push_test(session, device, me, now)
    return TestPushOut(reminder_id=row.id, state=row.state, expires_at=row.expires_at)


def _shown(found: Registered, me: Caller) -> DeviceOut:
    device = found.device
    return DeviceOut(
        installation_id=device.installation_id,
        platform=device.platform,
        notifications_allowed=device.notifications_allowed,
        refreshed_at=device.refreshed_at,
        refresh_by=device.refreshed_at + REFRESH_EVERY,
        enabled=device.disabled_at is None,
        awaits_proof=device.disabled_reason == AWAITS_PROOF,
        timezone=found.timezone,
        timezone_pinned=me.timezone_pinned,
        warnings=found.warnings,
    )
