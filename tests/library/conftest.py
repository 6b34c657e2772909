import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from api.library import CONTENT_ROOT, Library, load

Edit = Callable[..., Path]


@pytest.fixture(scope="session")
def library() -> Library:
    return load()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the content that a test may break."""
    return Path(shutil.copytree(CONTENT_ROOT, tmp_path / "content"))


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
