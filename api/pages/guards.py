"""That a form was sent from a page of ours: by its token, and by what the browser says of it.

The token differs each time it is shown, so that nothing is learnt from how well a page compresses.
"""

import hashlib
import hmac
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Request

from api.platform.http.errors import Problem
from api.platform.ids import new_token
from api.platform.keys import Keys

FIELD = "token"


class FromElsewhere(Problem):
    status, code = 403, "from_elsewhere"
    title = "The form was not sent from this page. Open the page again."


def token_for(sign_in_id: UUID, keys: Keys) -> str:
    """Return a new token for the forms of a page."""
    return _token(new_token(), sign_in_id, keys.signing)


def require_own(request: Request, token: str | None, sign_in_id: UUID, keys: Keys) -> None:
    """Refuse a form that was not sent from a page of this sign-in."""
    require_same_site(request)
    salt = (token or "").partition(".")[0]
    sent = (token or "").encode(errors="surrogatepass")
    made = (_token(salt, sign_in_id, key).encode(errors="surrogatepass") for key in keys.all)
    if not any(hmac.compare_digest(each, sent) for each in made):
        raise FromElsewhere


def require_same_site(request: Request) -> None:
    """Refuse what a browser says was sent by a page of another site."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        raise FromElsewhere
    if site is None and origin is not None and _host(origin) != request.headers.get("host"):
        raise FromElsewhere


def _host(origin: str) -> str:
    return urlsplit(origin).netloc


def _token(salt: str, sign_in_id: UUID, key: str) -> str:
    sealed = hmac.new(key.encode(), f"{salt}.{sign_in_id}".encode(), hashlib.sha256)
    return f"{salt}.{sealed.hexdigest()}"
