"""What insights are told in: claims that claim no cause, and a question for each rule."""

from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from api.library import ContentError, Library, load
from api.rules.insights.associations import CLAIMS
from api.rules.insights.questions import Rule
from tests.library.conftest import Edit

EN, ES = "insights/en.yaml", "insights/es.yaml"
FACTS = {
    "exercise": "Chin tuck",
    "start_on": "2026-03-01",
    "end_on": "2026-03-03",
    "missed": 4,
    "skipped": 3,
    "unlogged": 1,
    "due": 6,
    "why": "single_high",
    "on": "2026-03-02",
    "times": 1,
    "n": 7,
    "after": 6,
    "limit": 5,
    "association": "So it is.",
}
# What else a rule may have found.
OTHERWISE = (
    ("flare_up", {"end_on": FACTS["start_on"]}),
    ("exercise_effect", {"why": "median_rise"}),
    ("exercise_effect", {"why": "rises"}),
    ("most_skipped", {"skipped": 4, "unlogged": 0}),
    ("most_skipped", {"skipped": 0, "unlogged": 4}),
)


def test_a_claim_names_its_days_and_no_cause(library: Library) -> None:
    english, spanish = library.insight_texts("en"), library.insight_texts("es")
    assert english.claim("sleep_pain", -0.6, 16) == (
        "On days after better sleep pain tended to be lower (16 days). This does not show cause."
    )
    for kind in ("sleep_pain", "stress_pain"):
        for rho in (-0.6, 0.6):
            assert english.claim(kind, rho, 16).endswith("(16 days). This does not show cause.")
            assert spanish.claim(kind, rho, 16).endswith("Esto no demuestra una causa.")
        assert english.claim(kind, 0.6, 16) != english.claim(kind, -0.6, 16)


def test_every_rule_has_a_question_in_both_languages(library: Library) -> None:
    for language in ("en", "es"):
        texts = library.insight_texts(language)
        asked = [texts.question(rule, FACTS) for rule in get_args(Rule)]
        asked += [texts.question(rule, FACTS | facts) for rule, facts in OTHERWISE]
        assert len(set(asked)) == len(asked) == len(texts.questions)
        assert not any("{" in text for text in asked)
        assert set(texts.associations) == set(CLAIMS)
    assert library.insight_texts("fr").language == "en"


def test_a_question_says_what_was_the_case_and_no_more(library: Library) -> None:
    english = library.insight_texts("en")
    assert english.question("exercise_effect", FACTS | {"on": date(2026, 2, 9)}) == (
        "Pain was 6 after Chin tuck on 9 February (1 of 7 times above 5)."
        " How does it feel while doing it?"
    )
    asked = english.question("most_skipped", FACTS | {"skipped": 0, "unlogged": 6})
    assert asked == "Chin tuck was not logged 6 of 6 times. Was it done?"
    assert "left out 3 and not logged 1" in english.question("most_skipped", FACTS)


def test_the_texts_are_drafts(library: Library) -> None:
    assert {library.insight_texts(name).review_state for name in ("en", "es")} == {"draft"}


@pytest.mark.parametrize(
    ("name", "old", "new", "field"),
    [
        (ES, "  not_responding: El dolor no ha", "  no_response: El dolor no ha", "not_responding"),
        (EN, "{skipped} of {due} times", "{skipped} times", "most_skipped"),
        (
            EN,
            "better sleep pain tended to be lower ({n} days)",
            "better sleep pain tended to be lower (16 days)",
            "sleep_pain_less",
        ),
        (ES, "  slope_rising: ", "  slope_up: ", "slope_rising"),
        (EN, "pain was at its lowest on {on}.", "pain was at its lowest.", "best_day"),
        (ES, "  november: noviembre", "  november: noviembre\n  undecember: once", "undecember"),
    ],
)
def test_a_broken_file_is_refused(
    root: Path, edit: Edit, name: str, old: str, new: str, field: str
) -> None:
    path = edit(name, old, new)
    with pytest.raises(ContentError) as caught:
        load(root)
    assert caught.value.path == path
    assert caught.value.field.endswith(f".{field}")
