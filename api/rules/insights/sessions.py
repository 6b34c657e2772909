"""Pain before and after a session or an edit, and whether the first two sessions have helped.

Soreness is expected for three days after a session.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from api.rules.definitions import DEFINITIONS
from api.rules.insights.baselines import Baseline, Category, Change, change
from api.rules.insights.means import Answers, Mean, Missing, days, mean
from api.rules.instants import A_DAY

Status = Literal["responding", "partial", "not_yet"]
STATUS: dict[Category, Status] = {
    "meaningful_improvement": "responding",
    "small_improvement": "partial",
}
"""What a change says of the care; any other is `not_yet`."""


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


def is_soreness(spiked_on: date, sessions_on: Iterable[date]) -> bool:
    """Tell whether a spike lies within three days after a session, so that it may be soreness."""
    within = DEFINITIONS.soreness_days * A_DAY
    return any(on <= spiked_on <= on + within for on in sessions_on)


def response_dates(sessions_on: Sequence[date], as_of: date) -> tuple[date, date]:
    """Return the first and the last date from which the response to two sessions is computed."""
    last_on = sessions_on[2] - A_DAY if len(sessions_on) > 2 else as_of
    earliest = sessions_on[1] + DEFINITIONS.soreness_days_left_out * A_DAY
    return max(earliest, last_on - DEFINITIONS.responder_days * A_DAY + A_DAY), last_on


def to_reconsider(found: Responder, since: Change) -> bool:
    """Tell whether two sessions have not helped and pain has not come down since."""
    return found.status == "not_yet" and since.category not in STATUS


def responder(
    pain: Answers, start: Baseline, sessions_on: Sequence[date], as_of: date
) -> Responder:
    """Return the response to an episode's first two sessions; `sessions_on` is oldest first.

    It is computed from the last seven days before the third session, or up to `as_of` while there
    is none. It begins two days after the second session, to leave out soreness.
    """
    if len(sessions_on) < 2:
        return Responder(None, None, None, 0, "no_session")
    after = mean(pain, days(*response_dates(sessions_on, as_of)), DEFINITIONS.least_responder)
    found = change(start.mean, after)
    if found.category is None:
        return Responder(None, None, None, after.logged, found.reason)
    status = STATUS.get(found.category, "not_yet")
    return Responder(status, found.absolute, found.percent, after.logged)
