"""What a form has that changes factors: a password, and what proves its sender beside it."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.access.deps import Address, Config, Now, Sessions
from api.accounts.asking import Asking
from api.accounts.passkey_shapes import PasskeyOptionsOut
from api.accounts.passkeys import options_to_prove
from api.accounts.second_factor_shapes import ProvenIn, SecondFactorOut
from api.pages.deps import TherapistBefore
from api.pages.forms import Form, accept
from api.platform.settings import Settings
from api.rules.passkeys import site_of

SIGNED = ("credential_id", "client_data", "authenticator_data", "signature", "user_handle")


async def _asking(
    me: TherapistBefore, sessions: Sessions, address: Address, now: Now, config: Config
) -> Asking:
    return Asking(me, sessions, address, now, config)


Asks = Annotated[Asking, Depends(_asking)]
"""Who changes something, in transactions that the handler opens itself."""


def signed_in(form: Form) -> dict[str, str | None]:
    """Return what a passkey signed, as a form has it."""
    return {name: form.text(name) for name in SIGNED}


def proven(form: Form) -> ProvenIn:
    """Return what a form shows: the password, and a code or what a passkey signed."""
    said: dict[str, object] = {"current_password": form.untouched("current_password")}
    if form.text("credential_id"):
        return accept(ProvenIn, said | {"passkey": signed_in(form)})
    return accept(ProvenIn, said | {"code": form.text("code")})


async def proof_for(
    session: AsyncSession, me: Caller, found: SecondFactorOut, now: datetime, config: Settings
) -> PasskeyOptionsOut | None:
    """Return what a browser is asked with to prove it by a passkey; None where that cannot be."""
    if not found.passkeys or site_of(config.public_url) is None:
        return None
    return await options_to_prove(session, me, now, config)
