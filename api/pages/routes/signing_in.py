"""/sign-in and /sign-out: the cookie of a therapist's browser, for a password or a passkey."""

from functools import partial
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from api.access.audit import note_own
from api.access.deps import Address, Config, Now, Session, Sessions
from api.accounts.challenges import ChallengeInvalid, SecondFactorRequired
from api.accounts.passkey_shapes import AssertionIn
from api.accounts.passkey_uses import sign_in_by_passkey
from api.accounts.second_steps import SecondStepIn, take_second_step
from api.accounts.sign_ins import end_sign_in
from api.accounts.signing_in import SignInIn, sign_in_with
from api.pages.callers import begin_on_pages
from api.pages.cookies import SIGN_IN, STEP, Cookie, read_cookie, set_cookie
from api.pages.deps import Sent, Shown, Therapist
from api.pages.forms import accept, read_form
from api.pages.guards import require_same_site
from api.pages.page_routes import PageRoute, see
from api.pages.proving import signed_in

router = APIRouter(route_class=PageRoute, include_in_schema=False)
# Whatever of it a browser could still show is gone with the sign-in.
FORGET = {"Clear-Site-Data": '"cache", "storage"'}


@router.get("/sign-in")
@router.get("/sign-in/passkey")
async def show_sign_in(
    page: Shown, next: Annotated[str, Query()] = "/", late: Annotated[str, Query()] = ""
) -> Response:
    """Show the form in which a therapist signs in."""
    return page.render("sign_in.html", next=page.sent.text("next") or next, late=bool(late))


@router.post("/sign-in")
async def sign_in(
    request: Request, sessions: Sessions, now: Now, config: Config, address: Address
) -> Response:
    """Sign a therapist in, and go where she was going; or ask for the code of her second factor."""
    require_same_site(request)
    form = request.state.sent = read_form(await request.body())
    said = accept(SignInIn, {"email": form.text("email"), "password": form.untouched("password")})
    begin = partial(begin_on_pages, request, now=now, config=config)
    try:
        cookies = await sign_in_with(said, sessions, address, now, config, begin)
    except SecondFactorRequired as required:
        set_cookie(request, Cookie(required.extra["challenge"], STEP))
        return see(f"/sign-in/code?next={quote(_local(form.text('next')), safe='')}")
    set_cookie(request, *cookies)
    return see(_local(form.text("next")))


@router.post("/sign-in/passkey")
async def sign_in_by(
    request: Request, sessions: Sessions, now: Now, config: Config, address: Address
) -> Response:
    """Sign a therapist in whose passkey the browser asked for, and go where she was going."""
    require_same_site(request)
    form = request.state.sent = read_form(await request.body())
    said = accept(AssertionIn, signed_in(form))
    begin = partial(begin_on_pages, request, now=now, config=config)
    cookies = await sign_in_by_passkey(said, sessions, address, now, config, begin)
    set_cookie(request, *cookies, Cookie(None, STEP))
    return see(_local(form.text("next")))


@router.get("/sign-in/code")
async def show_second_step(
    request: Request, page: Shown, config: Config, next: Annotated[str, Query()] = "/"
) -> Response:
    """Show the form that takes a code, to whoever gave a right password just now."""
    if read_cookie(request, STEP, config) is None:
        return see("/sign-in")
    return page.render("second_step.html", next=page.sent.text("next") or next)


@router.post("/sign-in/code")
async def take_code(
    request: Request, sessions: Sessions, now: Now, config: Config, address: Address
) -> Response:
    """Sign a therapist in whose password was right, and whose code is."""
    require_same_site(request)
    form = request.state.sent = read_form(await request.body())
    challenge = read_cookie(request, STEP, config)
    if challenge is None:
        return see("/sign-in")
    said = accept(SecondStepIn, {"challenge": challenge, "code": form.text("code")})
    begin = partial(begin_on_pages, request, now=now, config=config)
    try:
        cookies = await take_second_step(said, sessions, address, now, config, begin)
    except ChallengeInvalid:
        set_cookie(request, Cookie(None, STEP))
        return see("/sign-in?late=yes")
    set_cookie(request, *cookies, Cookie(None, STEP))
    return see(_local(form.text("next")))


@router.post("/sign-out")
async def sign_out(
    request: Request, me: Therapist, _: Sent, session: Session, now: Now
) -> Response:
    """End the sign-in of this browser."""
    await end_sign_in(session, me.sign_in_id, now)
    note_own(session, now, "end sign-in", me, {"sign_in_id": str(me.sign_in_id)})
    set_cookie(request, Cookie(None, SIGN_IN))
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
