"""/v1/auth: what a one-time code opens: a phone by an invite, a new password by either kind."""

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict

from api.access.deps import Address, Config, Now, Sessions
from api.access.repeatable import REPLAYED_HEADER, RepeatableRoute
from api.accounts.challenges import (
    SecondFactorRequired,
    challenge_for,
    has_second_factor,
    require_no_second_step,
)
from api.accounts.changing_passwords import note_reset
from api.accounts.codes import WrongCode, find_code, lock_owner, move_in, use_up
from api.accounts.credentials import (
    PasswordNeeded,
    prove_or_choose,
    require_no_clients,
    require_resettable,
    set_credentials,
)
from api.accounts.failures import failure_key
from api.accounts.firebase.identities import forget_identity
from api.accounts.kept_tokens import claim_or_answer_again, keep_tokens, seal_of_code
from api.accounts.passwords import hash_password, require_strong
from api.accounts.phone_values import LocaleSaid, WarningOut, ZoneSaid
from api.accounts.second_steps import release_codes
from api.accounts.sign_ins import Tokens, end_other_sign_ins, start_sign_in
from api.platform.db import transaction
from api.platform.http.errors import Conflict, TooManyAttempts, Unavailable, refusals
from api.platform.http.fields import Email, In, Secret, Text, TokensOut
from api.platform.http.idempotency import IdempotencyKey

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/auth", tags=["accounts"])


class RedeemInviteIn(In):
    """Who has a password has to send it; the e-mail may be left out then.

    Else they are chosen here, together or not at all: a client's phone works without them, a
    therapist has to choose them.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "7KQ4M-2XW9D",
                    "timezone": "Europe/Berlin",
                    "locale": "de",
                    "email": "ana@mail.example",
                    "password": "my grandmother's blue kite",
                },
                {"code": "7kq4m2xw9d", "timezone": "America/Mexico_City"},
            ]
        }
    )

    code: Secret
    timezone: ZoneSaid
    locale: LocaleSaid | None = None
    email: Email | None = None
    password: Text | None = None


class RedeemedOut(TokensOut):
    """`warnings`: whether the zone or the language was not taken as it was sent."""

    warnings: list[WarningOut]


class ResetPasswordIn(In):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"code": "7KQ4M-2XW9D", "password": "eleven herons at low tide"}]
        }
    )

    code: Secret
    password: Text


REFUSALS = refusals(WrongCode, Conflict, TooManyAttempts, Unavailable)
REDEEM_REFUSALS = REFUSALS | refusals(PasswordNeeded)
RESET_REFUSALS = REFUSALS | refusals(SecondFactorRequired)


@router.post(
    "/redeem-invite",
    operation_id="redeem_invite",
    response_model=RedeemedOut,
    responses={200: {"headers": REPLAYED_HEADER}, **REDEEM_REFUSALS},
)
async def redeem_invite(
    body: RedeemInviteIn,
    request: Request,
    sessions: Sessions,
    now: Now,
    config: Config,
    address: Address,
    idempotency_key: IdempotencyKey = None,
) -> RedeemedOut | Response:
    """Turn an invite into a signed-in phone: its owner's first, or a new one.

    Three tries with an e-mail that cannot be had revoke the invite.
    If the answer was lost, the same request with the same Idempotency-Key gets it for 10 minutes,
    as long as that sign-in has not ended; without the key the code is used up.
    Who has a second factor gets a challenge once her password was right, and the invite is unspent.
    """
    key = failure_key(config.signing_key, "code", address)
    seal = await seal_of_code(request, config.keys, body.code, idempotency_key)
    found = await find_code(sessions, body.code, ("invite",), key, now, seal)
    own = failure_key(config.signing_key, "code", address, str(found.owner.id))
    chosen = await prove_or_choose(sessions, found, body.email, body.password, own, now)
    async with transaction(sessions) as session:
        await claim_or_answer_again(session, seal, now)
        account = await lock_owner(session, found)
        await require_no_clients(session, found)
        await require_no_second_step(session, account, now, config)
        await use_up(session, found, key, now)
        await set_credentials(session, found, account, chosen, own, now)
        spread_s = config.reminder_spread_s
        warnings = await move_in(session, account, body.timezone, body.locale, now, spread_s)
        by = found.made_by
        tokens = await start_sign_in(session, account, now, config, "redeem invite", code_by=by)
        shown = RedeemedOut(**dict(TokensOut.model_validate(tokens)), warnings=warnings)
        return await keep_tokens(session, seal, tokens, shown, now)


@router.post(
    "/reset-password",
    operation_id="reset_password",
    response_model=TokensOut,
    responses=RESET_REFUSALS,
)
async def reset_password(
    body: ResetPasswordIn, sessions: Sessions, now: Now, config: Config, address: Address
) -> Tokens:
    """Set a new password with a code from the therapist or operator; all phones are signed out.

    An admin's code sets no other therapist's password while clients are in her care.
    Who has a second factor gets a challenge in place of tokens, once the password is set.
    """
    key = failure_key(config.signing_key, "code", address)
    found = await find_code(sessions, body.code, ("invite", "password_reset"), key, now)
    if found.owner.email is None:
        raise Conflict(code="no_email", title="This account has no e-mail to sign in with yet.")
    require_strong(body.password, found.owner.email, "/password")
    own = failure_key(config.signing_key, "code", address, str(found.owner.id))
    password_hash = await hash_password(body.password, own)
    async with transaction(sessions) as session:
        account = await lock_owner(session, found)
        await require_resettable(session, found)
        await use_up(session, found, key, now)
        account.password_hash = password_hash
        await forget_identity(session, account.id)
        await end_other_sign_ins(session, account.id, now)
        await release_codes(session, account.id)
        by = found.made_by
        if not await has_second_factor(session, account.id):
            return await start_sign_in(session, account, now, config, "reset password", code_by=by)
        await note_reset(session, account, now, by)
    raise SecondFactorRequired(challenge=challenge_for(account, now, config.keys))
