"""Choosing the language to serve, from a request's header and the account's locale."""

import re
from collections.abc import Collection, Sequence

DEFAULT = "en"
QUALITY = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


def match(locale: str | None, available: Collection[str]) -> str | None:
    """Return the available language for a locale (`es-MX` finds `es`), or None (RFC 4647, 3.4)."""
    parts = (locale or "").replace("_", "-").lower().split("-")
    known = {language.lower(): language for language in available}
    while parts:
        found = known.get("-".join(parts))
        if found:
            return found
        parts.pop()
    return None


def choose(locale: str | None, available: Collection[str]) -> str:
    """Return the available language for a locale, or English."""
    return match(locale, available) or DEFAULT


def negotiate(
    accept_language: str | None, account_locale: str | None, available: Sequence[str]
) -> str:
    """Return the language to serve: the header's best, then the account's, then English.

    Quality values follow RFC 9110, 12.4.2 and 12.5.4: the highest wins, of equals the first; 0
    refuses a language; `*` stands for the account's language, then English, then the first that is
    not refused. Malformed parts are ignored.
    """
    wishes = _wishes(accept_language or "")
    refused = {match(tag, available) for tag, quality in wishes if quality == 0}
    for tag, quality in sorted(wishes, key=lambda wish: -wish[1]):
        if quality == 0:
            break
        found = _any(account_locale, available, refused) if tag == "*" else match(tag, available)
        if found:
            return found
    return choose(account_locale, available)


def _any(
    account_locale: str | None, available: Sequence[str], refused: set[str | None]
) -> str | None:
    allowed = [language for language in available if language not in refused]
    first = match(account_locale, allowed) or match(DEFAULT, allowed)
    return first or next(iter(allowed), None)


def _wishes(header: str) -> list[tuple[str, float]]:
    """Return the language ranges of a header with their quality values."""
    wishes = []
    for part in header.split(","):
        tag, *parameters = (piece.strip() for piece in part.split(";"))
        quality = [QUALITY.fullmatch(p) for p in parameters]
        if tag and all(quality) and len(quality) <= 1:
            wishes.append((tag, float(quality[0][1]) if quality and quality[0] else 1.0))
    return wishes
