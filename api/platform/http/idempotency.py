"""The Idempotency-Key header, and the seal under which an answer to it is kept.

A seal is made of a secret key, the Idempotency-Key and the body that was sent. None of them is
stored: who reads the database, or has the secret as well, cannot open it without the other two.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from cryptography.fernet import Fernet, InvalidToken
from fastapi import Header, Request, Response
from pydantic import AfterValidator
from pydantic.json_schema import SkipJsonSchema

from api.platform.http.errors import Conflict, Problem
from api.platform.keys import Keys

REPLAYED = "Idempotency-Replayed"
# Bare, or a string of RFC 9651: quotes and backslashes in it stand behind a backslash.
KEY = re.compile(r'([!#-~][!-~]{0,254})|"((?:[!#-\[\]-~]|\\["\\]){1,255})"')
ESCAPED = re.compile(r"\\(.)")


class KeyReused(Problem):
    status, code = 422, "idempotency_key_reused"
    title = "This Idempotency-Key came with another body before. Take a new key for a new request."


class KeyInUse(Conflict):
    code = "idempotency_key_in_use"
    title = "The first request with this Idempotency-Key is still running. Try again."

    def __init__(self) -> None:
        super().__init__(retry_after_s=1, retryable=True)


class Replay(Exception):
    """Instead of being carried out again, a request is given the answer that was kept for it."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer
        super().__init__()


def _unquoted(value: str | None) -> str | None:
    """Return the key of a header, which is the same key quoted and bare."""
    if value is None:
        return None
    found = KEY.fullmatch(value.strip(" \t"))
    if found is None:
        raise ValueError("not_an_idempotency_key")
    return found[1] or ESCAPED.sub(r"\1", found[2])


IdempotencyKey = Annotated[
    str | SkipJsonSchema[None],
    Header(
        alias="Idempotency-Key",
        description="Makes it safe to send the request again: 1 to 255 visible ASCII characters "
        "of your choice, quoted or bare, new for each thing to be created.",
        json_schema_extra={"pattern": f"^({KEY.pattern})$"},
        examples=["8e03978e-40d5-43e8-bc93-6894a57f9324"],
    ),
    AfterValidator(_unquoted),
]


@dataclass(frozen=True, slots=True)
class Seal:
    """What a request and its repetitions have in common.

    `secrets` has one for each secret key, the newest first, by the `key_hash` that names what was
    sealed with it in the database.
    """

    secrets: Mapping[str, bytes]

    @property
    def key_hash(self) -> str:
        """Return under what an answer is kept from now on."""
        return next(iter(self.secrets))

    def close(self, answer: Response, now: datetime) -> str:
        """Return an answer, sealed."""
        kept = {
            "status": answer.status_code,
            "headers": {k: v for k, v in answer.headers.items() if k != "content-length"},
            "body": bytes(answer.body).decode(),
        }
        return self._of(self.key_hash).encrypt_at_time(_bytes(kept), int(now.timestamp())).decode()

    def open(self, key_hash: str, sealed: str) -> Response:
        """Return what is kept, which says that it is not the first; KeyReused for another body."""
        try:
            kept = json.loads(self._of(key_hash).decrypt(sealed.encode()))
        except InvalidToken:
            raise KeyReused from None
        return Response(kept["body"], kept["status"], {**kept["headers"], REPLAYED: "true"})

    def _of(self, key_hash: str) -> Fernet:
        return Fernet(self.secrets[key_hash])


async def seal_of(request: Request, keys: Keys, whose: str, key: str) -> Seal:
    """Return the seal of a request that came with a key; the same key is another's for another."""
    named = "\n".join((whose, request.method, request.url.path, key))
    body = hashlib.sha256(await _canonical(request)).hexdigest()
    return Seal(
        {
            _derived(secret, "idempotency-key", named).hex(): base64.urlsafe_b64encode(
                _derived(secret, "kept-answer", f"{body}\n{named}")
            )
            for secret in keys.all
        }
    )


def _derived(secret: str, purpose: str, named: str) -> bytes:
    return hmac.digest(secret.encode(), f"{purpose}\n{named}".encode(), "sha256")


async def _canonical(request: Request) -> bytes:
    """Return the body such that the order of its members and its white space do not matter."""
    body = await request.body()
    try:
        return _bytes(await request.json()) if body else body
    except json.JSONDecodeError:
        return body


def _bytes(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True).encode()
