"""The response schemas of the headline: the change of pain, and what stands beside it."""

from api.platform.http.fields import Out


class MeanOut(Out):
    """Mean pain over `due` days of which `logged` have it; null with a `reason`."""

    mean: float | None
    logged: int
    due: int
    reason: str | None


class BaselineOut(MeanOut):
    """`kind` is before_first_session or first_days."""

    kind: str | None


class PainChangeOut(Out):
    """Points and percent against the baseline; less pain is an improvement.

    The true change is from `low` to `high` points in 95 of 100. `is_noticeable`: of a size that
    people notice. `is_beyond_swing`: more than her ratings swing anyway. Speak of a meaningful
    change when both hold.
    """

    absolute: float | None
    low: float | None
    high: float | None
    percent: float | None
    category: str | None
    is_noticeable: bool | None
    is_beyond_swing: bool | None
    reason: str | None


class WorstPainOut(Out):
    """Mean worst pain of the days of the baseline and of the current ones, and the change."""

    baseline: MeanOut
    current: MeanOut
    absolute: float | None
    reason: str | None


class HighPainOut(Out):
    """`days` with worst pain of 7 or more among those on which worst pain was told."""

    days: int
    logged: int
    percent: float | None
    reason: str | None


class HighPainsOut(Out):
    baseline: HighPainOut
    current: HighPainOut


class LoggedOut(Out):
    """How many of the current days have pain, and the share of days that she usually logs.

    `is_fewer`: clearly fewer than usual. People skip bad days more often than good ones, so that
    the mean may be too low.
    """

    logged: int
    due: int
    usual_percent: float | None
    is_fewer: bool | None
    reason: str | None
