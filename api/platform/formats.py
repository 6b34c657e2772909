"""Dates, times and numbers as people of a locale write them; everything is rounded before."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, format_percent

MINUS, TRUE_MINUS = "-", "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Formats:
    """How a reader writes: her locale, such as es-MX, and the time zone in which she lives."""

    locale: Locale
    timezone: ZoneInfo

    def day(self, on: date) -> str:
        """Return a date with its weekday, without the year: Tue, 3 Mar."""
        return str(format_skeleton("MMMEd", on, locale=self.locale))

    def short(self, on: date) -> str:
        """Return a date as short as it can be: 3 Mar."""
        return str(format_skeleton("MMMd", on, locale=self.locale))

    def date(self, on: date) -> str:
        """Return a whole date: 3 Mar 2026."""
        return str(format_date(on, "medium", locale=self.locale))

    def time(self, at: datetime | time) -> str:
        """Return a time of day; of an instant, in the reader's zone."""
        zone = self.timezone if isinstance(at, datetime) else None
        return str(format_time(at, "short", tzinfo=zone, locale=self.locale))

    def instant(self, at: datetime) -> str:
        """Return an instant as day and time in the reader's zone."""
        return f"{self.day(at.astimezone(self.timezone))}, {self.time(at)}"

    def number(self, value: float, decimals: int = 1) -> str:
        """Return a number with so many decimals: 4.0."""
        pattern = "0." + "0" * decimals if decimals else "0"
        return str(format_decimal(value, pattern, locale=self.locale))

    def told(self, value: float | None) -> str:
        """Return a number with the decimals that it was told with, two at most; 7, or 7.5."""
        return "" if value is None else str(format_decimal(value, "0.##", locale=self.locale))

    def signed(self, value: float, decimals: int = 1) -> str:
        """Return a change with its sign: +1.5, or -2.0 with a true minus."""
        shown = self.number(value, decimals)
        return f"+{shown}" if value > 0 else shown.replace(MINUS, TRUE_MINUS)

    def percent(self, value: float) -> str:
        """Return a percentage, given as 71.4, without decimals."""
        shown = str(format_percent(value / 100, "0 %", locale=self.locale))
        return shown.replace(MINUS, TRUE_MINUS)


def formats_for(locale: str, language: str, timezone: str) -> Formats:
    """Return how someone writes: by her locale, or by the language if that is not known."""
    try:
        known = Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        known = Locale.parse(language, sep="-")
    # A locale of another language than the page's would mix two of them.
    same = known.language == Locale.parse(language, sep="-").language
    return Formats(known if same else Locale.parse(language, sep="-"), ZoneInfo(timezone))
