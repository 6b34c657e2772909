"""Building a brief: from a client's record to the page that her therapist reads."""

from datetime import datetime

from api.insights.series import SeriesOut, show_series
from api.library import Library
from api.people.erasures import show_erasure
from api.reviews.asked import effects_of, show_alert, show_effects, show_questions
from api.reviews.brief_figures import (
    show_appointment,
    show_association,
    show_medicines,
    show_pain,
    show_responder,
    show_since,
)
from api.reviews.brief_shapes import (
    BriefAppointment,
    BriefClient,
    BriefEpisode,
    BriefOut,
    CompletenessOut,
    ExpectedOut,
)
from api.reviews.cautions import cautions
from api.reviews.goals import goals
from api.reviews.left_out import adherence_of, show_with_names, why_skipped
from api.reviews.plan_edits import plan_edits
from api.reviews.prescribed import prescribed
from api.reviews.record import Record
from api.reviews.sessions import last_session, range_of_motion
from api.reviews.stops import stops
from api.reviews.told import told
from api.reviews.weeks import weekly
from api.reviews.wording import wording_of
from api.rules.insights.expectations import expected
from api.rules.insights.figures import insights
from api.rules.insights.trends import series


def brief_of(record: Record, library: Library, language: str, now: datetime) -> BriefOut:
    """Return the brief of a client as of a date, in a language."""
    found = insights(
        record.diary, record.chart.where, record.as_of, record.chart.joined_on, record.over_on
    )
    effects, done = effects_of(record), adherence_of(record, now)
    words = wording_of(record.care, library, language)
    return BriefOut(
        as_of=record.as_of,
        definition_version=found.definition_version,
        client=_client(record),
        episode=_episode(record),
        last_appointment=_last_appointment(record),
        next_appointment=show_appointment(record.chart.visits.next_after(now), None),
        goals=goals(record),
        pain=show_pain(found.pain),
        responder=show_responder(found.responder),
        associations=[show_association(each, words.texts) for each in found.associations],
        since_last_session=show_since(found.since_session),
        medicine=show_medicines(found.medicine_before, found.medicine_now),
        prescribed=prescribed(record, words),
        last_session=last_session(record, words),
        range_of_motion=range_of_motion(record, words),
        weekly=weekly(record, words),
        told=told(record, words),
        cautions=cautions(record, library, words),
        stops=stops(record, words),
        adherence=show_with_names(record, done, words),
        why_skipped=why_skipped(record, done.most_skipped, words),
        exercise_effects=show_effects(effects, record, words),
        plan_changes=plan_edits(record, library, language, words),
        questions=show_questions(found, record, effects, done, words),
        alerts=[show_alert(row, words) for row in record.alerts],
        completeness=CompletenessOut.model_validate(found.completeness),
        expected=_expected(record),
        series=_series(record),
        drafts=_drafts(library, language),
        read_at=record.chart.read_at,
    )


def _expected(record: Record) -> list[ExpectedOut]:
    to_come = expected(record.diary, record.chart.where, record.as_of)
    return [ExpectedOut(figure=name, on=on) for name, on in to_come.items()]


def _drafts(library: Library, language: str) -> list[str]:
    pages = {
        "safety_texts": library.safety_texts(language),
        "insight_texts": library.insight_texts(language),
    }
    return [name for name, page in pages.items() if page.review_state == "draft"]


def _client(record: Record) -> BriefClient:
    return BriefClient(
        id=record.client.id,
        name=record.chart.name,
        timezone=record.care.timezone,
        last_contact_at=record.client.last_contact_at,
        days_silent=record.chart.days_silent,
        erasure=show_erasure(record.client),
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


def _series(record: Record) -> SeriesOut:
    return show_series(series(record.window[0], record.as_of, record.diary.values(), None, None))
