"""/settings/passkeys: the passkeys of a therapist, added and removed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.access.deps import Config, Now, Session
from api.accounts.passkey_shapes import PasskeyIn
from api.accounts.passkeys import (
    add_passkey,
    begin_passkey,
    passkeys_of,
    remove_passkey,
    require_passkey,
)
from api.accounts.second_factors import read_second_factor
from api.pages.deps import Sent, SentBefore, Shown, ShownBefore, Therapist
from api.pages.forms import accept
from api.pages.page_routes import PageRoute, see
from api.pages.proving import Asks, proof_for, proven

router = APIRouter(route_class=PageRoute, prefix="/settings/passkeys", include_in_schema=False)
SAVED = ("added", "removed")


@router.get("")
async def show_passkeys(
    me: Therapist, page: Shown, session: Session, saved: Annotated[str, Query()] = ""
) -> Response:
    """Show my passkeys."""
    return page.render(
        "passkeys.html",
        passkeys=await passkeys_of(session, me.id),
        saved=saved if saved in SAVED and not page.refused else "",
    )


@router.post("")
async def add(
    request: Request,
    me: Therapist,
    page: Shown,
    form: Sent,
    session: Session,
    now: Now,
    config: Config,
) -> Response:
    """Add the passkey that the browser made; with the first factor, show the recovery codes."""
    said = accept(PasskeyIn, {name: form.text(name) for name in PasskeyIn.model_fields})
    agent = request.headers.get("user-agent")
    added = await add_passkey(session, said, me, now, config, agent)
    if not added.recovery_codes:
        return see("/settings/passkeys?saved=added")
    codes = added.recovery_codes
    return page.render("recovery_codes.html", found=None, proof=None, codes=codes, is_new=True)


@router.get("/add")
async def show_addition(
    me: Therapist, page: Shown, session: Session, now: Now, config: Config
) -> Response:
    """Show the form that begins a passkey."""
    found = await read_second_factor(session, me)
    proof = await proof_for(session, me, found, now, config)
    return page.render("passkey_add.html", found=found, proof=proof, options=None)


@router.post("/add")
async def begin(page: ShownBefore, form: SentBefore, asking: Asks) -> Response:
    """Show the button that has the browser make a passkey."""
    options = await begin_passkey(proven(form), asking)
    return page.render("passkey_add.html", found=None, proof=None, options=options)


@router.get("/{passkey_id}/remove")
async def show_removal(
    passkey_id: UUID, me: Therapist, page: Shown, session: Session, now: Now, config: Config
) -> Response:
    """Show the form that removes one of my passkeys."""
    passkey = await require_passkey(session, me, passkey_id)
    found = await read_second_factor(session, me)
    proof = await proof_for(session, me, found, now, config)
    return page.render("passkey_removed.html", passkey=passkey, found=found, proof=proof)


@router.post("/{passkey_id}/remove")
async def remove(passkey_id: UUID, form: SentBefore, asking: Asks) -> Response:
    """Remove one of my passkeys."""
    await remove_passkey(passkey_id, proven(form), asking)
    return see("/settings/passkeys?saved=removed")
