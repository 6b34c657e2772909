"""When an exercise stops: the published rules, applied to what a log says.

Source: the product's own stop rules. They are conventions of the field, in draft
until a clinician signs them.
"""

from collections.abc import Iterable, Sequence

from api.rules.definitions import DEFINITIONS

PAIN_RISE, PAIN_ABOVE_LIMIT = "pain_rise", "pain_above_limit"
LEVELS = ("emergency", "urgent", "stop")
"""How grave what happened is, the worst first."""


def stop_rules_met(
    before: int | None, after: int | None, max_pain: int, stop_signs: Sequence[str]
) -> list[str]:
    """Return the codes of the stop rules that a log meets; none means that the item goes on.

    Pain is 0 to 10, None when it was not said. A pain above the limit that did not rise does not
    stop: someone who goes from 7 to 6 got better.
    """
    found = []
    if after is not None:
        if before is not None and after - before >= DEFINITIONS.stop_rise:
            found.append(PAIN_RISE)
        if after > max_pain and (before is None or after > before):
            found.append(PAIN_ABOVE_LIMIT)
    return found + list(dict.fromkeys(stop_signs))


def worst(levels: Iterable[str | None]) -> str | None:
    """Return the gravest of these levels, None when none of them is one."""
    return min((level for level in levels if level in LEVELS), key=LEVELS.index, default=None)
