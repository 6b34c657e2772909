"""Fixed texts: the safety texts that a client reads, and the texts of push notifications."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Literal, get_args

from pydantic import StringConstraints

from api.library.files import Content, Where
from api.library.vocabularies import Vocabulary
from api.library.words import Code, Page, Reviewed, Text

SafetyKey = Literal["emergency", "urgent", "exercise_stop", "crisis_line"]
SEVERITY: tuple[SafetyKey, ...] = ("emergency", "crisis_line", "urgent", "exercise_stop")
NUMBER = "{emergency_number}"
FIRST, SECOND = "{first}", "{second}"
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
PhoneNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{3,6}$")]


@dataclass(frozen=True, slots=True)
class SafetyText:
    """One text as a client reads it; `note` says that nobody watches live."""

    key: str
    title: str
    body: str
    note: str


class _Words(Content):
    title: Text
    body: Text


class SafetyTexts(Page):
    """The safety texts of one language."""

    emergency_number: Text
    two_numbers: Text
    nobody_watches_live: Text
    texts: dict[SafetyKey, _Words]
    by_red_flag: dict[Code, SafetyKey]
    by_stop_sign: dict[Code, SafetyKey]

    def text(self, key: SafetyKey, *numbers: str | None) -> SafetyText:
        """Return a text with the emergency numbers to call: where she is, then her practice's.

        General words stand for the first one where it is not known; a second one that is the same
        or not known is left out.
        """
        words = self.texts[key]
        body = words.body.replace(NUMBER, self._to_call(*numbers))
        return SafetyText(key, words.title, body, self.nobody_watches_live)

    def key_of_red_flag(self, code: str, level: str | None) -> SafetyKey:
        """Return the key of a red flag's text: its own if it has one, else that of its level."""
        return self.by_red_flag.get(code, "urgent" if level == "urgent" else "emergency")

    def keys_of_stop(self, codes: Iterable[str]) -> set[SafetyKey]:
        """Return the keys of an exercise stop's texts, from the codes of the stop rules met."""
        return {"exercise_stop", *(self.by_stop_sign[c] for c in codes if c in self.by_stop_sign)}

    def most_severe_first(
        self, keys: Iterable[SafetyKey], *numbers: str | None
    ) -> list[SafetyText]:
        """Return the texts of these keys without duplicates, the most severe first."""
        return [self.text(key, *numbers) for key in sorted(set(keys), key=SEVERITY.index)]

    def as_list(self, *numbers: str | None) -> list[dict[str, str]]:
        """Return every text as `{key, title, body, note}`, ready for JSON."""
        return [asdict(self.text(key, *numbers)) for key in get_args(SafetyKey)]

    def _to_call(self, here: str | None = None, practice: str | None = None) -> str:
        if practice is None or practice == here:
            return here or self.emergency_number
        first = here or self.emergency_number
        return self.two_numbers.replace(FIRST, first).replace(SECOND, practice)


class EmergencyNumbers(Reviewed):
    """The number to call in an emergency, by the country's ISO 3166-1 alpha-2 code."""

    numbers: dict[Country, PhoneNumber]


class PushWords(Content):
    """What a push shows on a lock screen, which anyone can read: nothing about health."""

    reminder_title: Text
    reminder_body: Text
    check_in_title: Text
    check_in_body: Text
    weekly_check_in_title: Text
    weekly_check_in_body: Text
    brief_title: Text
    brief_body: Text
    test_title: Text
    test_body: Text
    sign_in_title: Text
    sign_in_body: Text


class PushTexts(Page):
    """The push texts of one language."""

    texts: PushWords

    def as_dict(self) -> dict[str, str]:
        """Return the texts by localisation key."""
        words: dict[str, str] = self.texts.model_dump()
        return words


def problems(
    safety: SafetyTexts, words: Vocabulary, english: SafetyTexts
) -> Iterator[tuple[Where, str]]:
    """Yield each safety text that is missing, or whose codes differ from the English ones."""
    for key in get_args(SafetyKey):
        if key not in safety.texts:
            yield ("texts", key), "this text is missing"
    if not {FIRST, SECOND} <= set(re.findall(r"{\w+}", safety.two_numbers)):
        yield ("two_numbers",), f"has to name {FIRST} and {SECOND}"
    for field, group in (("by_red_flag", "red_flags"), ("by_stop_sign", "stop_signs")):
        ours: dict[str, SafetyKey] = getattr(safety, field)
        for code in ours:
            if code not in words.codes(group):
                yield (field, code), f"unknown code {code!r}"
        if ours != getattr(english, field):
            yield (field,), "differs from English"
