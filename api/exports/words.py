"""What a copy says in the language of who asked for it: words, names of codes, dates and doses."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from api.care.noted import action_code
from api.exports.rows import Row
from api.library import Library, choose
from api.library.page_texts import ONE, OTHER, filled
from api.platform.formats import Formats, formats_for

DOSE = ("sets", "reps", "hold_s", "duration_min")
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Words:
    """The reader's language, and how she writes dates and numbers."""

    library: Library
    language: str
    formats: Formats

    def text(self, key: str, **values: object) -> str:
        """Return the words of a key such as `export.title`."""
        return filled(self.library.page_texts(self.language).text(key), values)

    def count(self, key: str, number: int, **values: object) -> str:
        """Return the words of a key that counts things, of one or of many."""
        form = ONE if self.formats.locale.plural_form(number) == "one" else OTHER
        return self.text(key + form, number=self.formats.number(number, 0), **values)

    def code(self, group: str, code: str | None) -> str:
        """Return the words of a code; one that is not known stands as it is."""
        return (self.library.vocabulary(self.language).name(group, code) or code) if code else ""

    def action(self, action: str) -> str:
        """Return what was done in words, as the page of the audit has them."""
        key = f"audit.action_{action_code(action)}"
        return self.text(key) if self.library.page_texts(self.language).has(key) else action

    def codes(self, group: str, codes: list[str] | None) -> str:
        """Return the words of several codes."""
        return ", ".join(self.code(group, code) for code in codes or ())

    def date(self, on: str | None) -> str:
        """Return a date of a row."""
        return self.formats.date(date.fromisoformat(on)) if on else ""

    def day(self, on: str) -> str:
        """Return a date of a row without its year, which stands above."""
        return self.formats.short(date.fromisoformat(on))

    def instant(self, at: str | None) -> str:
        """Return an instant of a row as date and time of day, in the reader's zone."""
        if at is None:
            return ""
        found = datetime.fromisoformat(at)
        on = self.formats.date(found.astimezone(self.formats.timezone))
        return f"{on}, {self.formats.time(found)}"

    def yes(self, value: bool | None) -> str:
        """Return yes or no; nothing for what was not answered."""
        return "" if value is None else self.text("export.yes" if value else "export.no")

    def item(self, slug: str, version: str | None = None) -> str:
        """Return the name of an item of the library."""
        found = self.library.exercise(slug, version) or self.library.exercise(slug)
        return found.text_for(self.language)[1].name if found else slug

    def dose(self, version: Row) -> str:
        """Return the dose of a version: 2 sets, 10 repetitions."""
        said = [self.count(f"plan.dose_{name}", version[name]) for name in DOSE if version[name]]
        return ", ".join(said) or self.text("plan.dose_none")

    def when(self, version: Row) -> str:
        """Return when a version is due: its times or cues, its days, every how many weeks."""
        days = version["weekdays"]
        everyday = len(days) == DAYS_A_WEEK
        on = self.text("plan.every_day") if everyday else self.codes("weekdays", days)
        parts = [self._times(version), on]
        if version["interval_weeks"] > 1:
            parts.append(self.count("plan.every_weeks", version["interval_weeks"]))
        return " · ".join(parts)

    def _times(self, version: Row) -> str:
        if version["nudges_per_day"] is not None:
            between = {"begin": version["nudges_from"], "end": version["nudges_to"]}
            return self.count("plan.cues", version["nudges_per_day"], **between)
        return ", ".join(version["times"]) or self.text("plan.any_time")

    def place(self, spot: dict[str, Any]) -> str:
        """Return a place of a body map: Neck (Left)."""
        region, side = self.code("regions", spot["region"]), self.code("sides", spot.get("side"))
        told = f"{region} ({side})" if side else region
        return f"{told}: {self.text('intake.tingling')}" if spot.get("tingling") else told


def words_for(library: Library, locale: str, timezone: str) -> Words:
    """Return how somebody with this locale reads."""
    language = choose(locale, library.languages)
    return Words(library, language, formats_for(locale, language, timezone))
