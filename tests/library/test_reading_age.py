"""A reader of about twelve understands every item; measured by a library, the worst one counts."""

from collections.abc import Callable

import pytest
from textstat import textstat

from api.library import Library
from tests.library.items import newest, prose

# The grade of a school in the United States: the seventh is for twelve-year-olds.
HARDEST_GRADE = 7.0
# INFLESZ: from 65 on "rather easy", such as a primary school reads.
EASIEST_IS_100 = 65.0
Measure = Callable[[str], float]


def measured(library: Library, language: str, measure: Measure) -> dict[str, float]:
    """Return the figure of each item, to one decimal."""
    textstat.set_lang(language)
    return {item.slug: round(measure(prose(item.text[language])), 1) for item in newest(library)}


def test_english_is_at_most_of_the_seventh_grade(library: Library) -> None:
    found = measured(library, "en", textstat.flesch_kincaid_grade)
    assert {slug: grade for slug, grade in found.items() if grade > HARDEST_GRADE} == {}


def test_spanish_is_rather_easy_or_easier(library: Library) -> None:
    found = measured(library, "es", textstat.szigriszt_pazos)
    assert {slug: ease for slug, ease in found.items() if ease < EASIEST_IS_100} == {}


@pytest.mark.parametrize(
    ("language", "measure", "easy", "hard"),
    [
        (
            "en",
            textstat.flesch_kincaid_grade,
            "Sit on a chair. Lift your arm. Breathe out.",
            "Subsequently accommodate the musculature's physiological reorganisation.",
        ),
        (
            "es",
            lambda text: -textstat.szigriszt_pazos(text),
            "Siéntate en la silla. Sube el brazo. Suelta el aire.",
            "Posteriormente acomode la reorganización fisiológica de la musculatura.",
        ),
    ],
)
def test_what_is_hard_to_read_would_be_found(
    language: str, measure: Measure, easy: str, hard: str
) -> None:
    textstat.set_lang(language)
    limit = HARDEST_GRADE if language == "en" else -EASIEST_IS_100
    assert measure(easy) <= limit < measure(hard)
