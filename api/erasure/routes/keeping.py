"""/v1/auth/keep-account: taking back that an account is erased."""

from fastapi import APIRouter

from api.access.deps import Address, Config, Now, Sessions
from api.accounts.codes import WrongCode
from api.accounts.signing_in import WrongCredentials
from api.erasure.keeping import KeepAccountIn, keep_mine
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, TooManyAttempts, Unavailable, refusals
from api.platform.http.fields import Out

router = APIRouter(route_class=JsonRoute, prefix="/v1/auth", tags=["accounts"])


class KeptOut(Out):
    kept: bool


@router.post(
    "/keep-account",
    operation_id="keep_account",
    response_model=KeptOut,
    responses=refusals(WrongCode, WrongCredentials, Conflict, TooManyAttempts, Unavailable),
)
async def keep_account(
    body: KeepAccountIn, sessions: Sessions, now: Now, config: Config, address: Address
) -> KeptOut:
    """Keep an account whose erasure was asked for; it does not sign in.

    A code works once. Who has a password signs in with it afterwards; who has none asks her
    therapist for an invite.
    """
    await keep_mine(body, sessions, address, now, config)
    return KeptOut(kept=True)
