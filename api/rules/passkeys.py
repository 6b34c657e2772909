"""Where passkeys work, how many a person keeps, and for how long a challenge is good."""

from datetime import timedelta
from ipaddress import ip_address
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import urlsplit

MOST_PASSKEYS = 10
LIFETIME = timedelta(minutes=5)
LOCALHOST = "localhost"
_PORTS = {"https": 443, "http": 80}


class Site(NamedTuple):
    """What a passkey belongs to: a name, and the one origin whose pages may ask for it."""

    name: str
    origin: str


def site_of(public_url: str) -> Site | None:
    """Return the site of an address, None where browsers make no passkeys.

    They need a name and HTTPS; an IP address is no name. Plain HTTP will do for a machine of one's
    own, by the name `localhost`, also where it is told as 127.0.0.1.
    """
    try:
        parts = urlsplit(public_url)
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError:
        return None
    name = _name(host, parts.scheme)
    if name is None:
        return None
    shown = "" if port in (None, _PORTS[parts.scheme]) else f":{port}"
    return Site(name, f"{parts.scheme}://{name}{shown}")


def _name(host: str, scheme: str) -> str | None:
    is_own = host == LOCALHOST or host.endswith(f".{LOCALHOST}")
    try:
        is_own_number = ip_address(host).is_loopback
    except ValueError:
        return host if host and (scheme == "https" or (scheme == "http" and is_own)) else None
    return LOCALHOST if is_own_number and scheme == "http" else None


def _ascii(host: str) -> str:
    """Return a host as browsers write it in an origin, where ß is a letter of its own.

    Python's codec follows the older IDNA, by which straße.example is strasse.example.
    """
    return ".".join(map(_label, normalize("NFKC", host).split(".")))


def _label(each: str) -> str:
    return each if each.isascii() else f"xn--{each.encode('punycode').decode()}"
