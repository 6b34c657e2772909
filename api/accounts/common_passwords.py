"""Passwords that are tried first: those of a kept list, and those that are made of little.

A password falls into pieces: words that many take for a password, her own address, runs of a
keyboard or the alphabet, a few digits as of a year, single characters. A few different
pieces are a common password, however often each of them comes. Runs do not count at all.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from api.platform.settings import ROOT

LIST = ROOT / "content" / "passwords" / "common.txt"
# What comes to mind here first.
HERE = ("carryover", "administrator", "practice", "therapist", "therapy")
SHORTEST_RUN, SHORTEST_OWN, LONGEST_PIECE = 3, 3, 14
MOST_PIECES, MOST_WORDS = 3, 2
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    *("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn"),
    *("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujm"),
)
_SEPARATORS = re.compile(r"[\W_]+")
# A year, or half a date.
_DIGITS = re.compile(r"\d{2,4}", re.ASCII)


def is_common(password: str, email: str | None) -> bool:
    """Tell whether a password is one of those that are tried first."""
    plain = _folded(password)
    if plain in _listed() or _SEPARATORS.sub("", plain) in _listed():
        return True
    address = _folded(email or "")
    return bool(address and address in plain) or _is_of_few_pieces(plain, _own_words(address))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


@cache
def _listed() -> frozenset[str]:
    return frozenset(LIST.read_text("utf-8").splitlines())


@cache
def _runs() -> frozenset[str]:
    return frozenset(
        row[at : at + length]
        for row in [*ROWS, *(row[::-1] for row in ROWS)]
        for length in range(SHORTEST_RUN, LONGEST_PIECE + 1)
        for at in range(len(row) - length + 1)
    )


def _own_words(address: str) -> frozenset[str]:
    """Return what anyone would try of hers: the parts of her address, and those of this place."""
    local, _, domain = address.partition("@")
    parts = (local, *_SEPARATORS.split(local), *domain.split("."))
    return frozenset((*HERE, *(part for part in parts if len(part) >= SHORTEST_OWN)))


def _is_of_few_pieces(plain: str, own: frozenset[str]) -> bool:
    words: set[str] = set()
    others: set[str] = set()
    for piece in _pieces(plain, own):
        if piece not in _runs():
            (words if piece in own or piece in _listed() else others).add(piece)
        if len(words) > MOST_WORDS or len(words) + len(others) > MOST_PIECES:
            return False
    return True


def _pieces(plain: str, own: frozenset[str]) -> Iterator[str]:
    """Yield the pieces of a password: each is the longest that begins where the last one ended."""
    at = 0
    while at < len(plain):
        piece = _longest(plain[at : at + LONGEST_PIECE], own)
        yield piece
        at += len(piece)


def _longest(rest: str, own: frozenset[str]) -> str:
    digits = _DIGITS.match(rest)
    shortest = len(digits[0]) if digits else 1
    known = _listed(), _runs(), own
    for end in range(len(rest), shortest, -1):
        if any(rest[:end] in words for words in known):
            return rest[:end]
    return rest[:shortest]
