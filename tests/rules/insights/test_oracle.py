"""The product's figures and alerts equal an independent implementation, on a thousand lives."""

from collections.abc import Iterator
from random import Random

import pytest

from api.rules.appointments.courses import standing
from api.rules.insights.alerts import evidence_of_pain
from api.rules.insights.associations import LAGS, Kind, association
from api.rules.insights.baselines import current_days, progress
from api.rules.insights.headline import rhythm
from api.rules.insights.sessions import responder
from api.rules.insights.slopes import slope
from api.rules.insights.spread import Mark, evidence_of_spread
from tests.rules.insights import oracle
from tests.rules.insights.series import day, on_days

LIVES = 1000
ALARMS = {"severe": oracle.severe, "flare": oracle.flare, "worsening": oracle.worsening}
PLACES = [
    (region, side, tingling)
    for region in ("neck", "hip", "knee")
    for side in ("left", "right", "both", None)
    for tingling in (False, True)
]


def ratings(random: Random, days: int) -> list[int | None]:
    """Return a diary that sways about a level, which rises or falls, jumps or flares."""
    level, sway = random.uniform(0, 10), 0.0
    sd, alike, missing = random.choice([0.5, 1.2, 2]), random.random(), random.choice([0.05, 0.3])
    drift = random.gauss(0, 0.03)
    jump_on, jump = random.choice([random.randrange(days), days - 3]), random.uniform(-4, 4)
    over = random.choice([3, 5, days])
    found: list[int | None] = []
    for n in range(days):
        sway = alike * sway + random.gauss(0, sd * (1 - alike**2) ** 0.5)
        here = level + drift * n + sway + jump * (jump_on <= n < jump_on + over)
        found.append(None if random.random() < missing else min(10, max(0, round(here))))
    return found


def lives(many: int = LIVES) -> Iterator[tuple[oracle.Life, int, Random]]:
    """Yield lives, each with the day of which it is looked at."""
    for seed in range(many):
        random = Random(seed)
        days = random.randrange(5, 110)
        pain = {n: each for n, each in enumerate(ratings(random, days)) if each is not None}
        held = sorted(random.sample(range(days), min(days, random.randrange(5))))
        hard = frozenset(n for n, each in pain.items() if each > 5 and random.random() < 0.8)
        began = random.choice([0, 0, days // 3])
        yield oracle.Life(pain, began, held, hard), days - 1 + random.randrange(3), random


def product(life: oracle.Life) -> dict:
    return {day(n): each for n, each in life.pain.items()}


def where(life: oracle.Life, as_of: int):
    return standing(list(map(day, life.sessions)), [day(life.began)], day(as_of))


def test_alarms_are_those_of_the_page() -> None:
    times = dict.fromkeys([*ALARMS, "not_responding"], 0)
    for life, as_of, _ in lives():
        hard_on = frozenset(map(day, life.hard))
        evidence = evidence_of_pain(product(life), where(life, as_of), day(as_of), hard_on)
        found = {each.kind: (each.code, each.from_on, each.on) for each in evidence}
        for kind, rule in ALARMS.items():
            expected = oracle.alarm(life, rule, as_of)
            dated = expected and (expected[0], day(expected[1]), day(expected[2]))
            assert found.get(kind) == dated, (kind, life, as_of)
            times[kind] += dated is not None
        is_told = oracle.is_not_responding(life, as_of)
        assert ("not_responding" in found) == is_told, (life, as_of)
        times["not_responding"] += is_told
    assert min(times.values()) >= 20, times


def test_change_and_its_interval_are_those_of_the_page() -> None:
    times = 0
    for life, as_of, _ in lives():
        found = progress(product(life), where(life, as_of), day(as_of)).change
        expected = oracle.change(life.until(as_of), as_of)
        assert (found.absolute is None) == (expected is None), (life, as_of)
        if expected is None:
            continue
        times += 1
        assert (found.absolute, found.percent) == (expected.absolute, expected.percent)
        assert found.interval == pytest.approx((expected.low, expected.high), abs=1e-3)
        assert found.is_noticeable == expected.is_noticeable
        assert str(found.category).startswith("small_") == expected.is_small
        assert found.is_beyond_swing == expected.is_beyond_swing
    assert times > LIVES / 2


def test_responses_are_those_of_the_page() -> None:
    times: dict[str | None, int] = {}
    for life, as_of, _ in lives():
        here, known = where(life, as_of), life.until(as_of)
        start = progress(product(life), here, day(as_of)).baseline
        found = responder(product(known), start, here.sessions_on, day(as_of))
        assert found.status == oracle.response(known, as_of), (life, as_of)
        times[found.status] = times.get(found.status, 0) + 1
    assert len(times) == 4
    assert min(times.values()) >= 20, times


def test_directions_are_those_of_the_page() -> None:
    times: dict[str | None, int] = {}
    for life, as_of, _ in lives():
        found = slope(product(life), day(as_of)).direction
        assert found == oracle.direction(life.pain, as_of), (life, as_of)
        times[found] = times.get(found, 0) + 1
    assert len(times) == 4


@pytest.mark.parametrize("kind", ["sleep_pain", "stress_pain"])
def test_associations_are_those_of_the_page(kind: Kind) -> None:
    claims = 0
    for life, as_of, random in lives(LIVES // 4):
        lag = LAGS[kind].days
        # Half of them follow the pain of the day, or of the next.
        likely = random.choice([0, 1]) * random.choice([-1, 1])
        other = [
            None if random.random() < 0.2 else min(10, max(0, round(each)))
            for each in (
                5 + likely * (life.pain.get(n + lag, 5) - 5) + random.gauss(0, 1.5)
                for n in range(as_of + 1)
            )
        ]
        found = association(kind, on_days(other), product(life), day(as_of))
        x = {n: each for n, each in enumerate(other) if each is not None}
        expected = oracle.association(x, life.until(as_of).pain, as_of, lag)
        assert (found.rho is None) == (expected is None)
        if expected is None:
            continue
        claims += expected.claim
        shown = (found.rho, found.low, found.high)
        assert shown == pytest.approx((expected.rho, expected.low, expected.high), abs=1e-9)
        assert found.claim == expected.claim, (life, x, as_of)
    assert claims >= 20


def test_new_places_are_those_of_the_page() -> None:
    codes: dict[str, int] = {}
    for seed in range(LIVES):
        random = Random(seed)
        usual = random.sample(PLACES, 2)
        maps: dict[int, list[oracle.Place]] = {}
        for n in range(75):
            lately = [random.choice(PLACES)] if random.random() < (0.6 if n > 65 else 0.02) else []
            if random.random() < random.choice([0.2, 0.9]):
                maps[n] = [each for each in usual if random.random() < 0.9] + lately
        drawn = {n: places for n, places in maps.items() if places}
        as_of = max(drawn, default=0)
        intake = random.choice([[], random.sample(PLACES, 1)])
        marks = {day(n): [Mark(*each) for each in places] for n, places in drawn.items()}
        evidence = evidence_of_spread(marks, day(as_of), [Mark(*each) for each in intake])
        found = {(each.code, each.region, each.side, each.from_on) for each in evidence}
        expected = oracle.new_places(maps, as_of, intake)
        assert found == {(*each, day(since)) for *each, since in expected}, (maps, intake)
        for each in evidence:
            codes[each.code] = codes.get(each.code, 0) + 1
    assert min(codes["new_place"], codes["new_tingling"]) >= 20, codes


def test_how_much_was_logged_is_that_of_the_page() -> None:
    fewer = 0
    for life, as_of, random in lives():
        start = progress(product(life), where(life, as_of), day(as_of)).baseline
        now = current_days(start, day(as_of))
        due = {n for n in range(as_of + 1) if random.random() < 0.9}
        found = rhythm(product(life), now, set(map(day, due)), day(as_of))
        logged, of, share, is_fewer = oracle.rhythm(
            life.pain, oracle.current_days(life, as_of), due
        )
        assert (found.logged, found.due) == (logged, of)
        assert (found.usual_percent is None) == (share is None)
        assert bool(found.is_fewer) == is_fewer
        if share is not None:
            assert found.usual_percent == pytest.approx(100 * share)
        fewer += is_fewer
    assert fewer >= 20
