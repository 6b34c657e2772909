"""The keys that Google signs Firebase's tokens with: fetched, and kept for as long as it says.

A token that names an unknown key has none fetched: anyone can make up names. Google publishes a
key long before it signs with it.
https://firebase.google.com/docs/auth/admin/verify-id-tokens#verify_id_tokens_using_a_third-party_jwt_library
"""

import json
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, build_opener

import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate

from api.platform.http.errors import Unavailable
from api.platform.lanes import Lane
from api.platform.log_lines import describe

log = structlog.get_logger("carryover.accounts")
GOOGLES = "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com"
TIMEOUT_S = 4.0
MOST_BYTES, CHUNK = 256 * 1024, 16 * 1024
SHORTEST_BITS = 2048
# How long keys are kept at least and at most, whatever the answer says.
LEAST, MOST = timedelta(minutes=1), timedelta(hours=24)
# So much longer they go on while no others can be had; a key lives for two weeks.
STALE = timedelta(hours=24)
# After a failure the next fetch waits for so long.
PAUSE = timedelta(seconds=10)
MAX_AGE = re.compile(r"\bmax-age=(\d{1,9})\b")
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Held:
    """Keys by the names that tokens have for them, and until when these are all there are."""

    keys: Mapping[str, RSAPublicKey]
    fresh_until: datetime


class GooglesKeys:
    """Google's keys as they are known to this process; one fetch at a time, off the event loop."""

    def __init__(self, url: str = GOOGLES) -> None:
        self._url = url
        self._lane = Lane("firebase-keys", threads=1, places=64)
        self._held = Held({}, NEVER)
        self._not_before = NEVER

    async def named(self, key_id: str | None, now: datetime) -> RSAPublicKey | None:
        """Return a key, None if there is none of this name; Unavailable if that is not known."""
        if self._wants_others(now):
            with suppress(Unavailable):
                await self._lane.run(partial(self._renew, now))
        held = self._held
        is_fresh, is_usable = now < held.fresh_until, now - STALE < held.fresh_until
        key = held.keys.get(key_id) if key_id is not None and is_usable else None
        if key is None and not is_fresh:
            raise Unavailable(retry_after_s=int(PAUSE.total_seconds()))
        return key

    def _wants_others(self, now: datetime) -> bool:
        return now >= self._held.fresh_until and now >= self._not_before

    def _renew(self, now: datetime) -> None:
        # Whoever waited for a fetch finds what it brought.
        if not self._wants_others(now):
            return
        try:
            self._held = _fetched(self._url, now)
        except Exception as error:  # noqa: BLE001 - whatever is wrong there, the keys go on.
            self._not_before = now + PAUSE
            log.error("firebase_keys_unavailable", **describe(error))


class _Refusing(HTTPRedirectHandler):
    """Follows no redirect: the address is known, and nobody else's keys count."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = build_opener(_Refusing)


def _fetched(url: str, now: datetime) -> Held:
    """Fetch the keys (blocking). Raises OSError, ValueError for what is no answer of Google's."""
    headers, body = _answer(url)
    certificates = json.loads(body)
    keys = {str(name): _key(pem, now) for name, pem in certificates.items()}
    known = {name: key for name, key in keys.items() if key is not None}
    if not known:
        raise ValueError("no key is good for anything")
    return Held(known, now + _lifetime(headers))


def _answer(url: str) -> tuple[Mapping[str, str], bytes]:
    until, body = time.monotonic() + TIMEOUT_S, bytearray()
    with _asked(url) as answer:
        while chunk := answer.read1(CHUNK):
            body += chunk
            if len(body) > MOST_BYTES or time.monotonic() > until:
                raise ValueError("the answer is too long, or takes too long")
        return answer.headers, bytes(body)


def _asked(url: str) -> Any:
    try:
        return _OPENER.open(url, timeout=TIMEOUT_S)
    except HTTPError as refusal:
        refusal.close()
        raise


def _key(pem: str, now: datetime) -> RSAPublicKey | None:
    """Return the key of a certificate, None where it is over, weak or of another kind."""
    certificate = load_pem_x509_certificate(pem.encode())
    key = certificate.public_key()
    if certificate.not_valid_after_utc <= now or not isinstance(key, RSAPublicKey):
        return None
    return key if key.key_size >= SHORTEST_BITS else None


def _lifetime(headers: Mapping[str, str]) -> timedelta:
    found, age = MAX_AGE.search(headers.get("Cache-Control", "")), headers.get("Age", "")
    seconds = int(found[1]) if found else 0
    lived = int(age) if age.isdecimal() and len(age) < 10 else 0
    return min(max(timedelta(seconds=seconds - lived), LEAST), MOST)
