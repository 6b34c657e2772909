"""Pain before and after a session or an edit, and whether the first two sessions have helped.

Soreness is expected for three days after a session. Whoever is looked at every day is found not to
respond on some bad day, so that the response is judged once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from api.rules.definitions import DEFINITIONS
from api.rules.insights.baselines import Baseline, Category, Change, Progress, change
from api.rules.insights.means import Answers, Mean, Missing, days, mean
from api.rules.instants import A_DAY

Status = Literal["responding", "partial", "not_yet"]
"""A clear response, an undecided one, or no sign of any."""
BETTER: frozenset[Category | None] = frozenset({"meaningful_improvement", "small_improvement"})


@dataclass(frozen=True, slots=True)
class SinceSession:
    """Mean pain after a session minus the mean of the week before; its own day is in neither."""

    absolute: Fraction | None
    before: Mean
    after: Mean
    reason: Missing | None = None


@dataclass(frozen=True, slots=True)
class Responder:
    """The change from the baseline after two sessions, from `n` entries."""

    status: Status | None
    absolute: Fraction | None
    percent: Fraction | None
    n: int
    reason: Missing | None = None


def since_session(pain: Answers, session_on: date, as_of: date) -> SinceSession:
    """Return the change of mean pain since a session."""
    least = DEFINITIONS.least_of_week
    before = mean(pain, days(session_on - 7 * A_DAY, session_on - A_DAY), least)
    after = mean(pain, days(session_on + A_DAY, as_of), least)
    if before.value is None or after.value is None:
        return SinceSession(None, before, after, "insufficient_data")
    return SinceSession(after.value - before.value, before, after)


def around(pain: Answers, on: date, as_of: date) -> tuple[Mean, Mean]:
    """Return mean pain of the week before a date, and of the week beginning with it."""
    least = DEFINITIONS.least_of_week
    last_on = min(on + 6 * A_DAY, as_of)
    before = mean(pain, days(on - 7 * A_DAY, on - A_DAY), least)
    return before, mean(pain, days(on, last_on), least)


def sore_days(sessions_on: Iterable[date]) -> set[date]:
    """Return each session's date and the three after it, on which high pain may be soreness."""
    over = range(DEFINITIONS.soreness_days + 1)
    return {on + n * A_DAY for on in sessions_on for n in over}


def response_dates(sessions_on: Sequence[date], as_of: date) -> tuple[date, date]:
    """Return the first and the last date from which the response to two sessions is computed."""
    last_on = sessions_on[2] - A_DAY if len(sessions_on) > 2 else as_of
    earliest = sessions_on[1] + DEFINITIONS.soreness_days_left_out * A_DAY
    return max(earliest, last_on - DEFINITIONS.responder_days * A_DAY + A_DAY), last_on


def response_judged_on(sessions_on: Sequence[date]) -> date:
    """Return the date on which the response to the first two sessions is judged, and only then.

    It is the eve of the third session, or two weeks after the second if that is earlier.
    """
    latest_on = sessions_on[1] + DEFINITIONS.response_look_days * A_DAY
    return min([latest_on, *(on - A_DAY for on in sessions_on[2:3])])


def to_reconsider(found: Responder, now: Progress) -> bool:
    """Tell whether two sessions show no sign of help, and pain is there and has not come down."""
    is_relieved = now.current.value is not None and now.current.value <= DEFINITIONS.calm_pain
    return found.status == "not_yet" and now.change.category not in BETTER and not is_relieved


def responder(
    pain: Answers, start: Baseline, sessions_on: Sequence[date], as_of: date
) -> Responder:
    """Return the response to an episode's first two sessions; `sessions_on` is oldest first.

    It is computed from the last seven days before the third session, or up to `as_of` while there
    is none, so that it can be read before that session. It begins two days after the second
    session, to leave out soreness.
    """
    if len(sessions_on) < 2:
        return Responder(None, None, None, 0, "no_session")
    after = mean(pain, days(*response_dates(sessions_on, as_of)), DEFINITIONS.least_responder)
    found = change(start.mean, after)
    return Responder(
        _status(found, after), found.absolute, found.percent, after.logged, found.reason
    )


def _status(found: Change, after: Mean) -> Status | None:
    """Return what a change says of the care, None if there is none.

    Whoever has next to no pain left has responded, however little she began with.
    """
    if found.absolute is None or after.value is None:
        return None
    is_relieved = after.value <= DEFINITIONS.calm_pain
    if found.category == "meaningful_improvement" or (is_relieved and found.absolute <= 0):
        return "responding"
    is_without_sign = found.absolute > -DEFINITIONS.least_sign and not is_relieved
    return "not_yet" if is_without_sign else "partial"
