"""/settings/second-factor: the codes that a therapist signs in with beside her password."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.access.deps import Config, Now, Session
from api.accounts.second_factor_shapes import ConfirmIn, RecoveryCodesOut
from api.accounts.second_factors import (
    begin_second_factor,
    confirm_second_factor,
    read_begun,
    read_second_factor,
    remove_second_factor,
    renew_recovery_codes,
)
from api.pages.deps import SentBefore, Shown, ShownBefore, Therapist
from api.pages.forms import accept
from api.pages.page_routes import PageRoute, see
from api.pages.proving import Asks, proof_for, proven
from api.pages.qr_codes import qr_code
from api.pages.rendering import Page
from api.platform.settings import Settings

router = APIRouter(route_class=PageRoute, prefix="/settings/second-factor", include_in_schema=False)


@router.get("")
async def show_second_factor(
    me: Therapist, page: Shown, session: Session, now: Now, config: Config
) -> Response:
    """Show which second factors I have, with what begins, renews or removes them."""
    return page.render("second_factor.html", **await _shown(me, session, now, config))


@router.post("")
async def begin(form: SentBefore, asking: Asks) -> Response:
    """Begin an app."""
    await begin_second_factor(proven(form), asking)
    return see("/settings/second-factor/confirm")


@router.get("/confirm")
async def show_begun(
    me: Therapist, page: Shown, session: Session, now: Now, config: Config
) -> Response:
    """Show what was begun, to be scanned, and the form that confirms it by a code."""
    begun = await read_begun(session, me, now, config)
    if begun is None:
        return see("/settings/second-factor")
    return page.render("second_factor_begun.html", begun=begun, qr=qr_code(begun.uri))


@router.post("/confirm")
async def confirm(page: ShownBefore, form: SentBefore, asking: Asks) -> Response:
    """Confirm what was begun, and show the recovery codes, which are shown once."""
    said = accept(ConfirmIn, {"code": form.text("code")})
    return _codes(page, await confirm_second_factor(said, asking), is_new=True)


@router.get("/codes")
async def show_renewal(
    me: Therapist, page: Shown, session: Session, now: Now, config: Config
) -> Response:
    """Show the form that makes new recovery codes."""
    shown = await _shown(me, session, now, config)
    return page.render("recovery_codes.html", codes=None, **shown)


@router.post("/codes")
async def renew(page: ShownBefore, form: SentBefore, asking: Asks) -> Response:
    """Make new recovery codes, and show them once."""
    return _codes(page, await renew_recovery_codes(proven(form), asking), is_new=False)


@router.get("/remove")
async def show_removal(
    me: Therapist, page: Shown, session: Session, now: Now, config: Config
) -> Response:
    """Show the form that removes my app."""
    return page.render("second_factor_removed.html", **await _shown(me, session, now, config))


@router.post("/remove")
async def remove(form: SentBefore, asking: Asks) -> Response:
    """Remove my app."""
    await remove_second_factor(proven(form), asking)
    return see("/settings?saved=factor")


async def _shown(
    me: Caller, session: AsyncSession, now: datetime, config: Settings
) -> dict[str, Any]:
    """Return which factors there are, and what proves by a passkey that it is her."""
    found = await read_second_factor(session, me)
    return {"found": found, "proof": await proof_for(session, me, found, now, config)}


def _codes(page: Page, made: RecoveryCodesOut, *, is_new: bool) -> Response:
    codes = made.recovery_codes
    return page.render("recovery_codes.html", found=None, proof=None, codes=codes, is_new=is_new)
