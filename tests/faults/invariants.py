"""What holds whatever fails: judged by what FCM took on, against what was due and for whom."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from api.library import load
from api.tables import Reminder
from push.turn.claims import LEASE
from tests.faults.accepted import Push

TERMINAL = frozenset({"sent", "failed", "expired", "cancelled", "skipped"})
VOCABULARY = ("regions", "conditions", "root_causes", "stop_signs", "red_flags")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What FCM took on, every reminder, whose each target is, and all names of people."""

    pushes: list[Push]
    due: dict[UUID, Reminder]
    owners: dict[str, UUID]
    names: frozenset[str]
    now: datetime

    @property
    def missed(self) -> set[UUID]:
        """Return the reminders that were not grouped or cancelled, and of which nothing left."""
        silent = {
            key
            for key, row in self.due.items()
            if row.state != "cancelled" and row.reason != "grouped"
        }
        return silent - {push.reminder_id for push in self.pushes}


def broken(evidence: Evidence) -> dict[str, list[Any]]:
    """Return what breaks an invariant, by its name; nothing when all hold."""
    checks = (twice, early, late, strangers, telling, still_open, without_reason)
    found = {check.__name__: check(evidence) for check in checks}
    return {name: faults for name, faults in found.items() if faults}


def counted(evidence: Evidence) -> dict[str, int]:
    """Return the figures that a run is judged by."""
    return {
        "accepted": len(evidence.pushes),
        "doubled": len(twice(evidence)),
        "early": len(early(evidence)),
        "late": len(late(evidence)),
        "missed": len(evidence.missed),
    }


def twice(evidence: Evidence) -> list[tuple[UUID, str]]:
    """Return each reminder and phone that got more than one push."""
    found = Counter((push.reminder_id, push.target) for push in evidence.pushes)
    return [key for key, times in found.items() if times > 1]


def early(evidence: Evidence) -> list[UUID]:
    """Return what left before it was due."""
    return [
        push.reminder_id
        for push in evidence.pushes
        if push.at < evidence.due[push.reminder_id].due_at
    ]


def late(evidence: Evidence) -> list[UUID]:
    """Return what left when it had expired."""
    return [
        push.reminder_id
        for push in evidence.pushes
        if push.at >= evidence.due[push.reminder_id].expires_at
    ]


def strangers(evidence: Evidence) -> list[UUID]:
    """Return what left for a phone that is not that person's."""
    return [
        push.reminder_id
        for push in evidence.pushes
        if evidence.owners.get(push.target) != evidence.due[push.reminder_id].account_id
    ]


def telling(evidence: Evidence) -> list[str]:
    """Return each word of a message that tells of a person or of health."""
    words = words_of(evidence.names)
    return sorted({word for push in evidence.pushes for word in told_by(push.message, words)})


def still_open(evidence: Evidence) -> list[tuple[UUID, str]]:
    """Return what has not ended though it expired and any lease of it has lapsed."""
    over = evidence.now - LEASE - timedelta(seconds=5)
    return [
        (key, row.state)
        for key, row in evidence.due.items()
        if row.state not in TERMINAL and row.expires_at < over
    ]


def without_reason(evidence: Evidence) -> list[tuple[UUID, str]]:
    """Return what ended otherwise than by being sent, and does not say why."""
    return [
        (key, row.state)
        for key, row in evidence.due.items()
        if row.state in TERMINAL - {"sent"} and row.reason is None
    ]


@cache
def words_of(names: frozenset[str] = frozenset()) -> re.Pattern[str]:
    """Return what finds a name or a health word, by word: "head" is one and "header" is not."""
    words = "|".join(re.escape(word) for word in sorted(names | health_words()))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def told_by(message: dict[str, Any], words: re.Pattern[str]) -> set[str]:
    """Return those words that a message says to anyone; FCM's own keys are said to nobody."""
    return {found[0] for text in _texts(message) for found in words.finditer(text)}


def health_words() -> frozenset[str]:
    """Return the names of all exercises, body parts, conditions and warning signs, as any app says.

    Slugs and codes are among them: a deep link must not tell either.
    """
    library = load()
    found = {slug for slug, _ in library.exercises}
    for item in library.exercises.values():
        found |= {text.name for text in item.text.values()} | set(item.targets)
    for language in library.languages:
        groups = library.vocabulary(language).groups
        for group in VOCABULARY:
            found |= {entry.code for entry in groups[group]} | {e.text for e in groups[group]}
    return frozenset(found)


def _texts(message: dict[str, Any]) -> Iterator[str]:
    """Yield every text of a message but its target, which is the phone's own."""
    kept = {key: value for key, value in message.items() if key not in ("token", "fid")}
    stack: list[Any] = [kept]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
        else:
            yield value if isinstance(value, str) else json.dumps(value)
