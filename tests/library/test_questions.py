import re
from pathlib import Path

import pytest

from api.library import ContentError, Library, load
from tests.library.conftest import Edit

EN, ES = "check_ins/en.yaml", "check_ins/es.yaml"
DAILY = [
    "pain_average", "pain_worst", "sleep_quality", "sleep_hours", "stress", "pain_medicine",
    "impact", "red_flags", "body_map", "note",
]  # fmt: skip
WEEKLY = [
    "energy", "days_in_bed", "pain_interference", "enjoyment", "goals", "overall_change", "note",
]  # fmt: skip
LONGEST_WORDS = 15


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_questions_come_in_their_order(library: Library, language: str) -> None:
    asked = library.check_in_questions(language)
    assert asked.language == language
    assert [question.key for question in asked.daily] == DAILY
    assert [question.key for question in asked.weekly] == WEEKLY


def test_pain_and_sleep_carry_the_codes_that_others_know(library: Library) -> None:
    asked = library.check_in_questions("en")
    shared = {q.key: q.code for q in (*asked.daily, *asked.weekly) if "loinc" in q.code}
    assert shared == {"pain_average": "loinc:72514-3", "sleep_hours": "loinc:93832-4"}


def test_no_text_is_left_in_the_other_language(library: Library) -> None:
    english, spanish = (library.check_in_questions(name) for name in ("en", "es"))
    for ours, theirs in zip(
        (*english.daily, *english.weekly), (*spanish.daily, *spanish.weekly), strict=True
    ):
        assert ours.text != theirs.text
        assert (ours.note is None) == (theirs.note is None)
        assert not set(ours.steps) & set(theirs.steps)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_question_is_short_and_neither_reassures_nor_names_an_illness(
    library: Library, language: str
) -> None:
    asked = library.check_in_questions(language)
    for question in (*asked.daily, *asked.weekly):
        assert len(question.text.split()) <= LONGEST_WORDS, question.key
        said = " ".join(filter(None, (question.text, question.note)))
        assert not re.search(r"\bsafe|segur[oa]\b|diagn|normal|depress|depresi", said), said


def test_an_unknown_language_is_asked_in_english(library: Library) -> None:
    assert library.check_in_questions("xx").language == "en"
    assert library.check_in_questions(None).language == "en"


def test_the_questions_are_a_draft_until_somebody_signs_them(library: Library) -> None:
    pages = library.questions.values()
    assert {(page.review_state, page.reviewer) for page in pages} == {("draft", None)}


def test_an_edit_of_a_question_changes_the_contents_hash(
    library: Library, root: Path, edit: Edit
) -> None:
    edit(EN, "    text: How stressed did you feel today?", "    text: How was your stress today?")
    assert load(root).hash != library.hash


BROKEN = {
    "a default": (EN, "    kind: hours\n", "    kind: hours\n    default: 8\n", "daily.3.default"),
    "a duty": (EN, "    kind: days\n", "    kind: days\n    required: true\n", "weekly.1.required"),
    "an unknown kind": (EN, "    kind: hours\n", "    kind: slider\n", "daily.3.kind"),
    "a scale without its end": (EN, "    high: Very well\n", "", "daily.2.high"),
    "an end where there is no scale": (
        EN, "    kind: hours\n", "    kind: hours\n    low: None\n", "daily.3.low"
    ),
    "steps where there are none": (
        EN, "    kind: days\n", "    kind: days\n    steps: [A, B]\n", "weekly.1.steps"
    ),
    "six steps": (EN, "      - Very much worse\n", "", "weekly.5.steps"),
    "a key twice": (EN, "- key: pain_worst\n", "- key: pain_average\n", "daily.1.key"),
    "a code of nobody's": (EN, "loinc:72514-3", "snomed:1", "daily.0.code"),
    "a local code of another key": (EN, "local:stress", "local:sleep", "daily.4.code"),
    "an unknown region": (EN, "      - it_band\n", "      - tail\n", "daily.8.sided_regions.10"),
    "a region twice": (EN, "      - it_band\n", "      - arm\n", "daily.8.sided_regions.10"),
    "regions where there is no map": (
        EN, "    kind: map\n", "    kind: text\n", "daily.8.sided_regions"
    ),
    "a map without regions": (
        EN,
        "    kind: yes_no\n    text: Was",
        "    kind: map\n    text: Was",
        "daily.6.sided_regions",
    ),
    "a blank text": (EN, "low: Very badly", 'low: " "', "daily.2.low"),
    "another kind in one language": (ES, "    kind: hours\n", "    kind: days\n", "daily"),
    "another code in one language": (ES, "loinc:93832-4", "local:sleep_hours", "daily"),
    "other regions in one language": (ES, "      - it_band\n", "", "daily"),
    "another order in one language": (ES, "- key: energy\n", "- key: vigour\n", "weekly.0.code"),
    "a page in the wrong file": (ES, "language: es", "language: fr", "language"),
    "a review by nobody": (EN, "state: draft", "state: clinician_reviewed", "reviewer"),
    "no weekly questions": (EN, "weekly:\n", "monthly:\n", "weekly"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "field"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_names_path_line_and_field(
    root: Path, edit: Edit, name: str, old: str, new: str, field: str
) -> None:
    path = edit(name, old, new)
    with pytest.raises(ContentError) as caught:
        load(root)
    assert (caught.value.path, caught.value.field) == (path, field)
    assert str(caught.value).startswith(f"{path}:{caught.value.line}: {field}: ")
    assert caught.value.line > 0


def test_the_line_is_the_one_of_the_field(root: Path, edit: Edit) -> None:
    path = edit(EN, "local:stress", "local:sleep")
    lines = path.read_text("utf-8").splitlines()
    with pytest.raises(ContentError) as caught:
        load(root)
    assert "local:sleep" in lines[caught.value.line - 1]


def test_a_question_that_only_one_language_asks_is_refused(root: Path, edit: Edit) -> None:
    question = "  - key: mood\n    kind: yes_no\n    text: ¿Bien?\n    code: local:mood\n"
    edit(ES, "weekly:\n", f"{question}weekly:\n")
    with pytest.raises(ContentError, match="daily: keys, kinds, codes"):
        load(root)


def test_the_english_questions_must_be_there(root: Path) -> None:
    (root / EN).unlink()
    with pytest.raises(ContentError, match=r"check_ins/en\.yaml:1"):
        load(root)
