"""The weekly answers of a client: the latest weeks, and how each has changed since the episode."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import ConfigDict

from api.platform.http.fields import Out
from api.reviews.facts import WEEKLY
from api.reviews.record import Record, since_episode
from api.reviews.wording import Wording
from api.rules.plan.plans import monday_of, week_of
from api.rules.uploads import sunday_of

MOST_WEEKS = 4
NOTHING: tuple[None, Any] = None, None
EXAMPLE: dict[str, Any] = {
    "since_on": "2026-02-02",
    "weeks": [
        {
            "monday": "2026-02-23",
            "energy": 6,
            "days_in_bed": 0,
            "pain_interference": 3,
            "enjoyment": 7,
            "overall_change": 2,
            "overall_change_name": "Clearly better",
        }
    ],
    "changes": [
        {
            "item": "energy",
            "name": "How much energy did you have over the week?",
            "first_monday": "2026-02-02",
            "first": 4,
            "last_monday": "2026-02-23",
            "last": 6,
            "difference": 2,
            "reason": None,
        }
    ],
}


class WeekAnswers(Out):
    """One week's answers; null is what was not answered. `overall_change` is 1 to 7 in words."""

    monday: date
    energy: int | None
    days_in_bed: int | None
    pain_interference: int | None
    enjoyment: int | None
    overall_change: int | None
    overall_change_name: str | None


class WeeklyChange(Out):
    """The first and the last answer to one question, and their difference; null with a reason.

    More energy and enjoyment are better, less of the others.
    """

    item: str
    name: str
    first_monday: date | None
    first: int | None
    last_monday: date | None
    last: int | None
    difference: int | None
    reason: str | None


class WeeklyOut(Out):
    """The latest weeks, newest first, and the changes since the episode began.

    Without an episode they count from the first date that the brief covers, `since_on`.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    since_on: date
    weeks: list[WeekAnswers]
    changes: list[WeeklyChange]


def weekly(record: Record, words: Wording) -> WeeklyOut:
    """Return the weekly answers up to the date."""
    first = monday_of(week_of(since_episode(record.chart)))
    rows = [row for row in weeks_by_then(record) if row.monday >= first]
    texts = {each.key: each for each in words.questions.weekly}
    steps = texts["overall_change"].steps
    return WeeklyOut(
        since_on=since_episode(record.chart),
        weeks=[_week(row, steps) for row in rows[: -MOST_WEEKS - 1 : -1]],
        changes=[_change(rows, item, texts[item].text) for item in WEEKLY],
    )


def weeks_by_then(record: Record) -> list[Any]:
    """Return the weeks that she had told of by the date, or that were over by then; oldest first.

    What came late counts for the week that it is about.
    """
    as_of, date_of = record.as_of, record.care.date_of
    told = (
        row
        for row in record.facts.weeks
        if sunday_of(row.monday) <= as_of or date_of(row.ordered_at) <= as_of
    )
    return sorted(told, key=lambda row: row.monday)


def _week(row: Any, steps: Sequence[str]) -> WeekAnswers:
    told = row.overall_change
    return WeekAnswers(
        monday=row.monday,
        **{item: getattr(row, item) for item in WEEKLY},
        overall_change_name=None if told is None else steps[told - 1],
    )


def _change(rows: Sequence[Any], item: str, name: str) -> WeeklyChange:
    told = [(row.monday, getattr(row, item)) for row in rows if getattr(row, item) is not None]
    (first_monday, first), (last_monday, last) = (told[0], told[-1]) if told else (NOTHING, NOTHING)
    is_enough = len(told) > 1
    return WeeklyChange(
        item=item,
        name=name,
        first_monday=first_monday,
        first=first,
        last_monday=last_monday,
        last=last,
        difference=last - first if is_enough else None,
        reason=None if is_enough else "insufficient_data",
    )
