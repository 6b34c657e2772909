"""Everything under `content/`: exercises, codes and fixed texts, read and checked at start-up.

It changes nothing: what a therapist prescribes pins the version of an item.
It has no rules and no tables; `checks.py` says what a well-formed file must also satisfy.
"""

from api.library.exercises import Dose, Exercise, ExerciseText
from api.library.files import ContentError
from api.library.languages import negotiate
from api.library.library import Library
from api.library.loading import CONTENT_ROOT, load
from api.library.plan_changes import PlanChangeKind
from api.library.questions import CheckInQuestions
from api.library.texts import PushTexts, SafetyText, SafetyTexts
from api.library.vocabularies import Vocabulary

__all__ = [
    "CONTENT_ROOT",
    "CheckInQuestions",
    "ContentError",
    "Dose",
    "Exercise",
    "ExerciseText",
    "Library",
    "PlanChangeKind",
    "PushTexts",
    "SafetyText",
    "SafetyTexts",
    "Vocabulary",
    "load",
    "negotiate",
]
