"""What asks for a look in a brief: exercises that hurt, questions, alerts; with rule and day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api.reviews.asked_shapes import BriefAlertOut, BriefQuestionOut, EffectOut
from api.reviews.brief_figures import claim_of
from api.reviews.record import Record
from api.reviews.wording import Wording
from api.rules.adherence.adherence import Adherence
from api.rules.decimals import one_decimal_of
from api.rules.definitions import DEFINITIONS
from api.rules.insights.effects import Effect, Rating, effect
from api.rules.insights.figures import Insights
from api.rules.insights.questions import Question, questions
from api.rules.insights.sessions import response_dates
from api.rules.instants import A_DAY
from api.safety.alerts import OpenAlert


def effects_of(record: Record) -> list[Effect]:
    """Return the effect of each item that was rated, in the order of the plan."""
    rated: dict[UUID, list[Rating]] = defaultdict(list)
    for log in sorted(record.logs, key=lambda log: (log.outcome.local_date, log.recorded_at)):
        if log.rating is not None:
            rated[log.outcome.prescription_id].append(log.rating)
    ids = [plan.prescription_id for plan in record.care.plans]
    return [effect(each, rated[each]) for each in ids if each in rated]


def show_effects(effects: Sequence[Effect], record: Record, words: Wording) -> list[EffectOut]:
    """Return how each exercise changes pain."""
    return [_effect(each, record.care.exercises[each.prescription_id], words) for each in effects]


def _effect(found: Effect, exercise: str, words: Wording) -> EffectOut:
    last = found.met[-1] if found.met else None
    return EffectOut(
        prescription_id=found.prescription_id,
        exercise=exercise,
        name=words.exercises[found.prescription_id],
        n=found.n,
        median=one_decimal_of(found.median),
        flagged=found.flagged,
        why=found.why,
        why_on=last and last.on,
        times=len(found.met),
        after=last and last.after,
        reason=found.reason,
    )


def show_questions(
    found: Insights, record: Record, effects: list[Effect], done: Adherence, words: Wording
) -> list[BriefQuestionOut]:
    """Return the questions in words, each with the dates that it is about."""
    asked = questions(found, effects, done.most_skipped)
    return [_question(each, record, effects, done, words) for each in asked]


def _question(
    asked: Question, record: Record, effects: list[Effect], done: Adherence, words: Wording
) -> BriefQuestionOut:
    item = asked.prescription_id
    facts: dict[str, Any] = {
        "exercise": item and words.exercises[item],
        "start_on": asked.start_on,
        "end_on": asked.end_on,
        "missed": asked.missed,
        "due": asked.due,
        "association": asked.association and claim_of(asked.association, words.texts),
    }
    if asked.rule == "exercise_effect":
        facts |= _hurt(next(each for each in effects if each.prescription_id == item))
    if asked.rule == "most_skipped" and done.most_skipped:
        facts |= {"skipped": done.most_skipped.skipped, "unlogged": done.most_skipped.unlogged}
    from_on, on = _dates(asked, record)
    text = words.texts.question(asked.rule, facts)
    return BriefQuestionOut(rule=asked.rule, text=text, from_on=from_on, on=on)


def show_alert(row: OpenAlert, words: Wording) -> BriefAlertOut:
    """Return an open alert with the name of its kind, and the rule that found it last."""
    newest: Mapping[str, Any] = row.evidence[-1] if row.evidence else {}
    code = newest.get("code")
    return BriefAlertOut(
        id=row.id,
        kind=row.kind,
        name=words.name("alert_kinds", row.kind),
        level=row.level,
        code=code,
        code_name=code and words.rule_name(code),
        from_on=newest.get("from_on"),
        on=newest.get("on"),
        evidence_at=row.evidence_at,
    )


def _hurt(found: Effect) -> dict[str, Any]:
    last = found.met[-1]
    return {
        "why": found.why,
        "times": len(found.met),
        "n": found.n,
        "on": last.on,
        "after": last.after,
        "limit": DEFINITIONS.most_after,
    }


def _dates(asked: Question, record: Record) -> tuple[date, date]:
    """Return the dates of what was found, or those over which the rule computes."""
    as_of = record.as_of
    if asked.start_on and asked.end_on:
        return asked.start_on, asked.end_on
    if asked.rule == "not_responding":
        return response_dates(record.chart.where.sessions_on, as_of)
    if asked.rule == "association":
        return as_of - (DEFINITIONS.association_days - 1) * A_DAY, as_of
    return record.window[0], as_of
