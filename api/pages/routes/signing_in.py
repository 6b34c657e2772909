"""/sign-in and /sign-out: the cookie of a therapist's browser."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import note_own
from api.access.deps import Address, Config, Now, Session, Sessions
from api.accounts.sign_ins import begin_sign_in, end_sign_in
from api.accounts.signing_in import SignInIn, sign_in_with
from api.pages.callers import Cookie, cookie_of
from api.pages.deps import Sent, Shown, Therapist
from api.pages.forms import accept, read_form
from api.pages.guards import require_same_site
from api.pages.page_routes import PageRoute, see
from api.platform.http.errors import Forbidden
from api.tables import Account

router = APIRouter(route_class=PageRoute, include_in_schema=False)
# Whatever of it a browser could still show is gone with the sign-in.
FORGET = {"Clear-Site-Data": '"cache", "storage"'}


class NotForClients(Forbidden):
    code, title = "pages_for_therapists", "These pages are for therapists."


@router.get("/sign-in")
async def show_sign_in(page: Shown, next: Annotated[str, Query()] = "/") -> Response:
    """Show the form in which a therapist signs in."""
    return page.render("sign_in.html", next=page.sent.text("next") or next)


@router.post("/sign-in")
async def sign_in(
    request: Request, sessions: Sessions, now: Now, config: Config, address: Address
) -> Response:
    """Sign a therapist in, and go where she was going."""
    require_same_site(request)
    form = request.state.sent = read_form(await request.body())
    said = accept(SignInIn, {"email": form.text("email"), "password": form.untouched("password")})

    async def begin(session: AsyncSession, account: Account) -> Cookie:
        if account.role != "therapist":
            raise NotForClients
        sign_in = await begin_sign_in(session, account, now, config, "sign in")
        return cookie_of(account.id, sign_in.id, now, config)

    request.state.cookie = await sign_in_with(said, sessions, address, now, config, begin)
    return see(_local(form.text("next")))


@router.post("/sign-out")
async def sign_out(
    request: Request, me: Therapist, _: Sent, session: Session, now: Now
) -> Response:
    """End the sign-in of this browser."""
    await end_sign_in(session, me.sign_in_id, now)
    note_own(session, now, "end sign-in", me, {"sign_in_id": str(me.sign_in_id)})
    request.state.cookie = Cookie(None)
    response = see("/")
    response.headers.update(FORGET)
    return response


def _local(path: str | None) -> str:
    """Return a path of ours; what could lead elsewhere leads home."""
    said = path or "/"
    leads_away = (
        not said.startswith("/") or said.startswith(("//", "/\\")) or not said.isprintable()
    )
    return "/" if leads_away else said
