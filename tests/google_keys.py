"""A stand-in for Google's keys of Firebase's tokens: real certificates over HTTP, on this machine.

What tests sign with `token` is what Firebase would have signed for the project PROJECT.
"""

import json
import threading
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

PROJECT = "carryover-tests"
ISSUER = f"https://securetoken.google.com/{PROJECT}"
ELSEWHERE = "/elsewhere"
SIX_HOURS = {"Cache-Control": "public, max-age=21600, must-revalidate, no-transform"}


@cache
def private_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return the key of this name, which is another one for each name."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def certificate(name: str, until: datetime = datetime(2040, 1, 1, tzinfo=UTC)) -> str:
    """Return the certificate of a key, as Google shows it."""
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "securetoken.system")])
    key = private_key(name)
    made = x509.CertificateBuilder().subject_name(whose).issuer_name(whose)
    made = made.public_key(key.public_key()).serial_number(7)
    made = made.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(until)
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def claims(uid: str, now: datetime, **other: Any) -> dict[str, Any]:
    """Return what Firebase says of a user who has just signed in; None leaves a claim out."""
    at = int(now.timestamp())
    said = {
        "iss": ISSUER,
        "aud": PROJECT,
        "sub": uid,
        "user_id": uid,
        "auth_time": at - 60,
        "iat": at - 60,
        "exp": at + 3540,
        "email": "ana@example.org",
        "email_verified": True,
        "firebase": {"identities": {}, "sign_in_provider": "google.com"},
    } | other
    return {name: value for name, value in said.items() if value is not None}


def token(uid: str, now: datetime, key: str = "first", **other: Any) -> str:
    """Return an ID token of a user, signed with the key of this name."""
    headers = {"kid": key}
    return jwt.encode(claims(uid, now, **other), private_key(key), "RS256", headers=headers)


class GooglesStandIn(ThreadingHTTPServer):
    """Answers with the certificates of `names`, or with whatever `answer` is set to."""

    daemon_threads = True

    def __init__(self, *names: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.names, self.headers = names or ("first",), SIX_HOURS
        self.answer: tuple[int, bytes] | None = None
        self.hangs = threading.Event()
        self.asked = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/certificates"

    def body(self) -> bytes:
        return json.dumps({name: certificate(name) for name in self.names}).encode()

    def close(self) -> None:
        self.hangs.clear()
        self.shutdown()
        self.server_close()


class _Answering(BaseHTTPRequestHandler):
    server: GooglesStandIn

    def do_GET(self) -> None:
        google = self.server
        google.asked += 1
        while google.hangs.is_set():
            threading.Event().wait(0.05)
        good = (200, google.body())
        status, body = good if self.path == ELSEWHERE else google.answer or good
        self.send_response(status)
        if status == 302:
            self.send_header("Location", ELSEWHERE)
        for name, value in google.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@cache
def stand_in() -> GooglesStandIn:
    """Return the one that all tests of this process share; it always answers well."""
    return GooglesStandIn()


def shift(now: datetime, seconds: float) -> int:
    """Return an instant as tokens write it."""
    return int((now + timedelta(seconds=seconds)).timestamp())
