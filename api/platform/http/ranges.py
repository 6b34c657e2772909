"""A range of local dates in a query: `from` and `to`, both included."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, Query

from api.platform.http.errors import Invalid
from api.platform.http.fields import LocalDate
from api.rules.definitions import DEFINITIONS

LONGEST_DAYS = DEFINITIONS.longest_range_days
USUAL = timedelta(days=27)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Dates from..to; without `to` it ends today, without `from` it is of the usual length."""

    from_on: date | None
    to_on: date | None

    def ending(self, today: date, usual: timedelta = USUAL) -> tuple[date, date]:
        """Return (first, last) date for someone whose local date is `today`.

        `usual` lies between them where there is no `from`: 28 dates, if nothing else is said.
        """
        to_on = self.to_on or today
        from_on = self.from_on or to_on - usual
        if from_on > to_on:
            raise Invalid("/query/from", "after_to")
        if (to_on - from_on).days >= LONGEST_DAYS:
            raise Invalid("/query/from", "range_too_long", f"At most {LONGEST_DAYS} dates at once.")
        return from_on, to_on


async def _range(
    from_on: Annotated[LocalDate | None, Query(alias="from")] = None,
    to_on: Annotated[LocalDate | None, Query(alias="to")] = None,
) -> DateRange:
    return DateRange(from_on, to_on)


Range = Annotated[DateRange, Depends(_range)]
