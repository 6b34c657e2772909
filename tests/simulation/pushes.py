"""What must hold of every push, judged by what had happened to the client till it left.

Nothing here asks the code under test why it decided as it did: clocks are read off the zones, and
what was done, paused or stopped off the events.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from api.rules.uploads import asked_week, sunday_of
from tests.simulation.days import Lived
from tests.simulation.events import Event
from tests.simulation.lives import Life
from tests.simulation.rows import Row
from tests.simulation.transport import Post

DAY_MIN = 24 * 60
CHECK_IN_WINDOW = timedelta(hours=2)
Key = tuple[UUID, date | None, str]


@dataclass(frozen=True)
class Push:
    """A push that left, its reminder, and all that had happened to the client by then."""

    post: Post
    row: Row
    life: Life
    before: tuple[Event, ...]

    @cached_property
    def wall(self) -> datetime:
        """What her clock read when it left."""
        trips = [event.timezone for event in self.before if event.kind == "travel"]
        return self.post.at.astimezone(ZoneInfo(trips[-1] if trips else self.life.person.timezone))

    @property
    def about(self) -> UUID:
        return self.row.prescription_id or self.life.person.id

    def happened(self, kind: str) -> Iterator[Event]:
        return (event for event in self.before if event.kind == kind)


def pushes_of(lived: Lived) -> list[Push]:
    """Return what left for a client, in order."""
    rows = {row.id: row for row in lived.life.rows}
    return [
        Push(post, rows[post.reminder_id], lived.life, _before(lived.happened, post.at))
        for post in lived.life.transport.posts
    ]


def _before(happened: Iterable[Event], at: datetime) -> tuple[Event, ...]:
    return tuple(event for event in happened if event.at <= at)


def _is_early(push: Push) -> bool:
    return push.post.at < push.row.due_at


def _is_expired(push: Push) -> bool:
    row, at = push.row, push.post.at
    if row.source == "snooze":
        return at >= row.expires_at
    return at >= min(row.expires_at, row.due_at + _longest_window(push))


def _longest_window(push: Push) -> timedelta:
    """Return how long after due it may leave at most, as she was prescribed it; edits keep that."""
    if push.row.prescription_id is None:
        return CHECK_IN_WINDOW
    plan = push.life.plans[push.row.prescription_id]
    return timedelta(minutes=plan.versions[0].schedule.window_min)


def _is_in_quiet_hours(push: Push) -> bool:
    quiet = push.life.person.quiet
    for event in push.happened("quiet"):
        quiet = event.quiet
    if quiet is None:
        return False
    begin = quiet.from_.hour * 60 + quiet.from_.minute
    lasts = (quiet.until.hour * 60 + quiet.until.minute - begin) % DAY_MIN
    return (push.wall.hour * 60 + push.wall.minute - begin) % DAY_MIN < lasts


def _is_done(push: Push) -> bool:
    done: set[Key] = set()
    for event in push.before:
        if event.kind == "log":
            done.add((event.subject_id, event.on, event.slot))
        elif event.kind == "undo":
            done.discard((event.subject_id, event.on, event.slot))
        elif event.kind in ("check_in", "red_flag"):
            done.add((push.life.person.id, event.on, "check_in"))
        elif event.kind == "week":
            assert event.on is not None, "what happened has a date"
            sunday = sunday_of(asked_week(event.on))
            done.add((push.life.person.id, sunday, "weekly_check_in"))
    on = push.row.local_date
    return not done.isdisjoint({(push.about, on, push.row.slot), (push.about, on, "day")})


def _is_paused(push: Push) -> bool:
    return _stands_still(push, safety=False)


def _is_flagged(push: Push) -> bool:
    return _stands_still(push, safety=True)


def _stands_still(push: Push, *, safety: bool) -> bool:
    if push.row.prescription_id is None:
        return False
    at = push.post.at
    return any(
        pause.from_at <= at and (pause.until_at is None or at < pause.until_at)
        for pause in push.life.plans[push.row.prescription_id].pauses
        if pause.safety is safety
    )


def _is_stopped(push: Push) -> bool:
    return any(event.subject_id == push.row.prescription_id for event in push.happened("stop"))


def _is_discharged(push: Push) -> bool:
    return any(push.happened("discharge"))


def _is_excused(push: Push) -> bool:
    return any(event.on == push.row.local_date for event in push.happened("excuse"))


def _is_edited_away(push: Push) -> bool:
    """Tell whether an edit before it was due had taken its time out of the plan of its date."""
    row = push.row
    edits = [
        event
        for event in push.happened("edit")
        if event.subject_id == row.prescription_id
        and event.at <= row.due_at
        and (event.on is None or event.on <= row.local_date)
    ]
    if not edits or row.source != "prescription":
        return False
    return row.slot not in {f"{at:%H:%M}" for at in edits[-1].times}


def _is_muted(push: Push) -> bool:
    allows = push.life.person.allows
    for event in push.before:
        allows = event.kind == "allow" if event.kind in ("allow", "mute") else allows
    return not allows


OF_PUSHES: dict[str, Callable[[Push], bool]] = {
    "left before it was due": _is_early,
    "left after it had expired": _is_expired,
    "left in quiet hours, where she was": _is_in_quiet_hours,
    "left after it was done": _is_done,
    "left while the item was paused": _is_paused,
    "left after a red flag": _is_flagged,
    "left after the item was stopped": _is_stopped,
    "left after the discharge": _is_discharged,
    "left on an excused day": _is_excused,
    "left for a time that an edit had taken away": _is_edited_away,
    "left for a phone that allows no notifications": _is_muted,
}
