"""The items that a client may be given, and their words."""

import re
from collections.abc import Iterator

from api.library import Exercise, ExerciseText, Library


def newest(library: Library) -> list[Exercise]:
    """Return the newest version of each item."""
    return [library.pinned(slug, version) for slug, version in library.latest.items()]


def prescribable(library: Library) -> list[Exercise]:
    """Return those that are not retired."""
    return [item for item in newest(library) if item.review_state != "retired"]


def prose(text: ExerciseText) -> str:
    """Return what a client reads of an item, as sentences."""
    parts = [text.why, *text.steps, *text.cues, text.easier, text.harder, text.safe_stop]
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in parts)


def plain(sentence: str) -> str:
    """Return a sentence without case and marks, as it is compared."""
    return " ".join(re.findall(r"\w+", sentence.casefold()))


def lines(item: Exercise, language: str) -> Iterator[str]:
    """Yield the steps and cues of an item, as they are compared."""
    text = item.text[language]
    yield from map(plain, (*text.steps, *text.cues))
