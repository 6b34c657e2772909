"""When things happen: the days of a story as dates and instants, counted back from today."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from api.rules.instants import instant, zone
from demo.plots import BERLIN, TODAY, YESTERDAY, Story

EVENING, MORNING = time(19, 35), time(9, 5)
# By how many minutes someone is early or late compared with her usual evening.
JITTER_MIN = 40
OFFLINE_SHARE = 0.05
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Sitting:
    """One use of the app: the date it is about, when it was, and when the server was told.

    `recorded_at` and `uploaded_at` differ if the phone was offline.
    """

    day: int
    on: date
    recorded_at: datetime
    uploaded_at: datetime
    is_evening: bool


def date_of(day: int, today: date) -> date:
    """Return the date of a day of the stories, whose day TODAY is `today`."""
    return today - timedelta(days=TODAY - day)


def moment(day: int, at: time, today: date, timezone: str = BERLIN) -> datetime:
    """Return the UTC instant of a local time on a day of the stories."""
    found = instant(date_of(day, today), at, zone(timezone))
    assert found is not None, "the stories' zones have every date"
    return found


def working_day(day: int, today: date) -> int:
    """Return the day itself or, on a weekend, the next Monday; past days stay before today."""
    weekday = date_of(day, today).weekday()
    moved = day + 7 - weekday if weekday >= SATURDAY else day
    return min(moved, YESTERDAY) if day <= YESTERDAY else moved


def timezone_on(story: Story, day: int) -> str:
    """Return the client's time zone on the evening of a day."""
    flown = [flight.timezone for flight in story.flights if flight.day <= day]
    return flown[-1] if flown else BERLIN


def present_days(story: Story, first: int, bad: set[int], chance: random.Random) -> list[int]:
    """Return the days from the first on when the client opens the app; missed days come in runs.

    The first, the last and the `bad` days are never missed, since people do write on bad days.
    """
    last = story.last_seen
    share, days, here = story.manner.presence, [], True
    # Drawn for the days before her first too: the gaps lie where they lie whatever weekday it is.
    for day in range(last + 1):
        # Once gone she returns half as readily, so that absences last; the share stays.
        back = share / 2
        leaves = back * (1 - share) / share
        here = chance.random() >= leaves if here else chance.random() < back
        comes = here or day in bad or day in (first, last)
        if comes and day >= first and day not in story.away:
            days.append(day)
    return days


def sittings(
    story: Story, days: list[int], today: date, chance: random.Random
) -> Iterator[Sitting]:
    """Yield the client's sittings in order of upload."""
    kept: list[Sitting] = []
    for day in days:
        on, timezone = date_of(day, today), timezone_on(story, day)
        morning = chance.random() < story.manner.morning and day > days[0]
        for usual in (MORNING, EVENING) if morning else (EVENING,):
            late = timedelta(minutes=chance.randint(-JITTER_MIN, JITTER_MIN))
            at = moment(day, usual, today, timezone) + late
            found = Sitting(day, on, at, at, usual is EVENING)
            if chance.random() < OFFLINE_SHARE and day != days[-1]:
                kept.append(found)
                continue
            yield from (Sitting(k.day, k.on, k.recorded_at, at, k.is_evening) for k in kept)
            kept = []
            yield found
