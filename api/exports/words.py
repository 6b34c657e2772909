"""What a copy says in the language of who asked for it: words, names of codes, dates and doses."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from api.care.noted import action_code
from api.exports.rows import Row
from api.library import Library, choose
from api.library.wording import Wording
from api.platform.formats import formats_for


@dataclass(frozen=True, slots=True)
class Words(Wording):
    """How a copy is worded: rows hold codes, and dates and instants as text."""

    def code(self, group: str, code: str | None) -> str:
        """Return the words of a code, none for none."""
        return self.word(group, code) if code else ""

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

    def shown_text(self, version: int | None, language: str | None) -> str:
        """Return which text was shown: Version 1 (English); nothing if the phone told none."""
        if version is None or language is None:
            return ""
        name = self.formats.locale.languages.get(language, language)
        return self.text("export.text_version", number=version, language=name)

    def item(self, slug: str, version: str | None = None) -> str:
        """Return the name of an item of the library."""
        found = self.library.exercise(slug, version) or self.library.exercise(slug)
        return found.text_for(self.language)[1].name if found else slug

    def when(self, version: Row) -> str:
        """Return when a version is due: its times or cues, its days, every how many weeks."""
        parts = [self._times(version), self.weekdays(version["weekdays"])]
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
