"""Every invariant of the simulation can fail: a day that went well is spoilt, and it is noticed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from api.rules.plan.plans import Pause
from api.rules.reminders.agenda import CHECK_IN, WEEKLY
from api.rules.reminders.quiet_hours import Quiet
from tests.simulation.days import Day, Lived, live
from tests.simulation.events import Event, Kind
from tests.simulation.invariants import NAMES, violations
from tests.simulation.people import Person, person_of
from tests.simulation.rows import Row
from tests.simulation.transport import Post

THE_DAY = Day(date(2026, 3, 29))
HOUR = timedelta(hours=1)
Spoil = Callable[[Lived, Row, Post], Lived]


def test_every_invariant_has_a_day_that_breaks_it() -> None:
    assert set(SPOILT) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_noticed_when_a_reminder_is(name: str) -> None:
    lived = a_quiet_day()
    assert violations(lived) == {}

    row, post = of_exercise(lived)

    assert violations(SPOILT[name](lived, row, post))[name] > 0


def a_quiet_day() -> Lived:
    """Return a day without events or quiet hours, on which all four reminders left."""
    for number in range(1000):
        person, chance = person_of(3, number, THE_DAY.on)
        plain = replace(person, plans=person.plans[:1], quiet=None, cap=8, phones=1, allows=True)
        lived = live(plain, chance, THE_DAY)
        if is_plain(lived):
            return lived
    raise AssertionError("no such day")


def is_plain(lived: Lived) -> bool:
    left = [row for row in lived.life.rows if row.state == "sent"]
    plan = lived.life.person.plans[0]
    return not lived.happened and plan.versions[0].schedule.timezone is None and len(left) == 4


def of_exercise(lived: Lived) -> tuple[Row, Post]:
    """Return the last exercise that left, and its push."""
    rows = {row.id: row for row in lived.life.rows if row.source == "prescription"}
    post = next(post for post in lived.life.transport.posts[::-1] if post.reminder_id in rows)
    return rows[post.reminder_id], post


def left_at(at: datetime, lived: Lived, post: Post) -> Lived:
    posts = lived.life.transport.posts
    posts[posts.index(post)] = replace(post, at=at)
    return lived


def after(kind: Kind, lived: Lived, row: Row, **more: object) -> Lived:
    """Return the day with something that happened just before its reminder was due."""
    at = row.due_at - timedelta(minutes=1)
    event = Event(at, kind, row.subject_id, on=row.local_date, slot=row.slot)
    return replace(lived, happened=(replace(event, **more),))


def paused(lived: Lived, row: Row, *, safety: bool) -> Lived:
    plan = lived.life.plans[row.subject_id]
    pauses = (Pause(row.due_at - HOUR, None, safety),)
    lived.life.plans[row.subject_id] = replace(plan, pauses=pauses)
    return lived


def once_more(lived: Lived, row: Row, **changes: object) -> Lived:
    """Return the day with another reminder that left, like one that did."""
    again = replace(row, id=lived.life.person.id, **changes)
    lived.life.rows.append(again)
    post = next(post for post in lived.life.transport.posts if post.reminder_id == row.id)
    lived.life.transport.posts.append(replace(post, reminder_id=again.id))
    return lived


def with_person(lived: Lived, **changes: object) -> Lived:
    person: Person = replace(lived.life.person, **changes)
    lived.life.person = person
    return lived


def of_check_in(lived: Lived) -> Row:
    rows = (row for row in lived.life.rows if row.source in (CHECK_IN, WEEKLY))
    return next(row for row in rows if row.state == "sent")


def changed(lived: Lived, row: Row, **changes: object) -> Lived:
    for name, value in changes.items():
        setattr(row, name, value)
    return lived


SPOILT: dict[str, Spoil] = {
    "left before it was due": lambda lived, row, post: left_at(row.due_at - HOUR, lived, post),
    "left after it had expired": lambda lived, row, post: left_at(row.expires_at, lived, post),
    "left in quiet hours, where she was": lambda lived, row, post: with_person(
        lived, quiet=Quiet(time(0, 1), time(0))
    ),
    "left after it was done": lambda lived, row, post: after("log", lived, row),
    "left while the item was paused": lambda lived, row, post: paused(lived, row, safety=False),
    "left after a red flag": lambda lived, row, post: paused(lived, row, safety=True),
    "left after the item was stopped": lambda lived, row, post: after("stop", lived, row),
    "left after the discharge": lambda lived, row, post: after("discharge", lived, row),
    "left on an excused day": lambda lived, row, post: after("excuse", lived, row),
    "left for a time that an edit had taken away": lambda lived, row, post: after(
        "edit", lived, row, times=(time(4, 44),)
    ),
    "left for a phone that allows no notifications": lambda lived, row, post: after(
        "mute", lived, row
    ),
    "left twice for a phone": lambda lived, row, post: (
        lived.life.transport.posts.append(post) or lived
    ),
    "a date's slot reminded of twice": lambda lived, row, post: once_more(lived, row),
    "a second check-in of a date asked for": lambda lived, row, post: once_more(
        lived, of_check_in(lived)
    ),
    "left above the cap": lambda lived, row, post: with_person(lived, cap=1),
    "fell due and never ended, or without a reason": lambda lived, row, post: changed(
        lived, row, state="claimed"
    ),
    "ended later than expiry and lease": lambda lived, row, post: changed(
        lived, row, decided_at=row.expires_at + HOUR
    ),
    "due at another time than her clock read": lambda lived, row, post: changed(
        lived, row, due_at=row.due_at - HOUR
    ),
    "asked for by the plan and not planned": lambda lived, row, post: (
        lived.life.rows.remove(row) or lived.life.transport.posts.clear() or lived
    ),
}
