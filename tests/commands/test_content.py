"""Writing the library's content by commands: what they say, and what they leave as it was."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.library import CONTENT_ROOT, load
from api.library.checking import check
from carryover import app
from tests.commands.acting import ended
from tests.library.conftest import SOME
from tests.processes import BIN, environment

CHIN = "exercises/chin-tuck.yaml"
SIGNED = ("review", "chin-tuck", "--reviewer", 'Dr "Kim" O\'Neil: PT', "--date", "2026-03-02")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = Path(shutil.copytree(CONTENT_ROOT, tmp_path / "content"))
    (root / "releases.yaml").unlink()
    for path in (root / "exercises").iterdir():
        if path.stem.partition("@")[0] not in SOME:
            path.unlink()
    return root


def content(*command: str | Path) -> Result:
    """Run a command in this process: none of them needs a database or the server's settings."""
    return CliRunner().invoke(app, ["content", *map(str, command)])


def refused(*command: str | Path) -> list[str]:
    """Return the lines with which a command ends that does not do what it was asked."""
    done = content(*command)
    assert (done.exit_code, done.stdout) == (1, ""), done.stderr
    return done.stderr.splitlines()


def test_the_content_of_the_product_has_nothing_to_mend() -> None:
    done = ended(BIN / "carryover", "content", "check", env=environment("sqlite:///unused.db"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Nothing to mend: ")


def test_a_check_tells_all_faults_with_file_line_and_field(root: Path) -> None:
    path, other = root / CHIN, root / "push" / "es.yaml"
    text = path.read_text("utf-8")
    for old, new in (
        ("[neck, head]", "[neck, tail]"),
        ("max_pain: 5", "max_pain: five"),
        ("level: easy", "level: easy\nlevel: easy\ncolour: red"),
        ("name: Chin tuck", 'name: " "'),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    other.write_text(other.read_text("utf-8").replace("  test_body:", "  best_body:"), "utf-8")
    lines = [line.removeprefix(f"{root}/") for line in refused("check", root)]
    assert lines == [
        f"{CHIN}:6: regions.1: unknown code 'tail'",
        f"{CHIN}:13: max_pain: Input should be a valid integer",
        f"{CHIN}:17: level: this field comes twice",
        f"{CHIN}:18: colour: there is no such field",
        f"{CHIN}:21: text.en.name: "
        "is empty, has more than one line, or begins or ends with a space",
        *(line for line in lines if line.startswith("push/es.yaml:")),
    ]
    assert len(lines) == 7
    assert refused("check", path) == [f"{root}/{line}" for line in lines[:5]]


def test_a_file_is_checked_alone(root: Path) -> None:
    (root / "push" / "es.yaml").unlink()
    (root / "exercises" / "notes.txt").touch()
    done = content("check", root / CHIN)
    assert (done.exit_code, done.stderr) == (0, "")


def test_a_new_item_has_every_field_and_says_what_is_to_be_filled_in(root: Path) -> None:
    done = content("new", "toe-tap", "--in", root)
    assert done.exit_code == 0, done.stderr
    path = root / "exercises" / "toe-tap.yaml"
    draft = path.read_text("utf-8")
    assert "slug: toe-tap\n" in draft
    assert "self_release" in draft
    faults = refused("check", path)
    fields = {line.split(": ")[1] for line in faults}
    assert {"kind", "regions", "text.en.why", "text.es.cues.1", "media.0.alt.es"} <= fields
    assert not [line for line in faults if "no such field" in line or "is missing" in line]
    assert "this item exists" in refused("new", "toe-tap", "--in", root)[0]
    assert path.read_text("utf-8") == draft


def test_a_filled_in_draft_is_an_item(root: Path) -> None:
    content("new", "toe-tap", "--in", root)
    path = root / "exercises" / "toe-tap.yaml"
    text = path.read_text("utf-8")
    always = "post_surgical, acute_injury, suspected_clot, fracture, open_wound, fever"
    for old, new in (
        ('kind: ""', "kind: mobility"),
        ("regions: []", "regions: [foot]"),
        ('sides: ""', "sides: each_side"),
        ("targets: []", "targets: [calf]"),
        ('position: ""', "position: standing"),
        ('level: ""', "level: easy"),
        ("contraindications: []", f"contraindications: [{always}]"),
        ('""', "Tap your toe."),
    ):
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    done = content("check", path)
    assert (done.exit_code, done.stderr) == (0, "")


@pytest.mark.parametrize("slug", ["Chin", "../chin", "chin_tuck", "a" * 61, "-"])
def test_a_slug_is_a_plain_name(root: Path, slug: str) -> None:
    assert "a slug has small letters" in refused("new", "--in", root, "--", slug)[0]


def test_a_review_is_signed_and_the_rest_stays_byte_for_byte(root: Path) -> None:
    path = root / CHIN
    before = path.read_bytes().replace(b"\n", b"\r\n").replace(b"state: draft", b"state: draft # ?")
    path.write_bytes(before)
    done = content(*SIGNED, "--in", root)
    assert done.exit_code == 0, done.stderr
    name = b'"Dr \\"Kim\\" O\'Neil: PT"'
    after = before.replace(b"review_state: draft", b"review_state: clinician_reviewed")
    after = after.replace(
        b"reviewer: null\r\n", b"reviewer: " + name + b"\r\nreviewed_on: 2026-03-02\r\n"
    )
    assert path.read_bytes() == after
    library, faults = check(root)
    assert faults == []
    assert library is not None
    item = library.exercise("chin-tuck")
    assert item is not None
    assert item.reviewer == 'Dr "Kim" O\'Neil: PT'
    assert str(item.reviewed_on) == "2026-03-02"


def test_a_review_counts_for_the_words_it_was_made_of(root: Path) -> None:
    content(*SIGNED, "--in", root)
    path = root / CHIN
    signed = path.read_text("utf-8")
    path.write_text(signed.replace("count to five", "count to six"), "utf-8")
    (line,) = refused("check", root)
    assert "changed since its release, but its version did not" in line
    assert refused(*SIGNED, "--in", root) == [line]
    assert "count to six" in path.read_text("utf-8")
    # A new version is a draft again, until it is signed.
    version = load(root).latest["chin-tuck"]
    path.with_name(f"chin-tuck@{version}.yaml").write_text(signed, "utf-8")
    raised = path.read_text("utf-8").replace(f"version: {version}", "version: 9.0.0")
    path.write_text(raised, "utf-8")
    assert all("is none of what was reviewed" in line for line in refused("check", root))
    assert content(*SIGNED, "--in", root).exit_code == 0
    assert check(root)[1] == []


def test_what_cannot_be_signed_stays_as_it_is(root: Path) -> None:
    path = root / CHIN
    for wrong, said in (
        (("review", "moonwalk", "--reviewer", "Dr Kim"), "there is no such item"),
        (("review", "chin-tuck", "--reviewer", "Dr Kim", "--date", "March"), "written as"),
        (("review", "chin-tuck", "--reviewer", "Dr Kim", "--date", "2999-01-01"), "to come"),
        (("review", "chin-tuck", "--reviewer", " "), "reviewer: is empty"),
    ):
        before = path.read_bytes()
        assert said in refused(*wrong, "--in", root)[0]
        assert path.read_bytes() == before
    path.write_text(path.read_text("utf-8").replace("state: draft", "state: retired"), "utf-8")
    assert "only a draft" in refused(*SIGNED, "--in", root)[0]
    assert not (root / "releases.yaml").exists()


def test_a_release_keeps_what_every_version_says(root: Path) -> None:
    done = content("release", "--in", root)
    assert done.exit_code == 0, done.stderr
    assert "8 versions, 8 of them new." in done.stdout
    path = root / CHIN
    path.write_text(path.read_text("utf-8").replace("count to five", "count to six"), "utf-8")
    (line,) = refused("release", "--in", root)
    assert "the words (en) of chin-tuck@" in line
