"""When things happen: the days of a story as dates and instants, counted back from today."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from api.rules.instants import instant, zone
from demo.plots import BERLIN, TODAY, YESTERDAY, Story

EVENING, MORNING = time(19, 35), time(9, 5)
# How many minutes someone is early or late for her usual evening.
JITTER_MIN = 40
OFFLINE_SHARE = 0.05
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Sitting:
    """One time with the app in hand: what it is about, when it was, and when the server heard.

    `recorded_at` and `uploaded_at` differ when the phone was offline.
    """

    day: int
    on: date
    recorded_at: datetime
    uploaded_at: datetime
    is_evening: bool


def date_of(day: int, today: date) -> date:
    """Return the date of a day of the stories that end today."""
    return today - timedelta(days=TODAY - day)


def moment(day: int, at: time, today: date, timezone: str = BERLIN) -> datetime:
    """Return the instant of a local time on a day of the stories."""
    found = instant(date_of(day, today), at, zone(timezone))
    assert found is not None, "the stories' zones have every date"
    return found


def working_day(day: int, today: date) -> int:
    """Return the day itself, or the Monday after it; what has happened stays before today."""
    weekday = date_of(day, today).weekday()
    moved = day + 7 - weekday if weekday >= SATURDAY else day
    return min(moved, YESTERDAY) if day <= YESTERDAY else moved


def timezone_on(story: Story, day: int) -> str:
    """Return where the client is in the evening of a day."""
    flown = [flight.timezone for flight in story.flights if flight.day <= day]
    return flown[-1] if flown else BERLIN


def present_days(story: Story, first: int, bad: set[int], chance: random.Random) -> list[int]:
    """Return the days, from her first on, when the client opens the app; gaps come in runs.

    The first and the last day are never missed, nor the `bad` ones: then people do write.
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
    """Yield the client's sittings in the order in which the server hears of them."""
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
