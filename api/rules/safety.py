"""When an exercise must stop: the published rules, applied to the answers of a log.

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


def worst(levels: Iterable[str | None]) -> str | None:
    """Return the most severe of these levels, None if there is none."""
    return min((level for level in levels if level in LEVELS), key=LEVELS.index, default=None)
