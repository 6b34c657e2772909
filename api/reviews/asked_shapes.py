"""The response schemas of what asks for a look: effects, questions and alerts."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from api.platform.http.fields import Out

EFFECT: dict[str, Any] = {
    "prescription_id": "01931f5e-7f3a-7c11-9a51-2f6f0b9d1c11",
    "exercise": "chin-tuck",
    "name": "Chin tuck",
    "n": 14,
    "median": -1.0,
    "flagged": True,
    "why": "single_high",
    "why_on": "2026-02-09",
    "times": 1,
    "after": 6,
    "reason": None,
}
QUESTION: dict[str, Any] = {
    "rule": "exercise_effect",
    "text": "Pain was 6 after Chin tuck on 9 February (1 of 14 times above 5)."
    " How does it feel while doing it?",
    "from_on": "2026-02-09",
    "on": "2026-02-09",
}
ALERT: dict[str, Any] = {
    "id": "01931f5e-7f3a-7c11-9a51-2f6f0b9d1c55",
    "kind": "exercise_stop",
    "name": "Exercise stopped",
    "level": "stop",
    "code": "pain_rise",
    "code_name": "Pain rose by two or more",
    "from_on": None,
    "on": "2026-02-26",
    "evidence_at": "2026-02-26T18:04:00Z",
}


class EffectOut(Out):
    """The median rise of pain over an exercise, rated `n` times; `flagged` asks for a look.

    `why` is the first rule that flags it: median_rise, rises (much, of late) or single_high (above
    what is tolerated). It was met `times` times, last on `why_on` with this pain `after` it.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EFFECT]})

    prescription_id: UUID
    exercise: str
    name: str
    n: int
    median: float | None
    flagged: bool
    why: str | None
    why_on: date | None
    times: int
    after: int | None
    reason: str | None


class BriefQuestionOut(Out):
    """A question worth asking; `rule` names the figure that it comes from.

    That was found on the dates from `from_on` to `on`, or computed over them.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [QUESTION]})

    rule: str
    text: str
    from_on: date
    on: date


class BriefAlertOut(Out):
    """An open alert; `name` says its kind in words.

    The newest evidence was found by the rule `code`, on the dates from `from_on` to `on`; where
    `from_on` is null, on that date.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [ALERT]})

    id: UUID
    kind: str
    name: str | None
    level: str | None
    code: str | None
    code_name: str | None
    from_on: date | None
    on: date | None
    evidence_at: datetime
