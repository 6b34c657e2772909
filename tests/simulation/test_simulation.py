"""A day of ten thousand clients, and shorter ones on dates when clocks do odd things."""

from datetime import date, time
from typing import get_args

import pytest

from api.tables.reminders import REASONS
from tests.simulation.__main__ import DEFAULT_DATE
from tests.simulation.crowds import live_all, simulate
from tests.simulation.days import Day
from tests.simulation.events import Kind
from tests.simulation.totals import Totals, table

CLIENTS = 10_000
# Every push is taken over at once here, so that none fails; tests/faults sees to those.
OF_TRANSPORT = {"unknown", "not_accepted_in_time", "refused", "target_dead"}
ODD_DATES = {
    "Kwajalein leaves out a date": date(1993, 8, 20),
    "Samoa leaves out a date": date(2011, 12, 30),
    "Nuuk leaves out the last hour of a date": date(2024, 3, 31),
    "Lord Howe goes back by half an hour": date(2026, 4, 4),
    "Cairo leaves out the first hour of a date": date(2026, 4, 24),
    "Europe repeats an hour": date(2026, 10, 25),
    "America repeats an hour": date(2026, 11, 1),
}
# No phone here sets notifications by itself.
BY_ITSELF = {"on_phone"}


def test_no_rule_is_broken_in_the_day_of_ten_thousand_clients() -> None:
    totals = Totals()
    for part in simulate(Day(DEFAULT_DATE), CLIENTS, seed=1):
        totals.merge(part)

    assert totals.clients == CLIENTS
    assert totals.broken == {}, table(totals)
    # All that can happen did, and every way to end that there is without an outage.
    assert set(totals.events) == set(get_args(Kind))
    reasons = {reason for _, reason in totals.fates if reason is not None}
    assert reasons >= set(REASONS) - OF_TRANSPORT - BY_ITSELF - {"expired"}
    # Nobody waits longer than her spread and a tick, unless something put it off.
    assert max(totals.punctual) == 0


def test_what_expires_while_no_worker_runs_stays_silent() -> None:
    totals = live_all(Day(DEFAULT_DATE, out_at=time(12)), 1, range(1000))

    assert totals.broken == {}, table(totals)
    assert totals.fates["expired", "expired"] > 0
    assert sum(totals.by_minute[minute] for minute in range(12 * 60, 14 * 60)) == 0
    assert totals.by_minute[14 * 60] > 0


@pytest.mark.parametrize("on", ODD_DATES.values(), ids=ODD_DATES)
def test_no_rule_is_broken_on_a_date_when(on: date) -> None:
    totals = live_all(Day(on), 1, range(300))

    assert totals.broken == {}, table(totals)
    assert totals.fates["sent", None] > 0


def test_a_seed_gives_the_same_day_again_however_it_is_divided() -> None:
    day = Day(DEFAULT_DATE)
    once, again = live_all(day, 7, range(100)), live_all(day, 7, range(50))

    again.merge(live_all(day, 7, range(50, 100)))

    assert once == again
    assert once != live_all(day, 8, range(100))
