"""Words for a reader: of a key, of what is counted, of a code, of a dose, of weekdays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.library.exercises import DOSE
from api.library.library import Library
from api.library.page_texts import ONE, OTHER, filled
from api.platform.formats import Formats

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Wording:
    """The reader's language, and how she writes dates and numbers."""

    library: Library
    language: str
    formats: Formats

    def text(self, key: str, **values: object) -> str:
        """Return the words of a key such as `plan.title`, with its placeholders filled."""
        return filled(self.library.page_texts(self.language).text(key), values)

    def count(self, key: str, number: int, **values: object) -> str:
        """Return the words of a key that counts `{number}` things, of one or of many."""
        form = ONE if self.formats.locale.plural_form(number) == "one" else OTHER
        return self.text(key + form, number=self.formats.number(number, 0), **values)

    def word(self, group: str, code: str) -> str:
        """Return the words of a code; one that only phones know stands as it is."""
        return self.library.vocabulary(self.language).name(group, code) or code

    def dose(self, dose: Mapping[str, int | None]) -> str:
        """Return a dose in words: 2 sets, 10 repetitions, hold 5 s."""
        said = [self.count(f"plan.dose_{name}", count) for name in DOSE if (count := dose[name])]
        return ", ".join(said) or self.text("plan.dose_none")

    def weekdays(self, days: Sequence[str]) -> str:
        """Return days of the week in words: Monday, Thursday; or every day."""
        if len(days) == DAYS_A_WEEK:
            return self.text("plan.every_day")
        return ", ".join(self.word("weekdays", day) for day in days)
