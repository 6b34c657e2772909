import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from api.library import CONTENT_ROOT, Library, load

# Reading all would take each test a second.
SOME = {"chin-tuck", "glute-bridge", "gluteal-ball", "median-glide"}
Edit = Callable[..., Path]


@pytest.fixture(scope="session")
def library() -> Library:
    return load()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the content, with some of its items, that a test may break."""
    root = Path(shutil.copytree(CONTENT_ROOT, tmp_path / "content"))
    for path in (root / "exercises").iterdir():
        if path.stem.partition("@")[0] not in SOME:
            path.unlink()
    return root


@pytest.fixture
def edit(root: Path) -> Edit:
    """Replace one text in one file of the copy; it must be there exactly once."""

    def change(name: str, old: str, new: str) -> Path:
        path = root / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} in {name}"
        path.write_text(text.replace(old, new), "utf-8")
        return path

    return change
