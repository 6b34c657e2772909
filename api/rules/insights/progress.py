"""How far a client has come: what her pain was, what it is, and what the difference means."""

from dataclasses import dataclass
from datetime import date

from api.rules.appointments.standings import Standing
from api.rules.insights.baselines import Baseline, Change, baseline, change, current
from api.rules.insights.means import Answers, Mean


@dataclass(frozen=True, slots=True)
class Progress:
    """Pain before, pain now, and the change from one to the other."""

    baseline: Baseline
    current: Mean
    change: Change


def progress(pain: Answers, where: Standing, as_of: date) -> Progress:
    """Return the progress as of a date, of which later answers are none."""
    pain = {on: value for on, value in pain.items() if on <= as_of}
    start = baseline(pain, where.first_session_on, where.episode_on)
    now = current(pain, start, as_of)
    return Progress(start, now, change(start.mean, now))
