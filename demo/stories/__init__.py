"""The stories: six clients of one practice, each a typical case; pure data."""

from demo.plots import Story, Therapist
from demo.stories.aylin import AYLIN
from demo.stories.joerg import JOERG
from demo.stories.lucia import LUCIA
from demo.stories.marta import MARTA
from demo.stories.peter import PETER
from demo.stories.practice import ADMIN, COLLEAGUE, PASSWORD, PRACTICE
from demo.stories.samir import SAMIR

__all__ = [
    "ADMIN",
    "COLLEAGUE",
    "MARTA",
    "PASSWORD",
    "PRACTICE",
    "STORIES",
    "THERAPISTS",
]

THERAPISTS: tuple[Therapist, ...] = (ADMIN, COLLEAGUE)
STORIES: tuple[Story, ...] = (MARTA, JOERG, AYLIN, PETER, LUCIA, SAMIR)
