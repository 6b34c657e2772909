"""Texts with values in them: each names just those that it is given, each once."""

import re
from collections.abc import Iterator, Mapping, Sequence

from api.library.files import Where
from api.library.words import Page

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# The values by group of texts and by text, in alphabetical order.
Placeholders = Mapping[str, Mapping[str, Sequence[str]]]


def faults(page: Page, placeholders: Placeholders) -> Iterator[tuple[Where, str]]:
    """Yield where a text is missing, never used, or names other values than it is given."""
    for group, expected in placeholders.items():
        texts: dict[str, str] = getattr(page, group)
        for key, names in expected.items():
            if key not in texts:
                yield (group, key), "this text is missing"
            elif sorted(PLACEHOLDER.findall(texts[key])) != names:
                yield (group, key), f"its placeholders must be {names}, each once"
            elif set("{}") & set(PLACEHOLDER.sub("", texts[key])):
                yield (group, key), "a brace that belongs to no placeholder"
        for key in texts:
            if key not in expected:
                yield (group, key), "this text is never used"
