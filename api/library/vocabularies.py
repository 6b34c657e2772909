"""The codes of the product (regions, conditions, reasons, ...) with their words in a language."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal, get_args

from api.library.files import Content, Where
from api.library.words import Code, Page, Text

Group = Literal[
    "skip_reasons", "excuse_reasons", "outcomes", "stop_signs", "red_flags", "former_red_flags",
    "regions", "sides", "body_map_roles", "conditions", "root_causes", "factors", "kinds",
    "contraindications", "stop_codes", "exercise_sides", "positions", "levels", "tempos",
    "equipment", "certainties", "weekdays", "joints", "movements", "pressures",
    "appointment_statuses", "consents", "alert_kinds", "stop_rules", "alert_rules",
]  # fmt: skip
Level = Literal["emergency", "urgent", "always"]

LEVELS: dict[Group, frozenset[Level | None]] = {
    "red_flags": frozenset({"emergency", "urgent"}),
    "former_red_flags": frozenset({"emergency", "urgent"}),
    "contraindications": frozenset({"always", None}),
}

# Codes that nobody is asked for any more, which rows hold and older phones still send.
FORMER: dict[str, str] = {"red_flags": "former_red_flags"}


class Entry(Content):
    """A code and its words; `level` ranks a red flag or says "always needs a clearance"."""

    code: Code
    text: Text
    level: Level | None = None


class Vocabulary(Page):
    """Every code group in one language."""

    groups: dict[Group, tuple[Entry, ...]]

    @cached_property
    def _codes(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(e.code for e in group) for name, group in self.groups.items()}

    @cached_property
    def _entries(self) -> dict[tuple[str, str], Entry]:
        return {(name, e.code): e for name, group in self.groups.items() for e in group}

    def codes(self, group: str) -> frozenset[str]:
        """Return the codes of a group. Raises KeyError for an unknown group."""
        return self._codes[group]

    def words(self, group: str) -> list[tuple[str, str]]:
        """Return the codes of a group with their words, in the order of the file."""
        return [(code, e.text) for (name, code), e in self._entries.items() if name == group]

    def text(self, group: str, code: str) -> str:
        """Return the words of a code. Raises KeyError for an unknown one."""
        return self._entries[group, code].text

    def name(self, group: str, code: str) -> str | None:
        """Return the words of a code, whether it is still asked for or not; None if unknown."""
        entry = self._found(group, code)
        return entry.text if entry else None

    def level(self, group: str, code: str) -> str | None:
        """Return the level of a code. Raises KeyError for an unknown one."""
        return self._entries[group, code].level

    def level_of_flag(self, code: str) -> str:
        """Return how grave a red flag is; one that only newer phones know is urgent."""
        entry = self._found("red_flags", code)
        return (entry and entry.level) or "urgent"

    def at_level(self, group: str, level: Level) -> frozenset[str]:
        """Return the codes of a group that have this level."""
        return frozenset(
            c for (g, c), e in self._entries.items() if g == group and e.level == level
        )

    def _found(self, group: str, code: str) -> Entry | None:
        former = self._entries.get((FORMER.get(group, group), code))
        return self._entries.get((group, code), former)

    def as_dict(self) -> dict[str, Any]:
        """Return `{language, groups: {group: [{code, text, level?}]}}`, ready for JSON."""
        groups = {
            name: [entry.model_dump(exclude_none=True) for entry in group]
            for name, group in self.groups.items()
        }
        return {"language": self.language, "groups": groups}


def problems(vocabulary: Vocabulary, english: Vocabulary) -> Iterator[tuple[Where, str]]:
    """Yield each fault: a missing group, a repeated code, a wrong level, or other than English."""
    for name in get_args(Group):
        group = vocabulary.groups.get(name)
        if group is None:
            yield ("groups", name), "this group is missing"
            continue
        allowed = LEVELS.get(name, frozenset({None}))
        for i, entry in enumerate(group):
            if entry.code in {e.code for e in group[:i]}:
                yield ("groups", name, i, "code"), "this code comes twice"
            if entry.level not in allowed:
                yield ("groups", name, i, "level"), "this level does not belong here"
        ours, theirs = (
            [(e.code, e.level) for e in v.groups.get(name, ())] for v in (vocabulary, english)
        )
        if ours != theirs:
            yield ("groups", name), "codes, levels or their order differ from English"
