"""/settings/second-factor: the codes that a therapist signs in with beside her password."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.access.deps import Address, Config, Now, Session, Sessions
from api.accounts.second_factor_shapes import BeginIn, ConfirmIn, ProvenIn, RecoveryCodesOut
from api.accounts.second_factors import (
    Asking,
    begin_second_factor,
    confirm_second_factor,
    read_begun,
    read_second_factor,
    remove_second_factor,
    renew_recovery_codes,
)
from api.pages.deps import SentBefore, Shown, ShownBefore, Therapist, TherapistBefore
from api.pages.forms import Form, accept
from api.pages.page_routes import PageRoute, see
from api.pages.qr_codes import qr_code
from api.pages.rendering import Page

router = APIRouter(route_class=PageRoute, prefix="/settings/second-factor", include_in_schema=False)


async def _asking(
    me: TherapistBefore, sessions: Sessions, address: Address, now: Now, config: Config
) -> Asking:
    return Asking(me, sessions, address, now, config)


Asks = Annotated[Asking, Depends(_asking)]


@router.get("")
async def show_second_factor(me: Therapist, page: Shown, session: Session) -> Response:
    """Show whether I have a second factor, with what begins, renews or removes it."""
    return page.render("second_factor.html", found=await read_second_factor(session, me))


@router.post("")
async def begin(form: SentBefore, asking: Asks) -> Response:
    """Begin a second factor."""
    said = accept(BeginIn, {"current_password": form.untouched("current_password")})
    await begin_second_factor(said, asking)
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
async def show_renewal(me: Therapist, page: Shown, session: Session) -> Response:
    """Show the form that makes new recovery codes."""
    found = await read_second_factor(session, me)
    return page.render("recovery_codes.html", found=found, codes=None)


@router.post("/codes")
async def renew(page: ShownBefore, form: SentBefore, asking: Asks) -> Response:
    """Make new recovery codes, and show them once."""
    return _codes(page, await renew_recovery_codes(_proven(form), asking), is_new=False)


@router.get("/remove")
async def show_removal(me: Therapist, page: Shown, session: Session) -> Response:
    """Show the form that removes my second factor."""
    return page.render("second_factor_removed.html", found=await read_second_factor(session, me))


@router.post("/remove")
async def remove(form: SentBefore, asking: Asks) -> Response:
    """Remove my second factor."""
    await remove_second_factor(_proven(form), asking)
    return see("/settings?saved=factor")


def _proven(form: Form) -> ProvenIn:
    password = form.untouched("current_password")
    return accept(ProvenIn, {"current_password": password, "code": form.text("code")})


def _codes(page: Page, made: RecoveryCodesOut, *, is_new: bool) -> Response:
    codes = made.recovery_codes
    return page.render("recovery_codes.html", found=None, codes=codes, is_new=is_new)
