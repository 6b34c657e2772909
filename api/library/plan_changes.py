"""The texts of plan changes: one for each field that can change."""

from collections.abc import Iterator
from typing import Literal, get_args

from api.library.files import Where
from api.library.vocabularies import Vocabulary
from api.library.words import Code, Page, Text, faults
from api.rules.plan.changes import FIELDS, Change, Term
from api.rules.plan.cues import Nudges

PlanChangeKind = Literal["new", "changed", "stopped"]
DAYS_A_WEEK = 7
UNITS = {"hold_s": "seconds", "duration_min": "minutes", "window_min": "minutes"}
# The placeholders of each text: it must contain all of them and no others.
PLACEHOLDERS: dict[str, dict[str, list[str]]] = {
    "kinds": {kind: ["name"] for kind in get_args(PlanChangeKind)},
    "fields": {field: ["after", "before"] for field in FIELDS},
    "values": {
        "nothing": [],
        "on": [],
        "off": [],
        "seconds": ["value"],
        "minutes": ["value"],
        "every_day": [],
        "every_week": [],
        "every_few_weeks": ["value"],
        "own_timezone": [],
        "nudges": ["begin", "end", "per_day"],
    },
}


class PlanChangeTexts(Page):
    """The texts of plan changes in one language."""

    kinds: dict[Code, Text]
    fields: dict[Code, Text]
    values: dict[Code, Text]

    def headline(self, kind: PlanChangeKind, name: str) -> str:
        """Return the sentence that an item is new, changed or stopped."""
        return self.kinds[kind].format(name=name)

    def text(self, change: Change, words: Vocabulary) -> str:
        """Return one change as a client reads it; `words` has the names of weekdays."""
        before, after = (
            self._told(change.field, value, words) for value in (change.before, change.after)
        )
        return self.fields[change.field].format(before=before, after=after)

    def _told(self, field: str, value: Term, words: Vocabulary) -> str:
        if field == "timezone" and value is None:
            return self.values["own_timezone"]
        if value in (None, "", ()):
            return self.values["nothing"]
        if isinstance(value, tuple):
            return self._list(field, value, words)
        if isinstance(value, Nudges):
            begin, end = (f"{at:%H:%M}" for at in (value.begin, value.end))
            return self.values["nudges"].format(per_day=value.per_day, begin=begin, end=end)
        return self._one(field, value)

    def _list(self, field: str, value: tuple[str, ...], words: Vocabulary) -> str:
        if field != "weekdays":
            return ", ".join(value)
        if len(value) == DAYS_A_WEEK:
            return self.values["every_day"]
        return ", ".join(words.text("weekdays", day) for day in value)

    def _one(self, field: str, value: object) -> str:
        if isinstance(value, bool):
            return self.values["on" if value else "off"]
        if field == "interval_weeks":
            often = "every_week" if value == 1 else "every_few_weeks"
            return self.values[often].format(value=value)
        return self.values[UNITS[field]].format(value=value) if field in UNITS else str(value)


def problems(page: PlanChangeTexts) -> Iterator[tuple[Where, str]]:
    """Yield each text that is missing, never used, or has the wrong placeholders."""
    return faults(page, PLACEHOLDERS)
