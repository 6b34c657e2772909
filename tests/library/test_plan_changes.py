"""What a changed plan is told in."""

from datetime import date, time
from pathlib import Path

import pytest

from api.library import ContentError, Library, load
from api.rules.plan.changes import FIELDS, Change
from api.rules.plan.cues import Nudges
from tests.library.conftest import Edit

EN, ES = "plan_changes/en.yaml", "plan_changes/es.yaml"
NUDGES = Nudges(3, time(9), time(17, 30))
TOLD = [
    ("hold_s", 20, 30, "hold 20 s → 30 s", "mantener 20 s → 30 s"),
    ("sets", None, 2, "sets none → 2", "series nada → 2"),
    ("duration_min", 4, None, "duration 4 min → none", "duración 4 min → nada"),
    (
        "times",
        ("08:00",),
        ("08:00", "18:00"),
        "times 08:00 → 08:00, 18:00",
        "horas 08:00 → 08:00, 18:00",
    ),
    ("times", (), ("08:00",), "times none → 08:00", "horas nada → 08:00"),
    (
        "weekdays",
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        ("mon", "fri"),
        "days every day → Monday, Friday",
        "días todos los días → lunes, viernes",
    ),
    (
        "interval_weeks",
        1,
        2,
        "how often every week → every 2 weeks",
        "frecuencia cada semana → cada 2 semanas",
    ),
    (
        "end_on",
        None,
        date(2026, 4, 1),
        "end none → 2026-04-01",
        "final nada → 2026-04-01",
    ),
    (
        "timezone",
        None,
        "Europe/Berlin",
        "time zone wherever the phone is → Europe/Berlin",
        "zona horaria donde esté el teléfono → Europe/Berlin",
    ),
    (
        "nudges",
        None,
        NUDGES,
        "cues none → 3 a day between 09:00 and 17:30",
        "avisos sueltos nada → 3 al día entre las 09:00 y las 17:30",
    ),
    ("remind", True, False, "reminders on → off", "recordatorios sí → no"),
    ("max_pain", 5, 0, "pain limit 5 → 0", "límite de dolor 5 → 0"),
    ("note", "Use {name}.", "", "note Use {name}. → none", "nota Use {name}. → nada"),
]


@pytest.mark.parametrize(("field", "before", "after", "english", "spanish"), TOLD)
def test_a_change_is_told_in_plain_words(
    library: Library, field: str, before: object, after: object, english: str, spanish: str
) -> None:
    change = Change(field, before, after)  # type: ignore[arg-type]
    for language, told in (("en", english), ("es", spanish)):
        texts, words = library.plan_change_texts(language), library.vocabulary(language)
        assert texts.text(change, words) == told


def test_every_field_has_a_text_and_so_has_what_is_new_or_stopped(library: Library) -> None:
    for language in ("en", "es"):
        texts, words = library.plan_change_texts(language), library.vocabulary(language)
        assert all(texts.text(Change(field, None, None), words) for field in FIELDS)
    assert library.plan_change_texts("en").headline("new", "Clamshell") == "new: Clamshell"
    assert library.plan_change_texts("en").headline("stopped", "Chin tuck") == "stopped: Chin tuck"
    assert library.plan_change_texts("fr").language == "en"


def test_the_texts_are_drafts_and_both_languages_name_the_same(library: Library) -> None:
    english, spanish = (library.plan_change_texts(language) for language in ("en", "es"))
    assert {(page.review_state, page.reviewer) for page in (english, spanish)} == {("draft", None)}
    for group in ("kinds", "fields", "values"):
        assert getattr(english, group).keys() == getattr(spanish, group).keys()


BROKEN = {
    "a missing text": (ES, "  note: nota {before} → {after}\n", "", "fields.note"),
    "an unknown text": (EN, "values:\n", "values:\n  never: never\n", "values.never"),
    "a missing placeholder": (
        ES,
        "hold_s: mantener {before} →",
        "hold_s: mantener →",
        "fields.hold_s",
    ),
    "an unknown placeholder": (EN, 'new: "new: {name}"', 'new: "new: {item}"', "kinds.new"),
    "a placeholder twice": (
        EN,
        'minutes: "{value} min"',
        'minutes: "{value} {value} min"',
        "values.minutes",
    ),
    "a placeholder that looks inside": (
        EN,
        'minutes: "{value} min"',
        'minutes: "{value.__class__} min"',
        "values.minutes",
    ),
    "a lonely brace": (EN, "off: off", 'off: "off}"', "values.off"),
    "a field in the wrong place": (EN, "reviewer: null", "reviewer: null\nmood: x", "mood"),
}


@pytest.mark.parametrize(("name", "old", "new", "field"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_names_path_line_and_field(
    root: Path, edit: Edit, name: str, old: str, new: str, field: str
) -> None:
    path = edit(name, old, new)
    with pytest.raises(ContentError) as caught:
        load(root)
    error = caught.value
    assert (error.path, error.field) == (path, field)
    key = field.rpartition(".")[2]
    lines = path.read_text("utf-8").splitlines()
    here = [n for n, line in enumerate(lines, 1) if line.strip().startswith(f"{key}:")]
    # What is missing takes the line of the group that it is missing from.
    assert error.line in (here or [n for n, line in enumerate(lines, 1) if line == "fields:"])
