"""What she told: each check-in a QuestionnaireResponse, its pain and sleep Observations as well."""

from collections.abc import Callable, Iterator
from typing import Any

from api.exports.about import Copy
from api.exports.fhir.codes import (
    CATEGORY,
    LOINC,
    OURS,
    PAIN,
    PAIN_WORDS,
    SLEEP,
    SLEEP_WORDS,
    Json,
    amount,
    coding,
    id_of,
    ours,
    refers_to,
)
from api.exports.rows import Row
from api.library.questions import Question

# By the answer that is observed: its code in LOINC, and the unit of UCUM it is told in.
OBSERVED = {
    "pain_average": (PAIN, PAIN_WORDS, "{score}"),
    "pain_worst": (PAIN, PAIN_WORDS, "{score}"),
    "sleep_hours": (SLEEP, SLEEP_WORDS, "h"),
}


def observations_of(copy: Copy) -> Iterator[Json]:
    """Yield pain on the whole, pain at its worst and hours of sleep of each date, where told."""
    texts = {each.key: each.text for each in _questions(copy, "daily")}
    for row in copy.rows.standing("check_ins"):
        for name in OBSERVED:
            if row[name] is not None:
                yield _observation(copy, row, name, texts[name])


def _observation(copy: Copy, row: Row, name: str, text: str) -> Json:
    code, display, unit = OBSERVED[name]
    her = refers_to(str(copy.client_id))
    return {
        "id": id_of(row["id"], name),
        "status": "final",
        "category": [{"coding": [coding(CATEGORY, "survey", "Survey")]}],
        # Two of LOINC's are alike: ours tells which of them it is.
        "code": {"coding": [coding(LOINC, code, display), ours("check-in", name)], "text": text},
        "subject": her,
        "performer": [her],
        "effectiveDateTime": row["on_date"],
        "issued": row["received_at"],
        "valueQuantity": amount(row[name], unit),
        "derivedFrom": [refers_to(row["id"])],
    }


def responses_of(copy: Copy) -> Iterator[Json]:
    """Yield each check-in and weekly check-in with all of its answers."""
    for table, kind, round_, on in (
        ("check_ins", "check-in", "daily", "on_date"),
        ("weekly_check_ins", "weekly-check-in", "weekly", "monday"),
    ):
        questions = _questions(copy, round_)
        for row in copy.rows.standing(table):
            yield _response(copy, row, kind, row[on], questions)


def _questions(copy: Copy, round_: str) -> tuple[Question, ...]:
    asked = copy.words.library.check_in_questions(copy.words.language)
    found: tuple[Question, ...] = getattr(asked, round_)
    return found


def _response(copy: Copy, row: Row, kind: str, on: str, questions: tuple[Question, ...]) -> Json:
    her = refers_to(str(copy.client_id))
    version = copy.words.library.check_in_questions(copy.words.language).version
    items = (_item(copy, each, row[each.key]) for each in questions)
    answered = [item for item in items if item]
    found: Json = {
        "id": row["id"],
        # The date that it is of, which may be earlier than the one on which it was told.
        "identifier": {"system": f"{OURS}:{kind}", "value": on},
        "questionnaire": f"{OURS}:{kind}|{version}",
        "status": "completed",
        "subject": her,
        "source": her,
        "author": her,
        "authored": row["recorded_at"],
    }
    return found | ({"item": answered} if answered else {})


def _item(copy: Copy, question: Question, value: Any) -> Json | None:
    """Return a question with its answer, None if it has none."""
    if value is None or value in ([], ""):
        return None
    item: Json = {"linkId": question.key, "text": question.text}
    if question.kind == "goals":
        return item | {"item": [_goal(copy, each) for each in value]}
    said = value if isinstance(value, list) else [value]
    return item | {"answer": [ANSWERS[question.kind](copy, each) for each in said]}


def _goal(copy: Copy, rated: Row) -> Json:
    goals = copy.rows.by_id("goals")
    text = goals[rated["goal_id"]]["text"] if rated["goal_id"] in goals else None
    item: Json = {"linkId": rated["goal_id"]} | ({"text": text} if text else {})
    return item | {"answer": [{"valueInteger": rated["rating"]}]}


def _flag(copy: Copy, code: str) -> Json:
    return {"valueCoding": ours("red_flags", code, copy.words.code("red_flags", code))}


def _place(copy: Copy, spot: Row) -> Json:
    """Return a place of the body map, with what was told of it below."""
    about = {name: value for name, value in spot.items() if name != "region" and value is not None}
    told = [
        {
            "linkId": f"body_map.{name}",
            "answer": [{"valueBoolean" if isinstance(value, bool) else "valueString": value}],
        }
        for name, value in sorted(about.items())
    ]
    region = ours("regions", spot["region"], copy.words.code("regions", spot["region"]))
    return {"valueCoding": region} | ({"item": told} if told else {})


def _as(kind: str) -> Callable[[Copy, Any], Json]:
    return lambda _, value: {kind: value}


ANSWERS: dict[str, Callable[[Copy, Any], Json]] = {
    "scale": _as("valueInteger"),
    "days": _as("valueInteger"),
    "steps": _as("valueInteger"),
    "hours": _as("valueDecimal"),
    "yes_no": _as("valueBoolean"),
    "text": _as("valueString"),
    "flags": _flag,
    "map": _place,
}
