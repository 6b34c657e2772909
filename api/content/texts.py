"""Fixed texts: what a client reads when something may be wrong, and what a push says."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from api.content.files import Content, Where
from api.content.vocabularies import Vocabulary
from api.content.words import Code, Page, Text

SafetyKey = Literal["emergency", "urgent", "exercise_stop", "crisis_line"]
NUMBER = "{emergency_number}"


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
    nobody_watches_live: Text
    texts: dict[SafetyKey, _Words]
    by_red_flag: dict[Code, SafetyKey]

    def text(self, key: SafetyKey, emergency_number: str | None = None) -> SafetyText:
        """Return a text, naming the practice's emergency number where one is known."""
        words = self.texts[key]
        body = words.body.replace(NUMBER, emergency_number or self.emergency_number)
        return SafetyText(key, words.title, body, self.nobody_watches_live)

    def for_red_flag(
        self, code: str, level: Literal["emergency", "urgent"], emergency_number: str | None = None
    ) -> SafetyText:
        """Return the text of a red flag: its own where it has one, else its level's."""
        return self.text(self.by_red_flag.get(code, level), emergency_number)

    def as_list(self, emergency_number: str | None = None) -> list[dict[str, str]]:
        """Return every text as `{key, title, body, note}`, ready for JSON."""
        return [asdict(self.text(key, emergency_number)) for key in get_args(SafetyKey)]


class PushWords(Content):
    """What a lock screen may show to anyone: nothing about health."""

    reminder_title: Text
    reminder_body: Text
    check_in_title: Text
    check_in_body: Text
    test_title: Text
    test_body: Text


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
    """Yield where the safety texts leave one out or name red flags otherwise than English does."""
    for key in get_args(SafetyKey):
        if key not in safety.texts:
            yield ("texts", key), "this text is missing"
    for code in safety.by_red_flag:
        if code not in words.codes("red_flags"):
            yield ("by_red_flag", code), f"unknown code {code!r}"
    if safety.by_red_flag != english.by_red_flag:
        yield ("by_red_flag",), "differs from English"
