"""How many alerts a therapist of 40 clients whose pain stays what it is reads in a month."""

from collections.abc import Set
from datetime import date, timedelta
from functools import partial
from math import sqrt

import numpy as np

from api.rules.appointments.courses import Standing
from api.rules.insights.alerts import evidence_of_pain, evidence_of_silence, is_new
from api.rules.insights.evidence import Evidence
from api.rules.insights.means import Answers
from api.rules.insights.spread import Mark
from tests.calibration import places
from tests.calibration.before import evidence_before, was_without_response
from tests.calibration.lives import FIRST, answers, rated, steady
from tests.calibration.looking import Rule
from tests.calibration.pain_alarms import CALM, DAYS, LEARNED, LEVELS, live
from tests.calibration.rows import MONTH, Cell, Row
from tests.calibration.worlds import USUAL

TITLE = "A month of a therapist with 40 stable clients"
CLIENTS = 40
Counts = dict[str, tuple[int, int]]
"""How many are told of each kind, and of how many days of a client."""


def cells(quick: bool) -> list[Cell]:
    """Return a cell for the rules of now, and one for those of definition 2."""
    clients = 10 if quick else 80
    return [partial(month, clients, name) for name in RULES]


def month(clients: int, name: str, seed: int) -> list[Row]:
    """Return how many alerts of each kind, and of all, are told of 40 clients in a month.

    So many clients are at each true level from 2 to 8.
    """
    rng = np.random.default_rng(seed)
    found = _of_pain(clients, name, rng)
    many = clients * len(LEVELS)
    spread = sum(len(places.told(places.RULES[name], each)) for each in _maps(many, rng))
    found["new places"] = (spread, many * places.DAYS)
    silent = sum(map(_silences, answers(rated(steady(5, DAYS), many, USUAL, rng))))
    found["silent"] = (silent, many * DAYS)
    return list(_rows(name, found, many))


def _of_pain(clients: int, name: str, rng: np.random.Generator) -> Counts:
    """Return what is told after the week of the baseline."""
    kinds = {"worsening": 0, "flare-up": 0, "not responding": 0, TRULY: 0, FALSELY: 0}
    for level in LEVELS:
        ratings = rated(steady(level, DAYS), clients, USUAL, rng)
        for each in (each for life in live(RULES[name], ratings, rng) for each in life):
            kinds[_named(each.kind, level)] += each.day >= LEARNED
    days = clients * len(LEVELS) * (DAYS - LEARNED)
    return {kind: (count, days) for kind, count in kinds.items()}


TRULY, FALSELY = "severe, at a true level of 6 to 8", "severe, at one of 5 or less"
FALSE = ("worsening", "flare-up", FALSELY, "new places")
"""Of clients who stay what they are; that two sessions have not helped them is true."""
NAMES = {"flare": "flare-up", "not_responding": "not responding"}


def _named(kind: str, level: int) -> str:
    if kind == "severe":
        return FALSELY if level in CALM else TRULY
    return NAMES.get(kind, kind)


def _rows(name: str, found: Counts, clients: int) -> list[Row]:
    """Return a row for each kind, and one of all."""
    rates = {kind: CLIENTS * MONTH * count / days for kind, (count, days) in found.items()}
    errors = {kind: CLIENTS * MONTH * sqrt(max(n, 1)) / days for kind, (n, days) in found.items()}
    for of, kinds in (("of all kinds", tuple(found)), ("of these false alarms", FALSE)):
        rates[of] = sum(rates[kind] for kind in kinds)
        errors[of] = sqrt(sum(errors[kind] ** 2 for kind in kinds))
    return [
        Row(name, kind, str(USUAL), value, errors[kind], clients) for kind, value in rates.items()
    ]


def _maps(clients: int, rng: np.random.Generator) -> list[dict[int, list[Mark]]]:
    """Return clients' body maps, with three places that come and go."""
    return [places.maps_of(places.Habit(0.85, 0.1), rng) for _ in range(clients)]


def _silences(pain: Answers) -> int:
    """Return how often a client is said to be silent who leaves out days by chance."""
    known: list[Evidence] = []
    last_on = None
    for on in (FIRST + timedelta(days=day) for day in range(DAYS)):
        known += [e for e in evidence_of_silence(last_on, on, frozenset()) if is_new(e, known)]
        last_on = on if on in pain else last_on
    return len(known)


def _before(
    pain: Answers, where: Standing, as_of: date, hard_on: Set[date] = frozenset()
) -> list[Evidence]:
    """Return what version 2 told of pain, with the response that it looked at every day."""
    found = evidence_before(pain, where, as_of, hard_on)
    if len(where.sessions_on) > 1 and was_without_response(pain, where, as_of):
        second_on = where.sessions_on[1]
        found.append(Evidence("not_responding", "after_two_sessions", second_on, as_of))
    return found


RULES: dict[str, Rule] = {"now": evidence_of_pain, "before": _before}
