"""Whether what a browser gives of a passkey is right: the only module that asks `webauthn`.

The library is loaded with the first answer; loading it takes longer than all else that a process
loads for signing in. It is told here what it would let pass by itself: that the user has to be
verified, and that no page of another site may have framed ours.
"""

import json
from typing import Any, NamedTuple

from api.accounts.passkey_options import ALGORITHMS
from api.accounts.passkey_shapes import AssertionIn, PasskeyIn
from api.platform import base64url
from api.rules.passkeys import Site
from api.tables import Passkey

# Of an id and of a key (WebAuthn Level 3, 7.1).
MOST_BYTES = 1023


class Made(NamedTuple):
    """A passkey that was made; id and key are base64url."""

    credential_id: str
    public_key: str
    sign_count: int


def challenge_in(client_data: str) -> str | None:
    """Return the challenge (base64url) that a browser says was answered; None if it says none.

    It is what is checked then, as part of what was signed.
    """
    try:
        said = json.loads(base64url.decode(client_data))
        if not isinstance(said, dict) or said.get("crossOrigin"):
            return None
        return base64url.encode(base64url.decode(said["challenge"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def verify_made(said: PasskeyIn, challenge: str, site: Site) -> Made | None:
    """Return a passkey that was made for this challenge on a page of this site, else None."""
    from webauthn import verify_registration_response
    from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography
    from webauthn.helpers.cose import COSEAlgorithmIdentifier

    response = {"clientDataJSON": said.client_data, "attestationObject": said.attestation}
    try:
        found = verify_registration_response(
            # What was made has its id within; the one beside it is compared with nothing.
            credential=_credential("AA", response),
            expected_challenge=base64url.decode(challenge),
            expected_rp_id=site.name,
            expected_origin=site.origin,
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(each) for each in ALGORITHMS],
        )
        # Without an attestation its key was not looked at: one that is none would lock her out.
        key = decode_credential_public_key(found.credential_public_key)
        decoded_public_key_to_cryptography(key)
    except Exception:  # noqa: BLE001 - what it is built on raises errors of its own.
        return None
    if ALGORITHMS.get(key.alg) != key.kty:
        return None
    if max(len(found.credential_id), len(found.credential_public_key)) > MOST_BYTES:
        return None
    public_key = base64url.encode(found.credential_public_key)
    return Made(base64url.encode(found.credential_id), public_key, found.sign_count)


def verify_used(said: AssertionIn, challenge: str, site: Site, passkey: Passkey) -> int | None:
    """Return the count of a passkey that signed this challenge on a page of this site, else None.

    One that counts has to count on: of two that count alike one is a copy.
    """
    from webauthn import verify_authentication_response

    response = {
        "clientDataJSON": said.client_data,
        "authenticatorData": said.authenticator_data,
        "signature": said.signature,
    }
    try:
        found = verify_authentication_response(
            credential=_credential(passkey.credential_id, response),
            expected_challenge=base64url.decode(challenge),
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=base64url.decode(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - what it is built on raises errors of its own.
        return None
    return found.new_sign_count


def _credential(credential_id: str, response: dict[str, str]) -> dict[str, Any]:
    return {"id": credential_id, "rawId": credential_id, "type": "public-key", "response": response}
