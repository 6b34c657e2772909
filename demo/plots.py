"""The parts of a story. Days are counted from 0; the last day of a story is yesterday."""

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
    """A therapist of the practice, with an account."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the plan: the action, the exercise, and the body of the request."""

    verb: Verb
    exercise: str
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """A day on which the therapist acts: in a session, or between sessions if it is not `held`.

    `record` has the session's findings, range of motion and private note, in the API's form.
    """

    day: int
    changes: tuple[Change, ...] = ()
    held: bool = True
    record: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Absence:
    """Days that the client excuses, from the first to the last; she does so on the first."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class Stop:
    """An exercise that goes wrong on a day, and the answers in the log of its next slot."""

    day: int
    exercise: str
    pain: tuple[int, int]
    stop_signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flight:
    """The client's arrival in another time zone: the day and the local time there."""

    day: int
    at: time
    timezone: str


@dataclass(frozen=True, slots=True)
class Snooze:
    """The client snoozes her latest reminder on this day at this time."""

    day: int
    at: time
    minutes: int


@dataclass(frozen=True, slots=True)
class Manner:
    """How a client adheres to the plan; shares are of 1, a repeated code is drawn more often.

    `presence` is the share of days on which she opens the app at all. `hurts` are the exercises
    that increase her pain. `after` are the usual changes of pain by an exercise.
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

    `sessions` are the number planned and in how many weeks; `pressures` how each session felt, in
    turn. `goals` are set with her when her care begins. Between the two days of `unshared` the
    client does not share with her therapist. After `reads_plan_until` she acknowledges no more
    changes. `takes_pushes`: the app may notify her.
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
    goals: tuple[str, ...] = ()
    absences: tuple[Absence, ...] = ()
    stops: tuple[Stop, ...] = ()
    red_flags: dict[int, str] = field(default_factory=dict)
    unshared: tuple[int, int] | None = None
    snoozes: tuple[Snooze, ...] = ()
    reads_plan_until: int = YESTERDAY
    takes_pushes: bool = True

    @property
    def hard_days(self) -> set[int]:
        """The days with events that the client always records, whatever other days she misses."""
        return {stop.day for stop in self.stops} | set(self.red_flags)

    @property
    def email(self) -> str:
        """The client's e-mail address."""
        return f"{self.key}@clients.example"

    @property
    def installation(self) -> str:
        """The installation id of the app on the client's phone."""
        return f"demo-phone-{self.key}"

    @property
    def last_session(self) -> Visit:
        """The newest session that was held, in which the next one was arranged."""
        return [visit for visit in self.visits if visit.held][-1]
