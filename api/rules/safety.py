"""When an exercise must stop: the published rules, applied to the answers of a log.

Source: the product's own stop rules. They are conventions of the field, in draft
until a clinician signs them.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from api.rules.definitions import DEFINITIONS

PAIN_RISE, PAIN_ABOVE_LIMIT = "pain_rise", "pain_above_limit"
MOST_CODES = 30
CODE = re.compile(r"[a-z0-9_-]{1,60}")
WORD = re.compile(r"[a-z0-9_-]+")
UNREADABLE = "unreadable"
LEVELS = ("emergency", "urgent", "stop")
"""How grave what happened is, the worst first."""


def stop_rules_met(
    before: int | None, after: int | None, max_pain: int, stop_signs: Sequence[str]
) -> list[str]:
    """Return the codes of the stop rules that a log meets; empty if the exercise may go on.

    Pain is 0 to 10, None if it was not reported. Pain above the limit that did not rise does not
    stop the exercise: from 7 to 6 is an improvement.
    """
    found = []
    if after is not None:
        if before is not None and after - before >= DEFINITIONS.stop_rise:
            found.append(PAIN_RISE)
        if after > max_pain and (before is None or after > before):
            found.append(PAIN_ABOVE_LIMIT)
    return found + list(dict.fromkeys(stop_signs))


def named_codes(said: Any, known: Collection[str]) -> list[str]:
    """Return the codes that a field of a body names, each once, even if it is not well formed.

    A list may have codes that are not `known`. Whatever else names something and is no known code
    counts as UNREADABLE: it must not be lost, and may be anything. Of very many, those that are
    known are not left out.
    """
    listed = {each for each in said if isinstance(each, str)} if isinstance(said, list) else set()
    found: list[str] = []
    for each in _texts(said, known):
        text = each.strip().lower()
        if text not in known and not (each in listed and CODE.fullmatch(text)):
            words = [word for word in WORD.findall(text) if word in known]
            found += words or ([UNREADABLE] if text else [])
        else:
            found.append(text)
    return _most(list(dict.fromkeys(found)), known)


def _most(codes: list[str], known: Collection[str]) -> list[str]:
    """Return at most so many of the codes, in their order, and the known ones before others."""
    kept = sorted(codes, key=lambda code: code not in known)[:MOST_CODES]
    return [code for code in codes if code in kept]


def _texts(said: Any, known: Collection[str]) -> Iterator[str]:
    if isinstance(said, dict):
        # Ticked boxes, each with its code for a name, or items that have the code within them.
        for name, value in said.items():
            within = list(_texts(value, known))
            is_named = value is True or (within and name.strip().lower() in known)
            yield from [name] if is_named else within
    elif isinstance(said, list):
        for each in said:
            yield from _texts(each, known)
    elif said not in (None, False, 0):
        yield said if isinstance(said, str) else UNREADABLE


def worst(levels: Iterable[str | None]) -> str | None:
    """Return the most severe of these levels, None if there is none."""
    return min((level for level in levels if level in LEVELS), key=LEVELS.index, default=None)
