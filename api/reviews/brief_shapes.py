"""The response schemas of a brief: one page of figures, each null below its minimum of data."""

from datetime import date, datetime
from uuid import UUID

from api.insights.series import SeriesOut
from api.people.erasures import ErasureOut
from api.platform.http.fields import Out
from api.reviews.asked_shapes import BriefAlertOut, BriefQuestionOut, EffectOut
from api.reviews.cautions import CautionsOut
from api.reviews.goals import BriefGoalOut
from api.reviews.headline_shapes import (
    BaselineOut,
    HighPainsOut,
    LoggedOut,
    MeanOut,
    PainChangeOut,
    WorstPainOut,
)
from api.reviews.left_out import BriefAdherence, WhyOut
from api.reviews.plan_edits import PlanEditOut
from api.reviews.prescribed import PrescribedOut
from api.reviews.sessions import LastSessionOut, MotionOut
from api.reviews.stops import StopsOut
from api.reviews.told import ToldOut
from api.reviews.weeks import WeeklyOut


class SlopeOut(Out):
    """Points a week with a 95 % interval over `n` entries: a direction, and no proof.

    The interval says how steep it may be; `direction` whether it goes anywhere, judged by itself by
    how many pairs of days rise and fall. So it may be falling while the interval still ends at 0.
    """

    per_week: float | None
    low: float | None
    high: float | None
    direction: str | None
    n: int
    span_days: int
    reason: str | None


class FlareOut(Out):
    start_on: date
    end_on: date
    logged: int
    peak: int


class DayOut(Out):
    on: date
    pain: int


class PainOut(Out):
    """`spikes` are dates on which pain stood out; those in `soreness_on` follow a session.

    `worst_pain`, `high_pain` and `logged` belong beside the change; `high_pain_percent` is of all
    days that the page covers.
    """

    baseline: BaselineOut
    current: MeanOut
    change: PainChangeOut
    worst_pain: WorstPainOut
    high_pain: HighPainsOut
    logged: LoggedOut
    slope: SlopeOut
    spikes: list[date]
    soreness_on: list[date]
    flares: list[FlareOut]
    best: DayOut | None
    worst: DayOut | None
    high_pain_percent: float | None


class ResponderOut(Out):
    """The response to the first two sessions, as of the eve of the third or of today before it.

    `status` is responding (a clear response), not_yet (no sign of one: pain is down by less than
    half a point and there is some left) or partial (undecided).
    """

    status: str | None
    absolute: float | None
    percent: float | None
    n: int
    reason: str | None


class AssociationOut(Out):
    """Spearman's rho of `n` pairs; `text` is there for a claim alone.

    The interval counts days that are like those before them for less, so it is wider than that of
    `n` days apart. A claim excludes zero from it, also without the trends of the two series.
    """

    kind: str
    n: int
    rho: float | None
    low: float | None
    high: float | None
    claim: bool
    text: str | None
    reason: str | None


class SinceSessionOut(Out):
    """Mean pain after the last session and in the week before it, and their difference."""

    absolute: float | None
    before: float | None
    after: float | None
    reason: str | None


class MedicineOut(Out):
    """Days with medicine for pain among the days on which it was told."""

    used: int
    logged: int
    percent: float | None
    reason: str | None


class MedicinesOut(Out):
    baseline: MedicineOut
    current: MedicineOut


class CompletenessOut(Out):
    """Days with a check-in, days that could have one, and the longest run of days without."""

    logged: int
    due: int
    longest_gap: int


class BriefClient(Out):
    """`days_silent` since the last check-in or log, null before the first.

    Whoever is to be erased (`erasure`, else null) can tell nothing any more.
    """

    id: UUID
    name: str
    timezone: str
    last_contact_at: datetime | None
    days_silent: int | None
    erasure: ErasureOut | None


class BriefEpisode(Out):
    """`sessions_held` of `planned_sessions` are completed as of the date."""

    id: UUID
    starts_on: date
    planned_sessions: int
    planned_weeks: int
    sessions_held: int


class BriefAppointment(Out):
    """`session` is its number within its episode, null for one that is to come."""

    id: UUID
    starts_at: datetime
    session: int | None


class ExpectedOut(Out):
    """A figure that has too little data yet, and when it can be there if she logs every day."""

    figure: str
    on: date


class BriefOut(Out):
    """One page since the last session. Every figure that is null has a `reason`, or is `expected`.

    `prescribed` is the plan as of the date, `told` and `stops` are what came by then. Beside each
    code and slug stands its name in the language of the reader, null for one without words.
    `why_skipped` are the client's last words on the item that is skipped most. `drafts` are the
    texts and rules that no clinician has signed yet. `read_at` is when a therapist last said to
    have read her brief. Of a past date, the next appointment and the alerts are those of now.
    """

    as_of: date
    definition_version: str
    client: BriefClient
    episode: BriefEpisode | None
    last_appointment: BriefAppointment | None
    next_appointment: BriefAppointment | None
    goals: list[BriefGoalOut]
    pain: PainOut
    responder: ResponderOut
    associations: list[AssociationOut]
    since_last_session: SinceSessionOut
    medicine: MedicinesOut
    prescribed: list[PrescribedOut]
    last_session: LastSessionOut
    range_of_motion: list[MotionOut]
    weekly: WeeklyOut
    told: ToldOut
    cautions: CautionsOut
    stops: StopsOut
    adherence: BriefAdherence
    why_skipped: list[WhyOut]
    exercise_effects: list[EffectOut]
    plan_changes: list[PlanEditOut]
    questions: list[BriefQuestionOut]
    alerts: list[BriefAlertOut]
    completeness: CompletenessOut
    expected: list[ExpectedOut]
    series: SeriesOut
    drafts: list[str]
    read_at: datetime | None
