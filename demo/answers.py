"""The request bodies that a client's phone sends, derived from how her day was."""

import random
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from demo.plots import Story
from demo.series import HARD, Figures, scale

NOTE_SHARE, LOG_NOTE_SHARE, MAP_SHARE = 0.24, 0.05, 0.2
# Questions that people leave unanswered on some evenings.
OPEN_SHARE = 0.06
PARTIAL_SHARE, SKIPPED_SHARE, SKIPPED_WHEN_HARD = 0.1, 0.1, 0.4


@dataclass(frozen=True, slots=True)
class Asked:
    """A slot that the phone shows as not logged yet."""

    exercise: str
    prescription_id: str
    on: date
    slot: str
    sets: int | None
    is_habit: bool
    max_pain: int


def phone_id(story: Story, *what: object) -> UUID:
    """Return the id that a phone makes for a record; it is the same in every seeding."""
    return uuid5(NAMESPACE_URL, "/".join(map(str, (story.key, *what))))


def check_in(
    story: Story, on: date, day: Figures, recorded_at: datetime, chance: random.Random
) -> dict[str, Any]:
    """Return the body of a day's check-in."""
    answers: dict[str, Any] = {
        "pain_average": day.pain_average,
        "pain_worst": day.pain_worst,
        "sleep_quality": day.sleep_quality,
        "sleep_hours": day.sleep_hours,
        "stress": day.stress,
        "pain_medicine": day.pain_medicine,
        "impact": day.felt,
    }
    for optional in ("pain_worst", "sleep_hours", "stress"):
        if chance.random() < OPEN_SHARE:
            answers[optional] = None
    return {
        **answers,
        "id": str(phone_id(story, "check-in", on)),
        "body_map": _body_map(story, day, chance),
        "red_flags": [],
        "note": _note(story, day, chance),
        "duration_s": chance.randint(11, 38),
        "recorded_at": recorded_at.isoformat(),
    }


def log(
    story: Story, asked: Asked, day: Figures, recorded_at: datetime, chance: random.Random
) -> dict[str, Any] | None:
    """Return the body of a slot's log, or None when the client leaves the slot unlogged."""
    if chance.random() >= story.manner.log:
        return None
    outcome = _outcome(asked, day, chance)
    body = _said(asked, outcome, recorded_at)
    if chance.random() < LOG_NOTE_SHARE and story.manner.log_notes:
        body["note"] = chance.choice(story.manner.log_notes)
    if outcome == "skipped":
        return body | {"reason": _reason(story, asked, day, chance)}
    return body if asked.is_habit else body | _work(story, asked, outcome, day, chance)


def stopped(
    asked: Asked, pain: tuple[int, int], stop_signs: tuple[str, ...], recorded_at: datetime
) -> dict[str, Any]:
    """Return the body of a log that says an exercise went wrong."""
    before, after = pain
    told = {"pain_before": before, "pain_after": after, "stop_signs": list(stop_signs)}
    return _said(asked, "partial", recorded_at) | told


def week(
    story: Story, monday: str, days: list[Figures], goals: list[str], recorded_at: datetime
) -> dict[str, Any]:
    """Return the body of a weekly check-in: what the days of the week were like together.

    Of her goals, by their ids, each is a little harder to reach than the one before.
    """
    pain = sum(day.pain_average for day in days) / len(days)
    at_first, _ = story.rhythm.pain
    return {
        "id": str(phone_id(story, "week", monday)),
        "energy": scale(9 - pain),
        "days_in_bed": sum(day.felt for day in days) // 2,
        "pain_interference": scale(pain - 1),
        "enjoyment": scale(10 - pain),
        "goals": [
            {"goal_id": goal, "rating": scale(10 - pain - harder)}
            for harder, goal in enumerate(goals)
        ],
        "overall_change": min(max(round(4 + pain - at_first), 1), 7),
        "duration_s": 14 + len(monday) + days[0].stress,
        "recorded_at": recorded_at.isoformat(),
    }


def _said(asked: Asked, outcome: str, recorded_at: datetime) -> dict[str, Any]:
    return {
        "prescription_id": asked.prescription_id,
        "local_date": asked.on.isoformat(),
        "slot": asked.slot,
        "outcome": outcome,
        "recorded_at": recorded_at.isoformat(),
    }


def _outcome(asked: Asked, day: Figures, chance: random.Random) -> str:
    drawn = chance.random()
    if drawn < (SKIPPED_WHEN_HARD if day.felt else SKIPPED_SHARE):
        return "skipped"
    is_partial = drawn > 1 - PARTIAL_SHARE and not asked.is_habit
    return "partial" if is_partial else "done"


def _reason(story: Story, asked: Asked, day: Figures, chance: random.Random) -> str:
    if not asked.is_habit and day.felt and chance.random() < 0.8:
        return "pain"
    reasons = [code for code in story.manner.reasons if code != "pain" or not asked.is_habit]
    return chance.choice(reasons)


def _work(
    story: Story, asked: Asked, outcome: str, day: Figures, chance: random.Random
) -> dict[str, Any]:
    """Return what is told of an exercise that was done, or done in part."""
    before = scale(day.pain_average + chance.choice((-1, 0, 0, 1)))
    usual = (1, 1, 0) if asked.exercise in story.manner.hurts else story.manner.after
    after = scale(before + chance.choice(usual))
    return {
        "sets_done": _sets_done(asked.sets, outcome, chance),
        "pain_before": before,
        # Exercises stop where the story says so, and nowhere else.
        "pain_after": min(after, max(before, asked.max_pain)),
        "effort": chance.randint(2, 5) + (day.pain_average >= HARD),
    }


def _sets_done(sets: int | None, outcome: str, chance: random.Random) -> int | None:
    """Return how many sets were done; of a single set begun nobody knows how much."""
    if outcome == "done" or sets is None:
        return sets
    return chance.randint(1, sets - 1) if sets > 1 else None


def _body_map(story: Story, day: Figures, chance: random.Random) -> list[dict[str, Any]]:
    """Return where it hurts: the source, and on bad days where it spreads to."""
    if chance.random() >= MAP_SHARE and not day.felt:
        return []
    return list(story.spots if day.pain_average >= HARD - 2 else story.spots[:1])


def _note(story: Story, day: Figures, chance: random.Random) -> str | None:
    said = chance.random() < (0.6 if day.felt else NOTE_SHARE)
    notes = story.manner.hard_notes if day.felt else story.manner.notes
    return chance.choice(notes) if said and notes else None
