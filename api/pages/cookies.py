"""The cookies of the pages: what each is named, how long a browser keeps it, and that no script
reads it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypedDict

from fastapi import Request, Response

from api.access.tokens import CHALLENGE_LIFETIME
from api.platform.settings import Settings

Kind = Literal["", "-step", "-browser"]
# A sign-in; a right password whose code is still to come; a browser, whoever signs in there.
SIGN_IN: Kind = ""
STEP: Kind = "-step"
BROWSER: Kind = "-browser"
# Browsers keep none longer than 400 days.
BROWSER_LASTS = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Cookie:
    """What a browser keeps; without a value it forgets it."""

    value: str | None
    kind: Kind = SIGN_IN


class Attributes(TypedDict):
    httponly: bool
    samesite: Literal["lax"]
    secure: bool
    path: str


def set_cookie(request: Request, *cookies: Cookie) -> None:
    """Have the answer to a request give or take cookies."""
    request.state.cookies = {
        **getattr(request.state, "cookies", {}),
        **{each.kind: each for each in cookies},
    }


def read_cookie(request: Request, kind: Kind, config: Settings) -> str | None:
    """Return what a request says of a cookie."""
    return request.cookies.get(name_of(config, kind)) or None


def keep_cookies(request: Request, response: Response) -> None:
    """Write the cookies that were set for the answer to a request."""
    cookies: dict[Kind, Cookie] = getattr(request.state, "cookies", {})
    for cookie in cookies.values():
        _keep(response, cookie, request.app.state.settings)


def name_of(config: Settings, kind: Kind = SIGN_IN) -> str:
    """Return a cookie's name: behind TLS one that no other host and no plain answer can set."""
    return f"{'__Host-' if _is_secure(config) else ''}carryover{kind}"


def idle(config: Settings) -> timedelta:
    """Return for how long a therapist's sign-in can go unused."""
    return timedelta(hours=config.therapist_idle_hours)


def _keep(response: Response, cookie: Cookie, config: Settings) -> None:
    attributes = Attributes(httponly=True, samesite="lax", secure=_is_secure(config), path="/")
    name = name_of(config, cookie.kind)
    if cookie.value is None:
        response.delete_cookie(name, **attributes)
    else:
        age = int(_lasts(cookie.kind, config).total_seconds())
        response.set_cookie(name, cookie.value, max_age=age, **attributes)


def _lasts(kind: Kind, config: Settings) -> timedelta:
    if kind == BROWSER:
        return BROWSER_LASTS
    return CHALLENGE_LIFETIME if kind == STEP else idle(config)


def _is_secure(config: Settings) -> bool:
    return config.public_url.startswith("https://")
