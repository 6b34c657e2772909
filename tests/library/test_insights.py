"""What insights are told in: claims that claim no cause, and a question for each rule."""

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
    "due": 6,
    "association": "So it is.",
}


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
        one_day = texts.question("flare_up", FACTS | {"end_on": FACTS["start_on"]})
        assert len({*asked, one_day}) == len(asked) + 1 == len(texts.questions)
        assert not any("{" in text for text in asked)
        assert set(texts.associations) == set(CLAIMS)
    assert library.insight_texts("fr").language == "en"


def test_the_texts_are_drafts(library: Library) -> None:
    assert {library.insight_texts(name).review_state for name in ("en", "es")} == {"draft"}


@pytest.mark.parametrize(
    ("name", "old", "new", "field"),
    [
        (ES, "  not_responding: El dolor no ha", "  no_response: El dolor no ha", "not_responding"),
        (EN, "{missed} of {due} times", "{missed} times", "most_skipped"),
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
