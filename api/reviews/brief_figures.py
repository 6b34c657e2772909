"""Converting each figure of a brief to its shape; the only place where figures are rounded."""

from fractions import Fraction

from api.library.insights import InsightTexts
from api.reviews.brief_shapes import (
    AssociationOut,
    BriefAppointment,
    DayOut,
    FlareOut,
    MedicineOut,
    MedicinesOut,
    PainOut,
    ResponderOut,
    SinceSessionOut,
    SlopeOut,
)
from api.reviews.headline_shapes import (
    BaselineOut,
    HighPainOut,
    HighPainsOut,
    LoggedOut,
    MeanOut,
    PainChangeOut,
    WorstPainOut,
)
from api.rules.appointments.courses import Visit
from api.rules.decimals import one_decimal_of
from api.rules.insights.associations import Association
from api.rules.insights.baselines import Baseline, Change
from api.rules.insights.figures import Pain
from api.rules.insights.headline import HighPain, Rhythm, WorstPain
from api.rules.insights.means import Mean, Medicine
from api.rules.insights.sessions import Responder, SinceSession
from api.rules.insights.slopes import Slope

INTERVAL_DIGITS = 3


def show_pain(found: Pain) -> PainOut:
    """Return the figures of pain."""
    return PainOut(
        baseline=_baseline(found.progress.baseline),
        current=_mean(found.progress.current),
        change=show_change(found.progress.change),
        worst_pain=_worst_pain(found.worst_pain),
        high_pain=HighPainsOut(
            baseline=_high_pain(found.high_before), current=_high_pain(found.high_now)
        ),
        logged=_logged(found.rhythm),
        slope=_slope(found.slope),
        spikes=[spike.on for spike in found.spikes],
        soreness_on=[spike.on for spike in found.spikes if spike.is_soreness],
        flares=[FlareOut.model_validate(flare) for flare in found.flares],
        best=found.best and DayOut.model_validate(found.best),
        worst=found.worst and DayOut.model_validate(found.worst),
        high_pain_percent=one_decimal_of(found.high_pain_percent),
    )


def show_appointment(visit: Visit | None, session: int | None) -> BriefAppointment | None:
    """Return an appointment with its number within its episode."""
    if visit is None:
        return None
    return BriefAppointment(id=visit.appointment_id, starts_at=visit.starts_at, session=session)


def show_responder(found: Responder) -> ResponderOut:
    """Return whether two sessions have helped."""
    return ResponderOut(
        status=found.status,
        absolute=one_decimal_of(found.absolute),
        percent=one_decimal_of(found.percent),
        n=found.n,
        reason=found.reason,
    )


def show_association(found: Association, texts: InsightTexts) -> AssociationOut:
    """Return the association of a series with pain."""
    return AssociationOut(
        kind=found.kind,
        n=found.n,
        rho=_three(found.rho),
        low=_three(found.low),
        high=_three(found.high),
        claim=found.claim,
        text=claim_of(found, texts),
        reason=found.reason,
    )


def claim_of(found: Association, texts: InsightTexts) -> str | None:
    """Return the sentence about an association, None where no claim may be made."""
    if not found.claim or found.rho is None:
        return None
    return texts.claim(found.kind, found.rho, found.n)


def show_since(found: SinceSession | None) -> SinceSessionOut:
    """Return how pain has changed since the last session, None when there was none."""
    if found is None:
        return SinceSessionOut(absolute=None, before=None, after=None, reason="no_session")
    return SinceSessionOut(
        absolute=one_decimal_of(found.absolute),
        before=one_decimal_of(found.before.value),
        after=one_decimal_of(found.after.value),
        reason=found.reason,
    )


def show_medicines(before: Medicine, now: Medicine) -> MedicinesOut:
    """Return on how many days the client took medicine for pain, in the baseline and now."""
    return MedicinesOut(baseline=_medicine(before), current=_medicine(now))


def _medicine(found: Medicine) -> MedicineOut:
    return MedicineOut(
        used=found.used,
        logged=found.logged,
        percent=one_decimal_of(found.percent),
        reason=found.reason,
    )


def _mean(found: Mean) -> MeanOut:
    return MeanOut(
        mean=one_decimal_of(found.value), logged=found.logged, due=found.due, reason=found.reason
    )


def _baseline(found: Baseline) -> BaselineOut:
    return BaselineOut(kind=found.kind, **_mean(found.mean).model_dump())


def show_change(found: Change) -> PainChangeOut:
    """Return the change of pain from the baseline."""
    low, high = found.interval or (None, None)
    return PainChangeOut(
        absolute=one_decimal_of(found.absolute),
        low=_three(low),
        high=_three(high),
        percent=one_decimal_of(found.percent),
        category=found.category,
        is_noticeable=found.is_noticeable,
        is_beyond_swing=found.is_beyond_swing,
        reason=found.reason,
    )


def _worst_pain(found: WorstPain) -> WorstPainOut:
    return WorstPainOut(
        baseline=_mean(found.before),
        current=_mean(found.now),
        absolute=one_decimal_of(found.absolute),
        reason=found.reason,
    )


def _high_pain(found: HighPain) -> HighPainOut:
    return HighPainOut(
        days=found.high,
        logged=found.logged,
        percent=one_decimal_of(found.percent),
        reason=found.reason,
    )


def _logged(found: Rhythm) -> LoggedOut:
    return LoggedOut(
        logged=found.logged,
        due=found.due,
        usual_percent=one_decimal_of(found.usual_percent),
        is_fewer=found.is_fewer,
        reason=found.reason,
    )


def _slope(found: Slope) -> SlopeOut:
    return SlopeOut(
        per_week=one_decimal_of(found.per_week),
        low=_three(found.low),
        high=_three(found.high),
        direction=found.direction,
        n=found.n,
        span_days=found.span_days,
        reason=found.reason,
    )


def _three(value: Fraction | float | None) -> float | None:
    return None if value is None else round(float(value), INTERVAL_DIGITS)
