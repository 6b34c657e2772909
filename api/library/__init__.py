"""Everything under `content/`: exercises, codes and fixed texts, read and checked at start-up.

It changes nothing. An item that was prescribed stays in it for ever, at the prescribed version.
It has no tables; what an item must satisfy besides being well formed is in `checks.py`.
"""

from api.library.exercises import Dose, Exercise, ExerciseText
from api.library.files import ContentError
from api.library.languages import choose, negotiate
from api.library.library import Library
from api.library.loading import CONTENT_ROOT, load
from api.library.plan_changes import PlanChangeKind
from api.library.questions import CheckInQuestions
from api.library.shelf import FILTERS, Found, Shelf
from api.library.texts import PushTexts, SafetyText, SafetyTexts
from api.library.vocabularies import Vocabulary

__all__ = [
    "CONTENT_ROOT",
    "FILTERS",
    "CheckInQuestions",
    "ContentError",
    "Dose",
    "Exercise",
    "ExerciseText",
    "Found",
    "Library",
    "PlanChangeKind",
    "PushTexts",
    "SafetyText",
    "SafetyTexts",
    "Shelf",
    "Vocabulary",
    "choose",
    "load",
    "negotiate",
]
