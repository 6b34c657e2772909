"""A version that was released is never edited: not in words, not in dose, not in codes."""

from pathlib import Path

import pytest

from api.library import CONTENT_ROOT, load
from api.library.checking import check
from api.library.releases import FILE, marks_of, name_of, read_releases, write_releases
from tests.library.conftest import Edit
from tests.library.new_language import NEW, add_language

CHIN = "exercises/chin-tuck.yaml"
STEP = "Hold your head there while you count to five, and breathe."


@pytest.fixture(autouse=True)
def released(root: Path) -> None:
    """Release the copy as it is."""
    items = load(root).exercises.values()
    write_releases(root, {name_of(item): marks_of(item) for item in items})


def told(root: Path) -> list[str]:
    """Return what is wrong, without the folder."""
    return [str(fault).removeprefix(f"{root}/") for fault in check(root)[1]]


def newest(root: Path) -> str:
    """Return the item that is edited, at its newest version."""
    return f"chin-tuck@{load(root).latest['chin-tuck']}"


def test_no_released_version_of_the_library_has_changed() -> None:
    assert check(CONTENT_ROOT)[1] == []


@pytest.mark.parametrize(
    ("old", "new", "field", "what"),
    [
        (STEP, "Hold it while you count to six.", "text.en", "words (en)"),
        ("cuenta hasta cinco y respira", "cuenta hasta seis y respira", "text.es", "words (es)"),
        ("reps: 10", "reps: 12", "version", "dose or codes"),
        ("max_pain: 5", "max_pain: 4", "version", "dose or codes"),
        ("sides: not_sided", "sides: together", "version", "dose or codes"),
        ("[neck, head]", "[neck]", "version", "dose or codes"),
        ("recent_neck_trauma, ", "", "version", "dose or codes"),
    ],
)
def test_what_a_version_says_does_not_change(
    root: Path, edit: Edit, old: str, new: str, field: str, what: str
) -> None:
    path = edit(CHIN, old, new)
    name = newest(root)
    lines = path.read_text("utf-8").splitlines()
    marker = {"text.en": "  en:", "text.es": "  es:", "version": "version:"}[field]
    at = next(n for n, line in enumerate(lines, start=1) if line.startswith(marker))
    assert told(root) == [
        f"{CHIN}:{at}: {field}: the {what} of {name} changed since its release, "
        "but its version did not"
    ]


def test_a_new_version_may_say_something_else(root: Path, edit: Edit) -> None:
    path = root / CHIN
    name = newest(root)
    path.with_name(f"{name}.yaml").write_text(path.read_text("utf-8"), "utf-8")
    edit(CHIN, f"version: {name.partition('@')[2]}", "version: 9.0.0")
    edit(CHIN, STEP, "Hold it while you count to six.")
    assert told(root) == []


def test_a_picture_may_be_corrected_and_a_language_added(root: Path, edit: Edit) -> None:
    edit(CHIN, "glide: 8", "glide: 9")
    edit(CHIN, "A head seen from the side is pushed", "A head from the side is pushed")
    add_language(root)
    assert told(root) == []


def test_a_released_translation_does_not_change_either(root: Path) -> None:
    folder = add_language(root)
    items = load(root).exercises.values()
    write_releases(root, {name_of(item): marks_of(item) for item in items})
    path = folder / "exercises" / "chin-tuck.yaml"
    path.write_text(path.read_text("utf-8").replace("count to five", "count to six"), "utf-8")
    (fault,) = told(root)
    assert fault.startswith(f"languages/{NEW}/exercises/chin-tuck.yaml:")
    assert f"the words ({NEW}) of chin-tuck@" in fault


def test_a_released_version_does_not_go(root: Path) -> None:
    (root / "exercises" / "chin-tuck@1.0.0.yaml").unlink()
    assert told(root) == [
        "exercises/chin-tuck@1.0.0.yaml:1: file: was released and is gone: plans may pin it"
    ]


def test_who_signs_by_hand_has_reviewed_nothing_that_is_known(root: Path, edit: Edit) -> None:
    released, _ = read_releases(root)
    name = newest(root)
    write_releases(root, {each: marks for each, marks in released.items() if each != name})
    signed = 'review_state: clinician_reviewed\nreviewer: "Dr Kim"\nreviewed_on: 2026-03-02\n'
    edit(CHIN, "review_state: draft\nreviewer: null\n", signed)
    faults = told(root)
    assert len(faults) == 3
    assert all("is none of what was reviewed" in fault for fault in faults)


def test_a_file_that_cannot_be_read_is_told(root: Path) -> None:
    (root / FILE).write_text("released:\n  chin-tuck@1.0.0: {en: short}\n", "utf-8")
    assert told(root)[0].startswith(f"{FILE}:2: released.chin-tuck@1.0.0.en: ")
