"""When a figure can be there: asked of the figures themselves about a diary that goes on."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from api.rules.insights.expectations import FIGURES, expected
from api.rules.insights.figures import insights
from api.rules.insights.trends import DailyCheckIn
from tests.rules.insights.series import NOWHERE, day

AS_OF = day(30)


def diary(answers: list[bool | None], first: int = 0) -> dict:
    """Return check-ins of the days for which there is something."""
    return {
        day(n): DailyCheckIn(day(n), n % 5, n % 6, n % 4, None, n % 3, None)
        for n, told in enumerate(answers, first)
        if told
    }


def test_without_a_past_everything_is_still_to_come() -> None:
    found = expected({}, NOWHERE, AS_OF)
    days_ahead = {name: (on - AS_OF).days for name, on in found.items()}
    assert days_ahead == {
        "baseline": 4,
        # Four days after the seven of the baseline.
        "change": 11,
        "slope": 14,
        "spikes": 8,
        "best_and_worst": 7,
        "high_pain": 7,
        "sleep_pain": 14,
        "stress_pain": 15,
    }


def test_a_baseline_whose_days_went_by_unlogged_does_not_come() -> None:
    assert not {"baseline", "change"} & expected(diary([True]), NOWHERE, AS_OF).keys()


def test_with_all_the_data_nothing_is_to_come() -> None:
    assert expected(diary([True] * 31), NOWHERE, AS_OF) == {}


@settings(max_examples=30)
@given(st.lists(st.booleans(), min_size=31, max_size=31))
def test_what_is_expected_is_what_is_missing(told: list[bool]) -> None:
    entries = diary(told)
    found = insights(entries, NOWHERE, AS_OF, None, AS_OF)
    missing = set(expected(entries, NOWHERE, AS_OF))
    assert missing <= set(FIGURES)
    if "baseline" in missing:
        assert found.pain.progress.baseline.mean.value is None
    if "change" in missing:
        assert found.pain.progress.change.absolute is None
    assert ("slope" in missing) == (found.pain.slope.per_week is None)
    assert ("best_and_worst" in missing) == (found.pain.best is None)


@settings(max_examples=15)
@given(st.lists(st.booleans(), min_size=31, max_size=31))
def test_it_comes_on_that_date_if_she_logs_every_day(told: list[bool]) -> None:
    entries = diary(told)
    for figure, on in expected(entries, NOWHERE, AS_OF).items():
        for days, is_there in ((1, False), (0, True)):
            until = on - timedelta(days=days)
            ahead = diary([True] * (until - AS_OF).days, first=31)
            assert (figure not in expected(entries | ahead, NOWHERE, until)) == is_there
