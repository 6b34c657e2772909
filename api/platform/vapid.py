"""Keys of web push: the one by which this server names itself (RFC 8292), and those of phones.

A private key is written as its 32 bytes, a public one as its point of 65, both in base64url.
"""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.platform.base64url import decode, encode

CURVE = SECP256R1()
SECRET_BYTES, POINT_BYTES = 32, 65


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A new key: `private` is a secret, `public` is what browsers subscribe with."""

    private: str
    public: str


def new_key_pair() -> KeyPair:
    """Return a new random key."""
    key = generate_private_key(CURVE)
    secret = key.private_numbers().private_value.to_bytes(SECRET_BYTES, "big")
    return KeyPair(encode(secret), _public(key))


@lru_cache(maxsize=8)
def public_key_of(private: str) -> str:
    """Return the public key of a private one. Raises ValueError if that is none."""
    return _public(derive_private_key(int.from_bytes(decode(private), "big"), CURVE))


def point_of(text: str) -> str:
    """Return a public key as we write it. Raises ValueError unless it is a point of the curve."""
    try:
        point = decode(text)
        if len(point) != POINT_BYTES:
            raise ValueError
        EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except ValueError:
        raise ValueError("not_a_p256_point") from None
    return encode(point)


def _public(key: EllipticCurvePrivateKey) -> str:
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return encode(point)
