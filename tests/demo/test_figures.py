"""The stories hold whatever weekday they end on, and figures look like those of people."""

from datetime import date, time, timedelta
from statistics import correlation, mean

import pytest

from demo.calendars import SATURDAY, date_of, moment, present_days, sittings, working_day
from demo.plots import TODAY, YESTERDAY, Story
from demo.series import Bump, Figures, Rhythm, daily_figures, dice
from demo.stories import STORIES
from demo.stories.joerg import JOERG
from demo.stories.marta import MARTA
from demo.tellings import SEED

# Every weekday, and with the changes of the clock before, between and after.
ENDS = [date(2026, 3, 9) + timedelta(days=8 * step) for step in range(21)]
STEADY = Rhythm(pain=(4, 4), sleep=(6, 6), stress=(5, 5))


def figures(story: Story, today: date) -> tuple[Figures, ...]:
    chance = dice(SEED, story.key, "figures")
    return daily_figures(story.rhythm, date_of(0, today), TODAY, chance)


@pytest.mark.parametrize(("story", "way"), [(MARTA, -1), (JOERG, 1)], ids=["marta", "joerg"])
@pytest.mark.parametrize("today", ENDS[:7], ids=str)
def test_a_trend_is_clear_whatever_day_it_is_seen_on(today: date, story: Story, way: int) -> None:
    pain = [day.pain_average for day in figures(story, today)]
    assert way * (mean(pain[-7:]) - mean(pain[:7])) >= 2


def test_every_figure_is_an_answer_of_its_scale() -> None:
    wild = Rhythm(pain=(0, 10), sleep=(10, 0), stress=(0, 10), sleep_to_pain=2)
    for day in daily_figures(wild, date(2026, 1, 1), 400, dice(1)):
        whole = (day.pain_average, day.pain_worst, day.sleep_quality, day.stress)
        assert all(type(value) is int and 0 <= value <= 10 for value in whole)
        assert day.pain_worst >= day.pain_average
        assert 0 <= day.sleep_hours <= 12
        assert day.sleep_hours * 2 % 1 == 0


def test_a_day_resembles_the_day_before() -> None:
    pain = [day.pain_average for day in daily_figures(STEADY, date(2026, 1, 1), 400, dice(2))]
    assert correlation(pain[:-1], pain[1:]) > 0.25


def test_stress_is_lower_at_the_weekend() -> None:
    first = date(2026, 1, 5)
    stress = [day.stress for day in daily_figures(STEADY, first, 400, dice(3))]
    weekdays = [(first + timedelta(days=day)).weekday() for day in range(400)]
    rest = mean(s for s, weekday in zip(stress, weekdays, strict=True) if weekday >= SATURDAY)
    work = mean(s for s, weekday in zip(stress, weekdays, strict=True) if weekday < SATURDAY)
    assert work - rest >= 1


def test_poor_sleep_hurts_as_much_as_the_rhythm_says() -> None:
    def pull(sleep_to_pain: float) -> float:
        rhythm = Rhythm((5, 5), (6, 6), (5, 5), sleep_to_pain=sleep_to_pain)
        days = daily_figures(rhythm, date(2026, 1, 1), 400, dice(4))
        return correlation([d.sleep_quality for d in days], [d.pain_average for d in days])

    assert pull(0.8) < -0.6
    assert abs(pull(0)) < 0.15


def test_a_flare_up_is_felt_and_ends() -> None:
    rhythm = Rhythm((3, 3), (6, 6), (5, 5), bumps=(Bump(10, 3, 4, felt=True),))
    days = daily_figures(rhythm, date(2026, 1, 1), 20, dice(5))
    assert [day for day, each in enumerate(days) if each.felt] == [10, 11, 12]
    assert min(each.pain_average for each in days[10:13]) > 4


@pytest.mark.parametrize("today", ENDS, ids=str)
def test_visits_follow_one_another_on_working_days(today: date) -> None:
    for story in STORIES:
        days = [working_day(visit.day, today) for visit in story.visits]
        assert days == sorted(set(days))
        assert all(date_of(day, today).weekday() < SATURDAY or day == YESTERDAY for day in days)
        assert not set(days) & set(story.away)


@pytest.mark.parametrize("today", ENDS, ids=str)
def test_the_server_hears_of_every_sitting_in_order_and_before_today(today: date) -> None:
    for story in STORIES:
        first = working_day(story.visits[0].day, today)
        days = present_days(story, first, set(), dice("days", story.key))
        told = list(sittings(story, days, today, dice("sittings", story.key)))
        heard = [each.uploaded_at for each in told]
        assert heard == sorted(heard)
        assert all(each.recorded_at <= each.uploaded_at for each in told)
        assert {each.day for each in told} == set(days)
        assert heard[-1] < moment(TODAY, time.min, today)


def test_absences_last_and_their_share_is_as_told() -> None:
    days = [
        day for seed in range(60) for day in present_days(JOERG, 0, set(), dice("absence", seed))
    ]
    assert abs(len(days) / (60 * TODAY) - JOERG.manner.presence) < 0.02
