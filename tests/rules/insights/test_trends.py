from datetime import date, timedelta

import pytest

from api.rules.definitions import DEFINITIONS
from api.rules.insights.trends import DailyCheckIn, series

MON, TUE, WED, THU = (date(2026, 3, 2) + timedelta(days=n) for n in range(4))
FULL = DailyCheckIn(MON, 4, 6, 7, 6.5, 3, pain_medicine=True)
PAIN_ONLY = DailyCheckIn(WED, 0, None, None, None, None, None)


def test_columns_hold_one_entry_a_date_and_none_for_a_gap():
    found = series(MON, THU, [PAIN_ONLY, FULL], MON, THU)
    assert found.dates == [MON, TUE, WED, THU]
    assert found.pain_average == [4, None, 0, None]
    assert found.pain_worst == [6, None, None, None]
    assert found.sleep_quality == [7, None, None, None]
    assert found.sleep_hours == [6.5, None, None, None]
    assert found.stress == [3, None, None, None]
    assert found.pain_medicine == [True, None, None, None]
    assert (found.from_on, found.to_on) == (MON, THU)
    assert (found.logged, found.due) == (2, 4)
    assert found.definition_version == DEFINITIONS.definition_version


@pytest.mark.parametrize(
    ("due_from", "due_to", "due"),
    [
        pytest.param(MON, THU, 4, id="all"),
        pytest.param(date(2025, 1, 1), date(2027, 1, 1), 4, id="only dates asked for"),
        pytest.param(TUE, WED, 3, id="Monday was logged before it was due"),
        pytest.param(WED, WED, 2, id="her first day was the last that counts"),
        pytest.param(THU, WED, 2, id="no day counts yet"),
        pytest.param(None, WED, 2, id="she has not started"),
        pytest.param(MON, None, 2, id="nothing is over"),
    ],
)
def test_due_days_lie_between_her_first_day_and_the_last_that_counts(due_from, due_to, due):
    assert series(MON, THU, [FULL, PAIN_ONLY], due_from, due_to).due == due


def test_today_counts_only_once_logged():
    assert series(MON, TUE, [FULL], MON, MON).due == 1
    assert series(MON, TUE, [FULL, FULL._replace(on=TUE)], MON, MON).due == 2


def test_check_ins_of_other_dates_are_ignored():
    found = series(TUE, TUE, [FULL, PAIN_ONLY], MON, THU)
    assert (found.pain_average, found.logged, found.due) == ([None], 0, 1)


def test_a_check_in_without_an_answer_is_still_logged():
    blank = DailyCheckIn(MON, None, None, None, None, None, None)
    assert series(MON, MON, [blank], MON, MON).logged == 1
