"""A broken file stops the start and says where it is broken."""

from pathlib import Path

import pytest

from api.library import ContentError, load
from api.library.checking import check
from tests.library.conftest import Edit

# A version that was superseded is never edited again: what it says can be relied on here.
MEDIAN = "exercises/median-glide@1.0.0.yaml"
CHIN = "exercises/chin-tuck@1.0.0.yaml"
BALL = "exercises/gluteal-ball.yaml"
EN, ES = "vocabulary/en.yaml", "vocabulary/es.yaml"
SAFETY, PUSH = "safety/en.yaml", "push/en.yaml"

THREE_STEPS = """\
      - Slide your chin straight back, as if you want to make a double chin.
      - Hold while you count to five, and keep breathing.
      - Let your head come forward again, slowly.
"""


def line_of(path: Path, marker: str) -> int:
    """Return the first line that holds the marker; an empty marker is the top of the file."""
    lines = path.read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if marker in line)


BROKEN = {
    "a wrong type": (CHIN, "max_pain: 5", "max_pain: five", "max_pain", "max_pain: five"),
    "a number as text": (CHIN, "max_pain: 5", 'max_pain: "5"', "max_pain", "max_pain:"),
    "an unknown field": (CHIN, "level: easy", "level: easy\ncolour: red", "colour", "colour"),
    "a missing field": (CHIN, "level: easy\n", "", "level", ""),
    "a missing text": (CHIN, "    easier: Lie", "    easiest: Lie", "text.en.easier", "  en:"),
    "a blank text": (CHIN, "name: Chin tuck", 'name: " "', "text.en.name", "name:"),
    "an unknown region": (CHIN, "[neck, head]", "[neck, tail]", "regions.1", "regions:"),
    "a region twice": (CHIN, "[neck, head]", "[neck, neck]", "regions.1", "regions:"),
    "an unknown kind": (CHIN, "kind: strength", "kind: magic", "kind", "kind: magic"),
    "an unknown root cause": (
        CHIN, "[postural_distortion]", "[bad_luck]", "root_causes.0", "root_causes"
    ),
    "an unknown factor": (CHIN, "factors: []", "factors: [moon]", "factors.0", "factors"),
    "an unknown condition": (
        CHIN, "conditions: [neck_pain, ", "conditions: [neck, ", "conditions.0", "conditions"
    ),
    "an unknown contraindication": (
        CHIN, "recent_neck_trauma]", "luck]", "contraindications.7", "contraindications"
    ),
    "an unknown stop code": (
        CHIN, "[neck_artery_or_recent_trauma]", "[V]", "stop_codes.0", "stop_codes"
    ),
    "an unknown stop code in snake case": (
        CHIN, "[neck_artery_or_recent_trauma]", "[v]", "stop_codes.0", "stop_codes"
    ),
    "unknown equipment": (CHIN, "[chair]", "[sword]", "equipment.0", "equipment"),
    "an unknown position": (CHIN, "position: seated", "position: flying", "position", "position"),
    "unknown sides": (CHIN, "sides: not_sided", "sides: inside", "sides", "sides:"),
    "an unknown level": (CHIN, "level: easy", "level: godlike", "level", "level:"),
    "an unknown tempo": (CHIN, "tempo: slow", "tempo: allegro", "dose.tempo", "dose:"),
    "an unknown certainty": (
        CHIN, "certainty: convention", "certainty: sure", "evidence.0.certainty", "certainty"
    ),
    "a link without https": (
        CHIN, "url: null", "url: http://example.org", "evidence.0.url", "url:"
    ),
    "too few steps": (CHIN, THREE_STEPS, "", "text.en.steps", "steps:"),
    "a dose of nothing": (CHIN, "sets: 2", "sets: 0", "dose.sets", "dose:"),
    "a self-release of 31 s": (BALL, "hold_s: 30", "hold_s: 31", "dose.hold_s", "dose:"),
    "a self-release without limit": (BALL, "hold_s: 30, ", "", "dose.hold_s", "dose:"),
    "no always-clearance": (
        CHIN, "post_surgical, ", "", "contraindications", "contraindications"
    ),
    "lying without pregnancy": (
        "exercises/glute-bridge.yaml",
        "pregnancy, ",
        "",
        "contraindications",
        "contraindications",
    ),
    "a review by nobody": (
        CHIN, "state: draft", "state: clinician_reviewed", "reviewer", "reviewer"
    ),
    "a version of two parts": (CHIN, "version: 1.0.0", "version: 1.0", "version", "version"),
    "a slug unlike the file": (CHIN, "slug: chin-tuck", "slug: chin", "slug", "slug"),
    "a field twice": (CHIN, "level: easy", "level: easy\nlevel: hard", "level", "level: hard"),
    "an alias": (CHIN, "factors: []", "factors: &a [stress]\nother: *a", "other", "other"),
    "a tag": (CHIN, "max_pain: 5", "max_pain: !!python/name:x y", "max_pain", "max_pain"),
    "no YAML": (CHIN, "regions: [neck, head]", "regions: [neck", "file", "sides:"),
    "an unknown posture": (
        CHIN, "seated, neck: 50", "floating, neck: 50", "pose.start.body.base", "floating"
    ),
    "an unknown prop": (CHIN, "kind: chair", "kind: throne", "pose.props.0.kind", "kind: throne"),
    "an unknown pose field": (
        CHIN, "gaze: -2, spine: [90, 84]", "tail: 3", "pose.start.body.tail", "tail: 3"
    ),
    "a code twice": (
        EN, "{code: forgot,", "{code: no_time,", "groups.skip_reasons.1.code", "I forgot"
    ),
    "a code of one language": (
        ES, "{code: forgot,", "{code: olvido,", "groups.skip_reasons", "skip_reasons"
    ),
    "a level of one language": (
        ES, "fuerte, level: emergency", "fuerte, level: urgent", "groups.red_flags", "red_flags"
    ),
    "a red flag without level": (
        EN, "heavy fall, level: emergency", "heavy fall", "groups.red_flags.7.level", "major_trauma"
    ),
    "an unknown group": (EN, "  sides:\n", "  moods:\n", "groups.moods.[key]", "moods"),
    "a vocabulary in the wrong file": (EN, "language: en", "language: fr", "language", "language"),
    "texts reviewed by nobody": (
        SAFETY, "state: draft", "state: clinician_reviewed", "reviewer", "reviewer"
    ),
    "a missing safety text": (SAFETY, "  urgent:\n", "  soon:\n", "texts.soon.[key]", "soon"),
    "a text for an unknown flag": (
        SAFETY, "  thoughts_of_suicide:", "  sadness:", "by_red_flag.sadness", "sadness"
    ),
    "a missing push text": (
        PUSH, "  test_body: Messages arrive on this phone\n", "", "texts.test_body", "texts"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "field", "marker"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_names_path_line_and_field(
    root: Path, edit: Edit, name: str, old: str, new: str, field: str, marker: str
) -> None:
    path = edit(name, old, new)
    with pytest.raises(ContentError) as caught:
        load(root)
    error = caught.value
    assert (error.path, error.field) == (path, field)
    at = line_of(path, marker)
    assert error.line == at
    assert str(error).startswith(f"{path}:{at}: {field}: ")


def test_what_cannot_be_drawn_is_told_to_its_author_and_does_not_stop_the_start(
    root: Path, edit: Edit
) -> None:
    path = edit(MEDIAN, "standing, left_arm: [345", "prone, left_arm: [345")
    assert load(root).exercise("median-glide", "1.0.0") is not None
    (told,) = [fault for fault in check(root)[1] if fault.field == "pose"]
    assert (told.path, told.line) == (path, line_of(path, "pose:"))
    assert "cannot be drawn: no front view of prone" in told.reason


def test_a_missing_language_of_the_alternative_text_is_refused(root: Path, edit: Edit) -> None:
    text = (root / CHIN).read_text("utf-8")
    start, end = text.index("  en:\n") + len("  en:\n"), text.index("contraindications:")
    spanish = "  es:\n" + text[start:end]
    edit(CHIN, "contraindications:", spanish + "contraindications:")
    with pytest.raises(ContentError, match=r"media\.0\.alt\.es"):
        load(root)


def test_a_translation_must_have_as_many_steps_as_the_english_text(root: Path, edit: Edit) -> None:
    text = (root / CHIN).read_text("utf-8")
    start, end = text.index("  en:\n") + len("  en:\n"), text.index("contraindications:")
    spanish = "  es:\n" + text[start:end].replace(
        "      - Look straight", "      - x\n      - Look"
    )
    edit(CHIN, "contraindications:", spanish + "contraindications:")
    with pytest.raises(ContentError, match=r"text\.es\.steps"):
        load(root)


@pytest.mark.parametrize("name", ["chin-tuck.yml", "notes.txt"])
def test_a_file_that_would_silently_not_count_is_refused(root: Path, name: str) -> None:
    (root / "exercises" / name).write_text("slug: x", "utf-8")
    with pytest.raises(ContentError, match=name):
        load(root)


@pytest.mark.parametrize("broken", [b"", b"- a list", b"\xff\xfe\x00", b"a: \x00", b"a: [}"])
def test_a_file_that_holds_no_fields_is_refused(root: Path, broken: bytes) -> None:
    path = root / "exercises" / "empty.yaml"
    path.write_bytes(broken)
    with pytest.raises(ContentError, match=r"empty\.yaml:1: file: "):
        load(root)


def test_content_without_english_is_refused(root: Path) -> None:
    (root / "push" / "en.yaml").unlink()
    with pytest.raises(ContentError, match=r"push/en\.yaml:1"):
        load(root)
