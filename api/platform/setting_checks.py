"""What a setting may be, where its type does not tell."""

import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from api.platform.addresses import network_of
from api.platform.base64url import decode

DRIVERS = {
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "sqlite": "sqlite+aiosqlite",
}
# Apple refuses others, as an address on localhost or one with a name beside it.
CONTACT = re.compile(r"mailto:[^\s@<>]+@[^\s@<>.]+(\.[^\s@<>.]+)+|https://[^\s/@<>]+(/[^\s<>]*)?")
# FIPS 186-4, D.1.2.3.
ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RANDOM_KEY = "`carryover new-secret-key` makes a good one"
SHORTEST_KEY = 32


def _long_enough(key: SecretStr) -> SecretStr:
    """Let pass a key that cannot be guessed."""
    if len(key.get_secret_value()) < SHORTEST_KEY:
        raise ValueError(f"shorter than {SHORTEST_KEY} characters; {RANDOM_KEY}")
    return key


def _a_network(listed: str) -> str:
    network_of(listed)
    return listed


def _split(listed: object) -> object:
    """Return what is listed, as an environment lists it: separated by commas."""
    if not isinstance(listed, str):
        return listed
    return tuple(each.strip() for each in listed.split(",") if each.strip())


def _known_database(url: SecretStr) -> SecretStr:
    scheme, found, _ = url.get_secret_value().partition("://")
    if not found or scheme not in {*DRIVERS, *DRIVERS.values()}:
        raise ValueError(
            "it has to begin with postgresql:// or sqlite:///, the two databases that are known"
        )
    return url


def _on_the_curve(private: SecretStr) -> SecretStr:
    """Let pass the private key of a point of P-256; without the library, which takes long."""
    try:
        raw = decode(private.get_secret_value())
    except ValueError:
        raw = b""
    if len(raw) != 32 or not 0 < int.from_bytes(raw, "big") < ORDER_OF_P256:
        raise ValueError("no key of P-256; `carryover web-push-key` makes one")
    return private


def _on_this_machine(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not _is_loopback(parts.hostname or ""):
        raise ValueError("it has to be a loopback address, as http://127.0.0.1:9000")
    return endpoint


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


SecretKey = Annotated[SecretStr, AfterValidator(_long_enough)]
SecretKeys = Annotated[tuple[SecretKey, ...], NoDecode, BeforeValidator(_split)]
Networks = Annotated[
    tuple[Annotated[str, AfterValidator(_a_network)], ...], NoDecode, BeforeValidator(_split)
]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_known_database)]
WebPushKey = Annotated[SecretStr, AfterValidator(_on_the_curve)]
Loopback = Annotated[str, AfterValidator(_on_this_machine)]
