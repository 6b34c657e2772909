"""The library, the codes and the fixed texts: read from files, checked, served as they are."""

from api.content.exercises import Dose, Exercise, ExerciseText
from api.content.files import ContentError
from api.content.languages import negotiate
from api.content.library import Library
from api.content.loading import CONTENT_ROOT, load
from api.content.plan_changes import PlanChangeKind
from api.content.questions import CheckInQuestions
from api.content.texts import PushTexts, SafetyText, SafetyTexts
from api.content.vocabularies import Vocabulary

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
