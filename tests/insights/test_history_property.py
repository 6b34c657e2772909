"""What is past stays, whatever is done through the API, in whatever order."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from tests.acting.care import Care, Json, body_of
from tests.acting.histories import A_DAY, ACTS, Key, Story

SEED, EVENTS = 2, 40
FIRST = date(2026, 2, 23)
COUNTS = ("done", "partial", "skipped", "unlogged", "excused", "paused", "safety_stopped")
DUE = COUNTS[:4]
NOT_LOGGED = ("unlogged", "paused", "safety_stopped")
PAUSING = ("pause", "resume", "stop_for_safety")


async def test_sealed_weeks_change_by_their_late_logs_and_by_nothing_else(care):
    story = Story(care, Random(SEED))
    await story.begin()
    weeks: dict[date, Json] = {}
    for _ in range(EVENTS):
        await story.wait()
        for monday in sealed(care.clock.at):
            weeks[monday] = weeks.get(monday) or await adherence(care, monday)
        whole = await exercises_so_far(story)
        act, named = await story.go_on()
        if act in PAUSING:
            require_that_it_forgives_alone(whole, await exercises_so_far(story))
        # Flying back can lead to a time of today that was flown over.
        elif not named and act != "travel":
            assert await exercises_so_far(story) == whole, act
        for monday, before in weeks.items():
            after = weeks[monday] = await adherence(care, monday)
            if named is None or not monday <= named[1] < monday + 7 * A_DAY:
                assert after == before, act
            else:
                require_that_log_alone(before, after, named)
        await require_reminders_of_what_was_due(story)
    assert len(weeks) > 3
    assert set(+story.happened) == set(ACTS), "the story tells of everything"


def sealed(now: datetime) -> list[date]:
    """Return the Mondays of the weeks that ended a day ago in the last zone on Earth."""
    found = []
    monday = FIRST
    while datetime.combine(monday + 8 * A_DAY, time(12), UTC) <= now:
        found.append(monday)
        monday += timedelta(weeks=1)
    return found


async def adherence(care: Care, from_on: date, to_on: date | None = None) -> Json:
    until = to_on or from_on + 6 * A_DAY
    params = {"from": from_on.isoformat(), "to": until.isoformat()}
    return body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/adherence", params=params))


async def exercises_so_far(story: Story) -> Json:
    """Return what counts already, up to tomorrow; a habit's day counts when it is over."""
    now = story.care.clock.at
    found = await adherence(story.care, FIRST, now.date() + A_DAY)
    return found | {"items": [item for item in found["items"] if item["kind"] != "habit"]}


def require_that_it_forgives_alone(before: Json, after: Json) -> None:
    """A pause decides only whether what was not logged of its dates is held against her."""
    for one, other in zip(before["items"], after["items"], strict=True):
        for count in set(COUNTS) - set(NOT_LOGGED):
            assert other[count] == one[count]
        assert sum(other[count] for count in NOT_LOGGED) == sum(one[count] for count in NOT_LOGGED)


def require_that_log_alone(before: Json, after: Json, named: Key) -> None:
    """A slot was nothing or one thing, and now is one thing; the sums follow."""
    for one, other in zip(before["items"], after["items"], strict=True):
        if one["prescription_id"] != str(named[0]):
            assert other == one
            continue
        moves = sorted(other[count] - one[count] for count in COUNTS if other[count] != one[count])
        assert moves in ([], [1], [-1, 1])
        assert other["due"] == sum(other[count] for count in DUE)
    exercises = [item for item in after["items"] if item["kind"] != "habit"]
    credit = sum(item["done"] + item["partial_credit"] for item in exercises)
    assert after["overall"]["due"] == sum(item["due"] for item in exercises)
    assert after["overall"]["credit"] == pytest.approx(credit, abs=0.1)


async def require_reminders_of_what_was_due(story: Story) -> None:
    """What left was asked for when it was due, and what was asked for had its row."""
    rows = await story.reminders()
    left = {key for key, row in rows.items() if row.state == "sent"}
    assert left <= story.was_due
    assert story.was_due - await story.logged() <= rows.keys()
