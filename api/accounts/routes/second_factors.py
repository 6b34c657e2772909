"""/v1/me/second-factor: the codes that a therapist signs in with beside her password.

A passkey proves her in place of a code, where she has one.
"""

from fastapi import APIRouter

from api.access.deps import Session, Therapist
from api.accounts.asking import Asks
from api.accounts.second_factor_shapes import (
    BegunOut,
    ConfirmIn,
    ProvenIn,
    RecoveryCodesOut,
    SecondFactorOut,
)
from api.accounts.second_factors import (
    begin_second_factor,
    confirm_second_factor,
    read_second_factor,
    remove_second_factor,
    renew_recovery_codes,
)
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, TooManyAttempts, Unavailable, refusals

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/second-factor", tags=["me"])
REFUSALS = refusals(Conflict, TooManyAttempts, Unavailable)


@router.get("", operation_id="get_my_second_factor", response_model=SecondFactorOut)
async def get_my_second_factor(me: Therapist, session: Session) -> SecondFactorOut:
    """Tell which second factors I have, how many recovery codes are left, and if I need one."""
    return await read_second_factor(session, me)


@router.post("", operation_id="begin_second_factor", response_model=BegunOut, responses=REFUSALS)
async def begin(body: ProvenIn, asking: Asks) -> BegunOut:
    """Begin a second factor: an app takes the secret, and makes a code that confirms it.

    It counts once it is confirmed, within 30 minutes. Who has a passkey proves it as any change.
    """
    return await begin_second_factor(body, asking)


@router.post(
    "/confirm",
    operation_id="confirm_second_factor",
    response_model=RecoveryCodesOut,
    responses=REFUSALS,
)
async def confirm(body: ConfirmIn, asking: Asks) -> RecoveryCodesOut:
    """Confirm what was begun by a code; every other phone and browser of mine is signed out."""
    return await confirm_second_factor(body, asking)


@router.post(
    "/recovery-codes",
    operation_id="renew_recovery_codes",
    response_model=RecoveryCodesOut,
    responses=REFUSALS,
)
async def renew(body: ProvenIn, asking: Asks) -> RecoveryCodesOut:
    """Make new recovery codes; the earlier ones work no more."""
    return await renew_recovery_codes(body, asking)


@router.post("/remove", operation_id="remove_second_factor", status_code=204, responses=REFUSALS)
async def remove(body: ProvenIn, asking: Asks) -> None:
    """Sign in without the app again: by the password alone, unless there are passkeys.

    A recovery code will do where the app is lost.
    """
    await remove_second_factor(body, asking)
