"""Building a brief: from a client's record to the page that her therapist reads."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from api.insights.adherence import show_adherence
from api.insights.series import SeriesOut, show_series
from api.library import Library
from api.library.insights import InsightTexts
from api.reviews.brief_figures import (
    claim_of,
    show_appointment,
    show_association,
    show_effect,
    show_medicine,
    show_pain,
    show_responder,
    show_since,
)
from api.reviews.brief_shapes import (
    BriefAlertOut,
    BriefAppointment,
    BriefClient,
    BriefEpisode,
    BriefOut,
    BriefQuestionOut,
    CompletenessOut,
    ExpectedOut,
    MedicinesOut,
    WhyOut,
)
from api.reviews.plan_edits import plan_edits
from api.reviews.record import Record
from api.rules.adherence.adherence import Adherence, adherence
from api.rules.adherence.items import MostSkipped
from api.rules.insights.effects import Effect, Rating, effect
from api.rules.insights.expectations import expected
from api.rules.insights.figures import insights
from api.rules.insights.questions import Question, questions
from api.rules.insights.trends import series
from api.safety.alerts import OpenAlert, level_of

MOST_WORDS = 3


def brief_of(record: Record, library: Library, language: str, now: datetime) -> BriefOut:
    """Return the brief of a client as of a date, in a language."""
    found = insights(
        record.diary, record.chart.where, record.as_of, record.chart.joined_on, record.over_on
    )
    effects = _effects(record)
    done = _adherence(record, now)
    names, texts = _names(record, library, language), library.insight_texts(language)
    to_come = expected(record.diary, record.chart.where, record.as_of)
    return BriefOut(
        as_of=record.as_of,
        definition_version=found.definition_version,
        client=_client(record),
        episode=_episode(record),
        last_appointment=_last_appointment(record),
        next_appointment=show_appointment(record.chart.visits.next_after(now), None),
        pain=show_pain(found.pain),
        responder=show_responder(found.responder),
        associations=[show_association(each, texts) for each in found.associations],
        since_last_session=show_since(found.since_session),
        medicine=MedicinesOut(
            baseline=show_medicine(found.medicine_before), current=show_medicine(found.medicine_now)
        ),
        adherence=show_adherence(done, record.care.exercises, record.window[0], record.as_of),
        why_skipped=_why_skipped(record, done.most_skipped),
        exercise_effects=[
            show_effect(each, record.care.exercises[each.prescription_id]) for each in effects
        ],
        plan_changes=plan_edits(record, library, language),
        questions=[
            _question(each, names, texts) for each in questions(found, effects, done.most_skipped)
        ],
        alerts=[_alert(row) for row in record.alerts],
        completeness=CompletenessOut.model_validate(found.completeness),
        expected=[ExpectedOut(figure=name, on=on) for name, on in to_come.items()],
        series=_series(record),
        drafts=_drafts(library, language),
        read_at=record.chart.read_at,
    )


def _effects(record: Record) -> list[Effect]:
    """Return the effect of each item that was rated, in the order of the plan."""
    rated: dict[UUID, list[Rating]] = defaultdict(list)
    for log in sorted(record.logs, key=lambda log: (log.outcome.local_date, log.recorded_at)):
        if log.rating is not None:
            rated[log.outcome.prescription_id].append(log.rating)
    ids = [plan.prescription_id for plan in record.care.plans]
    return [effect(each, rated[each]) for each in ids if each in rated]


def _adherence(record: Record, now: datetime) -> Adherence:
    care, told = record.care, [log.outcome for log in record.logs]
    first_on, last_on = record.window[0], record.as_of
    return adherence(
        care.plans, care.history, told, care.excused_on, first_on, last_on, now, care.own_on
    )


def _why_skipped(record: Record, item: MostSkipped | None) -> list[WhyOut]:
    """Return the client's last notes about the item that is skipped most, the latest first."""
    told = [
        WhyOut(
            on=log.outcome.local_date,
            slot=log.outcome.slot,
            reason=log.outcome.reason,
            note=log.why,
        )
        for log in record.logs
        if item and log.why and log.outcome.prescription_id == item.prescription_id
    ]
    return sorted(told, key=lambda each: (each.on, each.slot))[: -MOST_WORDS - 1 : -1]


def _drafts(library: Library, language: str) -> list[str]:
    pages = {
        "safety_texts": library.safety_texts(language),
        "insight_texts": library.insight_texts(language),
    }
    return [name for name, page in pages.items() if page.review_state == "draft"]


def _names(record: Record, library: Library, language: str) -> dict[UUID, str]:
    """Return the name of each prescription's exercise."""
    found = {}
    for row in record.care.prescriptions:
        item = library.pinned(row.exercise, row.versions[-1].exercise_version)
        found[row.id] = item.text_for(language)[1].name
    return found


def _client(record: Record) -> BriefClient:
    return BriefClient(
        id=record.client.id,
        name=record.chart.name,
        timezone=record.care.timezone,
        last_contact_at=record.client.last_contact_at,
        days_silent=record.chart.days_silent,
    )


def _episode(record: Record) -> BriefEpisode | None:
    row = record.chart.episode
    if row is None:
        return None
    return BriefEpisode(
        id=row.id,
        starts_on=row.starts_on,
        planned_sessions=row.planned_sessions,
        planned_weeks=row.planned_weeks,
        sessions_held=len(record.chart.where.sessions_on),
    )


def _last_appointment(record: Record) -> BriefAppointment | None:
    number = len(record.chart.where.sessions_on) or None
    return show_appointment(record.chart.visits.last(record.as_of), number)


def _question(asked: Question, names: Mapping[UUID, str], texts: InsightTexts) -> BriefQuestionOut:
    claim = asked.association and claim_of(asked.association, texts)
    facts = {
        "exercise": asked.prescription_id and names[asked.prescription_id],
        "start_on": asked.start_on,
        "end_on": asked.end_on,
        "missed": asked.missed,
        "due": asked.due,
        "association": claim,
    }
    return BriefQuestionOut(rule=asked.rule, text=texts.question(asked.rule, facts))


def _alert(row: OpenAlert) -> BriefAlertOut:
    return BriefAlertOut(
        id=row.id,
        kind=row.kind,
        level=level_of(row),
        evidence_at=row.evidence_at,
    )


def _series(record: Record) -> SeriesOut:
    return show_series(series(record.window[0], record.as_of, record.diary.values(), None, None))
