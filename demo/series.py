"""Plausible daily figures of one person: pain, sleep and stress that influence each other.

Each is the sum of a line from a first to a last level, a weekly rhythm, and noise that is
correlated with the day before, as people's ratings are. Figures are whole numbers from 0 to 10.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# Points above or below the usual level, Monday first.
STRESS_BY_WEEKDAY = (0.9, 0.7, 0.5, 0.7, 0.0, -1.5, -1.1)
PAIN_BY_WEEKDAY = (0.2, 0.1, 0.0, 0.2, 0.3, -0.3, -0.4)
# (correlation with the day before, standard deviation in points)
PAIN_NOISE, SLEEP_NOISE, STRESS_NOISE = (0.6, 0.7), (0.3, 1.3), (0.5, 1.0)
# Pain at or above this level makes any day hard to bear.
HARD = 7


@dataclass(frozen=True, slots=True)
class Bump:
    """Days that differ from the line by up to `height` points, mid-way; `felt`: hard to bear."""

    day: int
    days: int
    height: float
    felt: bool = False

    def on(self, day: int) -> float:
        """Return the points that this bump adds on a day."""
        if not self.day <= day < self.day + self.days:
            return 0.0
        is_edge = self.days > 2 and day in (self.day, self.day + self.days - 1)
        return self.height * (0.8 if is_edge else 1.0)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The course of someone's days: (first, last) level of each scale, and its bumps.

    `sleep_to_pain`: points of pain that each point of poorer sleep adds on the same day.
    """

    pain: tuple[float, float]
    sleep: tuple[float, float]
    stress: tuple[float, float]
    sleep_to_pain: float = 0.15
    bumps: tuple[Bump, ...] = ()
    bad_nights: tuple[Bump, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one day; `felt`: pain kept the person from something."""

    pain_average: int
    pain_worst: int
    sleep_quality: int
    sleep_hours: float
    stress: int
    pain_medicine: bool
    felt: bool


def dice(*seed: object) -> random.Random:
    """Return a random source that gives the same values for the same seed on every machine."""
    return random.Random("/".join(map(str, seed)))  # noqa: S311 - invented figures, no secret.


def daily_figures(
    rhythm: Rhythm, first_on: date, days: int, chance: random.Random
) -> tuple[Figures, ...]:
    """Return the figures of `days` days from a date on."""
    pain_noise = _noise(days, *PAIN_NOISE, chance)
    sleep_noise = _noise(days, *SLEEP_NOISE, chance)
    stress_noise = _noise(days, *STRESS_NOISE, chance)
    found = []
    for day in range(days):
        weekday = (first_on + timedelta(days=day)).weekday()
        poorer = sleep_noise[day] + _bumps(rhythm.bad_nights, day)
        sleep = _level(rhythm.sleep, day, days) + poorer
        stress = _level(rhythm.stress, day, days) + STRESS_BY_WEEKDAY[weekday] + stress_noise[day]
        pain = _level(rhythm.pain, day, days) + PAIN_BY_WEEKDAY[weekday] + pain_noise[day]
        pain += _bumps(rhythm.bumps, day) - rhythm.sleep_to_pain * poorer
        felt = any(bump.felt and bump.on(day) for bump in rhythm.bumps)
        found.append(_figures(pain, sleep, stress, felt, chance))
    return tuple(found)


def _figures(
    pain: float, sleep: float, stress: float, felt: bool, chance: random.Random
) -> Figures:
    average, quality = scale(pain), scale(sleep)
    worst = scale(average + chance.choice((1, 1, 2, 2, 3)))
    hours = 4.5 + 0.4 * quality + chance.choice((-0.5, 0.0, 0.0, 0.5))
    return Figures(
        pain_average=average,
        pain_worst=worst,
        sleep_quality=quality,
        sleep_hours=round(hours * 2) / 2,
        stress=scale(stress),
        pain_medicine=chance.random() < (average - 3) * 0.15,
        felt=felt or average >= HARD,
    )


def scale(value: float) -> int:
    """Return the nearest answer on a scale of 0 to 10."""
    return min(10, max(0, round(value)))


def _level(ends: tuple[float, float], day: int, days: int) -> float:
    first, last = ends
    return first + (last - first) * day / max(1, days - 1)


def _bumps(bumps: Iterable[Bump], day: int) -> float:
    return sum(bump.on(day) for bump in bumps)


def _noise(days: int, memory: float, deviation: float, chance: random.Random) -> list[float]:
    """Return first-order autoregressive noise around 0 of this standard deviation."""
    fresh = deviation * (1 - memory**2) ** 0.5
    values = [chance.gauss(0, deviation)]
    while len(values) < days:
        values.append(memory * values[-1] + chance.gauss(0, fresh))
    return values
