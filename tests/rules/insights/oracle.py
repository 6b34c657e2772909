"""Figures and alerts once more, written from docs/reference/figures.md alone, to compare with.

It is plain and slow: every entry is looked up anew, days are whole numbers, and what the page says
is exact is a Fraction. Nothing of it is taken from `api.rules`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import atanh, sqrt, tanh
from statistics import mean, median

import numpy as np
from scipy import stats

Series = Mapping[int, int]
"""Ratings by day, of which one without an entry is absent."""
Place = tuple[str, str | None, bool]
"""Region, side, and whether it tingles."""


@dataclass(frozen=True)
class Life:
    """What a client told, when her episode began, and on which days she had sessions."""

    pain: Series
    began: int
    sessions: Sequence[int]
    hard: frozenset[int] = frozenset()

    def until(self, day: int) -> "Life":
        pain = {on: value for on, value in self.pain.items() if on <= day}
        return Life(pain, self.began, [on for on in self.sessions if on <= day], self.hard)


def entries(series: Series, first: int, last: int) -> list[int]:
    return [series[day] for day in range(first, last + 1) if day in series]


# Baseline, current, change and its interval.


def baseline_days(life: Life, as_of: int) -> range | None:
    """Return the seven days of the baseline, none if none has begun."""
    held = [on for on in life.sessions if life.began <= on <= as_of]
    if held and len(entries(life.pain, held[0] - 7, held[0] - 1)) >= 4:
        return range(held[0] - 7, held[0])
    told = [on for on in sorted(life.pain) if life.began <= on <= as_of]
    return range(told[0], told[0] + 7) if told else None


def current_days(life: Life, as_of: int) -> range:
    base = baseline_days(life, as_of)
    return range(max(as_of - 6, base.stop if base else 0), as_of + 1)


def of_days(series: Series, days: range | None) -> list[int]:
    return entries(series, days.start, days.stop - 1) if days else []


@dataclass(frozen=True)
class Change:
    absolute: Fraction
    percent: Fraction | None
    is_noticeable: bool
    is_small: bool
    low: float
    high: float

    @property
    def is_beyond_swing(self) -> bool:
        return self.low > 0 or self.high < 0


def change(life: Life, as_of: int) -> Change | None:
    before = of_days(life.pain, baseline_days(life, as_of))
    after = of_days(life.pain, current_days(life, as_of))
    if len(before) < 4 or len(after) < 4:
        return None
    base = Fraction(sum(before), len(before))
    by = Fraction(sum(after), len(after)) - base
    squares = sum(float(np.var(each)) * len(each) for each in (before, after))
    s = sqrt((7 * 1.2**2 + squares) / (7 + len(before) - 1 + len(after) - 1))
    error = s * sqrt(1.4 / 0.6) * sqrt(1 / len(before) + 1 / len(after))
    sizes = noticeable(by, base), small(by, base)
    percent = by / base * 100 if base >= 2 else None
    return Change(by, percent, *sizes, float(by) - 1.96 * error, float(by) + 1.96 * error)


def noticeable(by: Fraction, base: Fraction) -> bool:
    if base < 2:
        return abs(by) >= 2 - base / 2
    return abs(by) >= 2 or (abs(by) >= 1 and abs(by) / base >= Fraction(30, 100))


def small(by: Fraction, base: Fraction) -> bool:
    if noticeable(by, base) or abs(by) < 1:
        return False
    return base < 2 or abs(by) / base >= Fraction(15, 100)


# Direction and claim.


def direction(pain: Series, as_of: int) -> str | None:
    points = [(day, pain[day]) for day in range(as_of - 27, as_of + 1) if day in pain]
    if len(points) < 10 or points[-1][0] - points[0][0] + 1 < 14:
        return None
    values = [value for _, value in points]
    n = len(values)
    s = sum(int(np.sign(later - sooner)) for sooner, later in combinations(values, 2))
    ties = sum(t * (t - 1) * (2 * t + 5) for t in Counter(values).values())
    sigma = sqrt((n * (n - 1) * (2 * n + 5) - ties) / 18)
    if abs(s) <= 1.96 * 1.25 * sigma:
        return "no_clear_direction"
    return "rising" if s > 0 else "falling"


@dataclass(frozen=True)
class Association:
    rho: float
    low: float
    high: float
    claim: bool


def association(x: Series, pain: Series, as_of: int, lag: int) -> Association | None:
    """Return how x of a day goes with the pain of the day that is `lag` later."""
    days = [d for d in range(as_of - 55 + lag, as_of + 1) if d in pain and d - lag in x]
    xs, ys = [x[d - lag] for d in days], [pain[d] for d in days]
    if len(days) < 14 or len(set(xs)) < 3 or len(set(ys)) < 3:
        return None
    rho, low, high = _associated(days, xs, ys)
    if not _excludes_zero(low, high):
        return Association(rho, low, high, claim=False)
    _, *rest = _associated(days, _without_trend(days, xs), _without_trend(days, ys))
    return Association(rho, low, high, _excludes_zero(*rest))


def _excludes_zero(low: float, high: float) -> bool:
    return low > 0 or high < 0


def _associated(
    days: Sequence[int], xs: Sequence[float], ys: Sequence[float]
) -> tuple[float, float, float]:
    n, there = len(days), set(days)
    next_to = [i for i, day in enumerate(days) if day + 1 in there]
    s = len(next_to) / (n - 1)
    both = _likeness(xs, next_to) * _likeness(ys, next_to)
    m = max(4.0, n * (1 - s * both) / (1 + s * both))
    if len(set(xs)) == 1 or len(set(ys)) == 1:
        return 0.0, -1.0, 1.0
    rho = min(1.0, max(-1.0, float(stats.spearmanr(xs, ys).statistic)))
    if abs(rho) > 1 - 1e-12:
        return rho, rho, rho
    wide = 1.96 * sqrt((1 + rho * rho / 2) / (m - 3))
    return rho, tanh(atanh(rho) - wide), tanh(atanh(rho) + wide)


def _likeness(values: Sequence[float], next_to: Sequence[int]) -> float:
    ranks = stats.rankdata(values) - (len(values) + 1) / 2
    square = float(np.mean(ranks**2))
    if not next_to or not square:
        return 0.0
    return min(1.0, max(0.0, float(np.mean([ranks[i] * ranks[i + 1] for i in next_to])) / square))


def _without_trend(days: Sequence[int], values: Sequence[int]) -> list[float]:
    """Return what is left without the Theil-Sen line: exact, so that equals stay equal."""
    steep = median(
        Fraction(values[j] - values[i], days[j] - days[i])
        for i, j in combinations(range(len(days)), 2)
    )
    left = [value - steep * day for day, value in zip(days, values, strict=True)]
    order = {each: rank for rank, each in enumerate(sorted(set(left)))}
    return [float(order[each]) for each in left]


# Response.


def response(life: Life, as_of: int) -> str | None:
    held = [on for on in life.sessions if life.began <= on <= as_of]
    before = of_days(life.pain, baseline_days(life, as_of))
    if len(held) < 2 or len(before) < 4:
        return None
    last = held[2] - 1 if len(held) > 2 else as_of
    after = entries(life.pain, max(last - 6, held[1] + 2), last)
    if len(after) < 4:
        return None
    base, now = Fraction(sum(before), len(before)), Fraction(sum(after), len(after))
    if (now < base and noticeable(now - base, base)) or (now <= 1 and now <= base):
        return "responding"
    return "not_yet" if base - now < Fraction(1, 2) and now > 1 else "partial"


def judged_on(life: Life) -> int | None:
    held = [on for on in life.sessions if on >= life.began]
    if len(held) < 2:
        return None
    return min([held[1] + 14, *(on - 1 for on in held[2:3])])


def is_not_responding(life: Life, as_of: int) -> bool:
    """Tell whether the alert is told as of a day."""
    known = life.until(as_of)
    on = judged_on(known)
    if on is None or not on <= as_of < on + 35:
        return False
    if response(known.until(on), on) != "not_yet":
        return False
    now = of_days(known.pain, current_days(known, as_of))
    if len(now) >= 4 and mean(now) <= 1:
        return False
    found = change(known, as_of)
    return not (found and found.absolute < 0 and (found.is_noticeable or found.is_small))


# Alarms: each returns as of an entry the first of the days in question, and the code.


def is_clear(after: Sequence[int], before: Sequence[int], points: str, errors: str) -> bool:
    n, m = len(after), len(before)
    a, b = Fraction(sum(after), n), Fraction(sum(before), m)
    squares = sum((each - a) ** 2 for each in after) + sum((each - b) ** 2 for each in before)
    s2 = (7 * Fraction("1.2") ** 2 + squares) / (7 + n + m - 2)
    se2 = s2 * Fraction(14, 6) * (Fraction(1, n) + Fraction(1, m))
    return a - b >= Fraction(points) and (a - b) ** 2 >= Fraction(errors) ** 2 * se2


Found = tuple[str, int]
Rule = Callable[[Life, int, range | None], Found | None]
"""Finds something as of an entry; the range is the baseline of who looks."""


def worsening(life: Life, day: int, base: range | None) -> Found | None:
    first = day - 11
    latest = entries(life.pain, first, day)
    if len(latest) < 4 or mean(latest) <= 1:
        return None
    before = entries(life.pain, first - 28, first - 1)
    if len(before) >= 7 and is_clear(latest, before, "1.4", "2.05"):
        return "above_weeks_before", first
    if base is None:
        return None
    before, since = of_days(life.pain, base), max(first, base.stop)
    after = entries(life.pain, since, day)
    if len(before) < 4 or len(after) < 4 or mean(after) <= 1:
        return None
    if is_clear(after, before, "1.4", "2.05"):
        return "above_baseline", since
    return None


def flare(life: Life, day: int, _: range | None = None) -> Found | None:
    sore = {on + after for on in life.sessions for after in range(4)}
    if day in sore:
        return None
    for length, points, errors in ((2, "2.5", "2.5"), (3, "2.75", "1.96"), (4, "2.5", "1.96")):
        first = day - length + 1
        counted = {on: value for on, value in life.pain.items() if on not in sore}
        latest = entries(counted, first, day)
        before = entries(life.pain, first - 28, first - 1)
        if len(latest) < 2 or len(before) < 7 or max(latest) < 4:
            continue
        if is_clear(latest, before, points, errors):
            return "above_weeks_before", first
    return None


def severe(life: Life, day: int, _: range | None = None) -> Found | None:
    latest = [on for on in range(day - 6, day + 1) if on in life.pain]
    last = latest[-4:]
    high = sum(life.pain[on] >= 8 for on in last) >= 3
    highest = len(latest) >= 2 and all(life.pain[on] >= 9 for on in latest[-2:])
    few = [on for on in latest if on > day - 4]
    both = len(few) == 2 and all(life.pain[on] >= 8 for on in few)
    hard = len(latest) >= 6 and all(life.pain[on] >= 7 and on in life.hard for on in latest[-6:])
    return ("high_or_hard_to_bear", last[0]) if high or both or highest or hard else None


Alarm = tuple[str, int, int]
"""Code, from, on."""


def alarm(life: Life, rule: Rule, as_of: int) -> Alarm | None:
    """Return the alarm as of the last entry of the last seven days, dated back."""
    life = life.until(as_of)
    told = [on for on in sorted(life.pain) if on <= as_of]
    if not told or told[-1] <= as_of - 7:
        return None
    begun = last = told[-1]
    base = baseline_days(life, as_of)
    now = rule(life, last, base)
    if now is None:
        return None
    code, since = now
    for on in reversed(told[:-1]):
        if on <= last - 35 or begun - on > (3 if rule is flare else 7):
            break
        found = rule(life, on, base)
        if found:
            begun, since = on, min(since, found[1])
    return code, max(since, last - 34), last


# Spread, and what was logged.


def is_there(place: Place, places: Iterable[Place]) -> bool:
    return any(
        place[0] == other[0] and (None in (place[1], other[1]) or place[1] == other[1])
        for other in places
    )


def new_places(
    maps: Mapping[int, Sequence[Place]], on: int, intake: Sequence[Place] = ()
) -> set[tuple[str, str, str | None, int]]:
    """Return code, region, side and `from` of what is new on a date."""
    drawn = {day: _one_sided(places) for day, places in maps.items() if places}
    before_it = [day for day in drawn if on - 6 <= day < on]
    if on not in drawn or not before_it:
        return set()
    since = max(before_it)
    known = [day for day in drawn if on - 14 - 42 < day <= on - 14]
    old = [place for day in known for place in drawn[day]]
    found = set()
    for code in ("new_place", "new_tingling"):
        here, there, disclosed, before = (
            [place for place in _one_sided(places) if code == "new_place" or place[2]]
            for places in (drawn[on], drawn[since], intake, old)
        )
        if len(known) < 7 and not (code == "new_tingling" and intake):
            continue
        for place in here:
            if is_there(place, there) and not is_there(place, [*before, *disclosed]):
                found.add((code, place[0], place[1], since))
    return found


def _one_sided(places: Sequence[Place]) -> list[Place]:
    return [
        (region, each, tingles)
        for region, side, tingles in places
        for each in (("left", "right") if side == "both" else (side,))
    ]


def rhythm(pain: Series, days: range, due: Iterable[int]) -> tuple[int, int, float | None, bool]:
    """Return logged and due of the current days, the usual share, and whether it is fewer."""
    asked = set(due)
    here = [day for day in days if day in asked]
    usual = [day for day in range(days.start - 28, days.start) if day in asked]
    logged = sum(day in pain for day in here)
    if len(usual) < 7:
        return logged, len(here), None, False
    part = Fraction(sum(day in pain for day in usual), len(usual))
    return logged, len(here), float(part), part * len(here) - logged >= 2
