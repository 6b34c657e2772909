"""A prescription pins an item at a version: that version stays readable for ever."""

import re
from pathlib import Path

import pytest

from api.library import ContentError, load
from tests.library.conftest import Edit

CHIN = "exercises/chin-tuck.yaml"


@pytest.fixture(autouse=True)
def first(root: Path) -> None:
    """Make the item of these tests one that never changed."""
    path = root / CHIN
    for older in path.parent.glob("chin-tuck@*.yaml"):
        older.unlink()
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"(?m)^version: .*$", "version: 1.0.0", text), "utf-8")


def supersede(root: Path, edit: Edit, new: str = "1.1.0") -> None:
    path = root / CHIN
    path.with_name("chin-tuck@1.0.0.yaml").write_text(path.read_text("utf-8"), "utf-8")
    edit(CHIN, "version: 1.0.0", f"version: {new}")


def test_a_superseded_version_stays_readable(root: Path, edit: Edit) -> None:
    supersede(root, edit)
    edit(CHIN, "name: Chin tuck", "name: Chin slide")
    library = load(root)
    old, new = library.exercise("chin-tuck", "1.0.0"), library.exercise("chin-tuck")
    assert old is not None
    assert new is not None
    assert (old.text["en"].name, new.text["en"].name) == ("Chin tuck", "Chin slide")
    assert library.latest["chin-tuck"] == "1.1.0"
    found = [item.version for item in library.search(q="chin") if item.slug == "chin-tuck"]
    assert found == ["1.1.0"]


def test_ten_is_a_later_version_than_nine(root: Path, edit: Edit) -> None:
    path = root / CHIN
    old = path.read_text("utf-8").replace("version: 1.0.0", "version: 1.9.0")
    path.with_name("chin-tuck@1.9.0.yaml").write_text(old, "utf-8")
    edit(CHIN, "version: 1.0.0", "version: 1.10.0")
    assert load(root).latest["chin-tuck"] == "1.10.0"


@pytest.mark.parametrize("new", ["1.0.0", "0.9.0"])
def test_a_superseded_file_must_be_older_than_the_current_one(
    root: Path, edit: Edit, new: str
) -> None:
    supersede(root, edit, new)
    with pytest.raises(ContentError, match=r"chin-tuck@1\.0\.0\.yaml:2: version: not older"):
        load(root)


def test_a_superseded_file_without_a_current_one_is_refused(root: Path) -> None:
    path = root / CHIN
    path.rename(path.with_name("chin-tuck@1.0.0.yaml"))
    with pytest.raises(ContentError, match="version"):
        load(root)


def test_a_retired_item_is_readable_and_not_found_by_search(root: Path, edit: Edit) -> None:
    edit(CHIN, "review_state: draft", "review_state: retired")
    library = load(root)
    assert library.exercise("chin-tuck") is not None
    assert "chin-tuck" not in {item.slug for item in library.search()}


def test_an_unknown_item_or_version_is_none(root: Path) -> None:
    library = load(root)
    assert library.exercise("moonwalk") is None
    assert library.exercise("chin-tuck", "9.9.9") is None


def test_the_hash_of_an_item_and_of_the_library_changes_with_its_text(
    root: Path, edit: Edit
) -> None:
    before = load(root)
    assert load(root).hash == before.hash
    edit(CHIN, "name: Chin tuck", "name: Chin slide")
    after = load(root)
    assert after.hash != before.hash
    changed = {
        key
        for key, item in after.exercises.items()
        if item.content_hash != before.exercises[key].content_hash
    }
    assert changed == {("chin-tuck", "1.0.0")}


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("vocabulary/es.yaml", "Se me olvidó", "Lo olvidé"),
        ("safety/en.yaml", "title: Stop this exercise", "title: Stop"),
        ("push/es.yaml", "Recordatorio", "Aviso"),
    ],
)
def test_the_hash_of_the_library_covers_every_text(
    root: Path, edit: Edit, name: str, old: str, new: str
) -> None:
    before = load(root).hash
    edit(name, old, new)
    assert load(root).hash != before
