"""What is sent and answered of passkeys, and why one is refused.

Options are in the JSON of WebAuthn, which a browser takes as it is; what a browser gives is sent in
fields of ours, each base64url.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, StringConstraints

from api.platform.http.errors import Conflict, NotFound, Unauthenticated
from api.platform.http.fields import In, Out

BASE64URL = r"^[A-Za-z0-9_-]+={0,2}$"
# An id has 1023 bytes at most; the others are far below these where we ask for no attestation.
CredentialId = Annotated[str, StringConstraints(pattern=BASE64URL, max_length=1400)]
Bytes = Annotated[str, StringConstraints(pattern=BASE64URL, max_length=2000)]
Attestation = Annotated[str, StringConstraints(pattern=BASE64URL, max_length=12_000)]


class AssertionIn(In):
    """What a passkey signed: of `navigator.credentials.get`, each part as base64url."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "credential_id": "q8Zl0xX1hR2mVb7yJ4kNsA",
                    "client_data": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
                    "authenticator_data": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ",
                    "signature": "MEUCIQDx",
                    "user_handle": "AZgNDlo8cACgAAAAAAAAAQ",
                }
            ]
        }
    )

    credential_id: CredentialId
    client_data: Bytes
    authenticator_data: Bytes
    signature: Bytes
    user_handle: Bytes | None = None


class PasskeyIn(In):
    """A passkey that was made: of `navigator.credentials.create`, each part as base64url."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "client_data": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0",
                    "attestation": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YQ",
                }
            ]
        }
    )

    client_data: Bytes
    attestation: Attestation


class PasskeyOptionsOut(Out):
    """What a browser is asked with, as `publicKey`; its challenge is good for five minutes."""

    public_key: dict[str, Any]


class PasskeyOut(Out):
    """`browser` and `system` are what the browser said of itself in which it was made."""

    id: UUID
    created_at: datetime
    last_used_at: datetime | None
    browser: str
    system: str


class PasskeysOut(Out):
    items: list[PasskeyOut]


class AddedPasskeyOut(Out):
    """`recovery_codes` are shown only now, and only with her first factor; else there are none."""

    passkey: PasskeyOut
    recovery_codes: list[str]


class PasskeysOff(NotFound):
    code = "passkeys_off"
    title = "There are no passkeys here: the server is reached by no name over HTTPS."


class WrongPasskey(Unauthenticated):
    code = "wrong_passkey"
    title = "This passkey does not sign in here, or it took too long. Try again."


class PasskeyNotAdded(Conflict):
    code = "passkey_not_added"
    title = "This passkey cannot be added, or it took too long. Begin again."


class TooManyPasskeys(Conflict):
    code, title = "too_many_passkeys", "There are ten passkeys already. Remove one first."
