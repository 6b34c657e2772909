"""Series of check-ins as they are shown: columns of equal length, one entry a date."""

from datetime import date

from pydantic import Field

from api.platform.http.fields import Out
from api.rules.insights.trends import Trends


class SeriesOut(Out):
    """Null is a gap, or what was not answered."""

    dates: list[date]
    pain_average: list[int | None]
    pain_worst: list[int | None]
    sleep_quality: list[int | None]
    sleep_hours: list[float | None]
    stress: list[int | None]


class TrendsOut(SeriesOut):
    """The series of a range of dates; `logged` and `due` are days."""

    from_on: date = Field(serialization_alias="from")
    to_on: date = Field(serialization_alias="to")
    timezone: str
    definition_version: str
    logged: int
    due: int
    pain_medicine: list[bool | None]


def show_series(found: Trends) -> SeriesOut:
    """Return the series alone."""
    return SeriesOut.model_validate(found)


def show_trends(found: Trends, timezone: str) -> TrendsOut:
    """Return the series with what they cover."""
    names = TrendsOut.model_fields.keys() - {"timezone"}
    return TrendsOut(timezone=timezone, **{name: getattr(found, name) for name in names})
