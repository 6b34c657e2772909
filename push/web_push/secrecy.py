"""What keeps a message between us and one browser: its encryption, and our signature.

Encryption: RFC 8291. Signature: RFC 8292, one a push service for half a day, since each costs as
much as the encryption of ten messages.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from py_vapid import Vapid02, VapidException
from pywebpush import WebPusher, WebPushException
from yarl import URL

from push.transports import Address

# A push service takes 24 hours at most.
LASTS, RENEWED_BEFORE = timedelta(hours=12), timedelta(hours=1)
# More services than there are; what is beyond was asked for by who invents their names.
KEPT = 64


@dataclass(frozen=True, slots=True)
class Signed:
    """The headers that name us to one push service, and until when."""

    headers: dict[str, str] = field(repr=False)
    expires_at: datetime


class Signer:
    """Signs with one private key, in the name of a contact."""

    def __init__(self, private: str, contact: str) -> None:
        self._key = Vapid02.from_string(private)
        # It would refuse a contact with a path; ours are judged with the settings.
        self._key.conf["no-strict"] = True
        self._contact = contact
        self._signed: dict[str, Signed] = {}

    def headers(self, url: URL, now: datetime) -> dict[str, str]:
        """Return the headers for the service at a URL, signed anew before they run out.

        Raises ValueError for a URL that nothing can be signed for.
        """
        origin = str(url.origin())
        known = self._signed.get(origin)
        if known is None or not RENEWED_BEFORE < known.expires_at - now <= LASTS:
            if len(self._signed) >= KEPT:
                self._signed.clear()
            known = self._signed[origin] = self._sign(origin, now + LASTS)
        return known.headers

    def _sign(self, origin: str, until: datetime) -> Signed:
        claims = {"aud": origin, "exp": int(until.timestamp()), "sub": self._contact}
        try:
            return Signed(self._key.sign(claims), until)
        except VapidException as error:
            raise ValueError("Nothing can be signed for this origin.") from error


def encrypted(text: bytes, target: Address) -> bytes:
    """Return a text that only this browser can read. Raises ValueError if its keys are none."""
    keys = {"p256dh": target.p256dh, "auth": target.auth}
    try:
        pusher = WebPusher({"endpoint": target.value, "keys": keys})
        body: bytes = pusher.encode(text, content_encoding="aes128gcm")["body"]
    except (WebPushException, TypeError, LookupError) as error:
        raise ValueError("The keys of the browser are none.") from error
    return body
