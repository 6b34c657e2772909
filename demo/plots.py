"""What a story is made of. Days count from 0; the last one told is yesterday, then comes today."""

from dataclasses import dataclass, field
from datetime import time
from typing import Any, Literal

from demo.series import Rhythm

BERLIN = "Europe/Berlin"
TODAY = 12 * 7
YESTERDAY = TODAY - 1
Verb = Literal["prescribe", "edit", "pause", "resume", "stop"]


@dataclass(frozen=True, slots=True)
class Therapist:
    """Someone of the practice who signs in."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Change:
    """One act on the plan: what is done, to which exercise, and the body of the request."""

    verb: Verb
    exercise: str
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """A day on which the therapist acts: in a session, or between two when it is not `held`.

    `record` has the session's findings, range of motion and private note, as the API takes them.
    """

    day: int
    changes: tuple[Change, ...] = ()
    held: bool = True
    record: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Absence:
    """The client excuses herself on the first of these days, until the last."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class Stop:
    """On this day an exercise goes wrong: what the log of its next slot says."""

    day: int
    exercise: str
    pain: tuple[int, int]
    stop_signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flight:
    """On this day, at this local time of arrival, the client's phone reports a new zone."""

    day: int
    at: time
    timezone: str


@dataclass(frozen=True, slots=True)
class Snooze:
    """On this day, at this time, the client puts off what she was last reminded of."""

    day: int
    at: time
    minutes: int


@dataclass(frozen=True, slots=True)
class Manner:
    """How someone keeps to it; shares are of 1, a code that stands twice comes twice as often.

    `presence` is the share of days on which she opens the app at all. `hurts` are the exercises
    that leave her worse. `after` are the usual changes of pain by an exercise.
    """

    presence: float
    check_in: float
    log: float
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    hard_notes: tuple[str, ...] = ()
    log_notes: tuple[str, ...] = ()
    morning: float = 0.2
    after: tuple[int, ...] = (-1, -1, 0, 0)
    hurts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Story:
    """One client's twelve weeks.

    `sessions` are those planned and in how many weeks; `pressures` how each session felt, in turn.
    Between the two days of `unshared` she does not share with her therapist. After
    `reads_plan_until` she leaves changes of her plan unread. `takes_pushes`: whether she lets the
    app notify her.
    """

    key: str
    name: str
    therapist: Therapist
    conditions: tuple[str, ...]
    hour: time
    rhythm: Rhythm
    manner: Manner
    visits: tuple[Visit, ...]
    spots: tuple[dict[str, Any], ...]
    next_session: int
    locale: str = "en"
    platform: str = "android"
    preferences: dict[str, Any] = field(default_factory=dict)
    flights: tuple[Flight, ...] = ()
    away: frozenset[int] = frozenset()
    last_seen: int = YESTERDAY
    intake: dict[str, Any] = field(default_factory=dict)
    sessions: tuple[int, int] = (4, 6)
    pressures: tuple[str, ...] = ("right",)
    absences: tuple[Absence, ...] = ()
    stops: tuple[Stop, ...] = ()
    red_flags: dict[int, str] = field(default_factory=dict)
    unshared: tuple[int, int] | None = None
    snoozes: tuple[Snooze, ...] = ()
    reads_plan_until: int = YESTERDAY
    takes_pushes: bool = True

    @property
    def hard_days(self) -> set[int]:
        """The days on which something happens that she tells whatever else she leaves out."""
        return {stop.day for stop in self.stops} | set(self.red_flags)

    @property
    def email(self) -> str:
        """The address she signs in with."""
        return f"{self.key}@clients.example"

    @property
    def installation(self) -> str:
        """The name of her phone's installation of the app."""
        return f"demo-phone-{self.key}"

    @property
    def last_session(self) -> Visit:
        """The newest session that was held: there the next one was arranged."""
        return [visit for visit in self.visits if visit.held][-1]
