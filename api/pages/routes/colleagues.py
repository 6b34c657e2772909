"""/people/{id}: a therapist of the practice: her invite, her rights, and whether she works here."""

from uuid import UUID

from fastapi import APIRouter, Response

from api import access
from api.access.deps import Config, Now, Session
from api.pages.deps import Admin, Sent, Shown
from api.pages.forms import accept
from api.pages.page_routes import PageRoute, see
from api.pages.qr_codes import qr_code
from api.people.colleagues import (
    TherapistIn,
    TherapistPatch,
    add_colleague,
    edit_colleague,
    invite_colleague,
)
from api.people.coming_and_going import DeactivateIn, let_go, let_in_again
from api.people.therapists import load_at_work, load_therapist
from api.platform.http.edits import Edit

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/people/new")
async def show_new_colleague(_: Admin, page: Shown) -> Response:
    """Show the form in which a colleague is invited."""
    return page.render("new_colleague.html")


@router.post("/people/new")
async def add_therapist(
    me: Admin, page: Shown, form: Sent, session: Session, now: Now, config: Config
) -> Response:
    """Invite someone to work here, and show her invite, which is shown once."""
    values = {
        "name": form.text("name"),
        "admin": form.ticked("admin"),
        "locale": form.text("locale"),
    }
    body = accept(TherapistIn, values)
    added = await add_colleague(session, body, me, now, config.public_url)
    invite, qr = added.invite, qr_code(added.invite.link)
    return page.render("colleague_invite.html", therapist=added.therapist, invite=invite, qr=qr)


@router.get("/people/{therapist_id}")
async def show_colleague(therapist_id: UUID, me: Admin, page: Shown, session: Session) -> Response:
    """Show a therapist of the practice, with what may be changed of her."""
    account = await access.practice_therapist(session, therapist_id, me)
    therapist = await load_therapist(session, account)
    return page.render("colleague.html", therapist=therapist)


@router.post("/people/{therapist_id}")
async def edit_therapist(
    therapist_id: UUID, me: Admin, form: Sent, session: Session, now: Now
) -> Response:
    """Change a therapist's name, or give or take the admin right."""
    changes = {"name": form.text("name") or "", "admin": form.ticked("admin")}
    sent = Edit(TherapistPatch, changes)
    await edit_colleague(session, therapist_id, sent, form.text("etag"), me, now)
    # Who has taken it from herself may not see people any more.
    still = me.id != therapist_id or changes["admin"]
    return see(f"/people/{therapist_id}" if still else "/")


@router.get("/people/{therapist_id}/invite")
async def show_therapists_invite(
    therapist_id: UUID, me: Admin, page: Shown, session: Session
) -> Response:
    """Show what a code is for, and the button that makes one."""
    account = await access.practice_therapist(session, therapist_id, me)
    therapist = await load_therapist(session, account)
    return page.render("colleague_invite.html", therapist=therapist, invite=None)


@router.post("/people/{therapist_id}/invite")
async def invite_therapist(
    therapist_id: UUID,
    me: Admin,
    page: Shown,
    _: Sent,
    session: Session,
    now: Now,
    config: Config,
) -> Response:
    """Make a new invite, or a code with which she sets a new password, and show it once."""
    invite = await invite_colleague(session, therapist_id, me, now, config.public_url)
    account = await access.practice_therapist(session, therapist_id, me)
    therapist, qr = await load_therapist(session, account), qr_code(invite.link)
    return page.render("colleague_invite.html", therapist=therapist, invite=invite, qr=qr)


@router.get("/people/{therapist_id}/deactivate")
async def show_deactivation(
    therapist_id: UUID, me: Admin, page: Shown, session: Session
) -> Response:
    """Show what a deactivation does, and ask for it once more."""
    account = await access.practice_therapist(session, therapist_id, me)
    therapist = await load_therapist(session, account)
    carers = await load_at_work(session, me)
    options = [(each.id, each.name) for each in carers if each.id != therapist_id]
    return page.render("deactivate.html", therapist=therapist, options=options)


@router.post("/people/{therapist_id}/deactivate")
async def deactivate_therapist(
    therapist_id: UUID, me: Admin, form: Sent, session: Session, now: Now, config: Config
) -> Response:
    """Sign a therapist out everywhere, and give her clients to another if one is named."""
    to = accept(DeactivateIn, {"reassign_to": form.text("reassign_to")}).reassign_to
    await let_go(session, therapist_id, to, me, now, config.reminder_spread_s)
    return see(f"/people/{therapist_id}")


@router.post("/people/{therapist_id}/reactivate")
async def reactivate_therapist(
    therapist_id: UUID, me: Admin, _: Sent, session: Session, now: Now, config: Config
) -> Response:
    """Let a therapist sign in again."""
    await let_in_again(session, therapist_id, me, now, config.reminder_spread_s)
    return see(f"/people/{therapist_id}")
