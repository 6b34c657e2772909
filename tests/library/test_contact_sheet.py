"""The contact sheet draws what can be drawn, and the page for authors names all that can be."""

from pathlib import Path
from typing import get_args

import pytest

from api.library import CONTENT_ROOT, load
from api.library.pictures.fingers import Fingers
from api.library.pictures.landmarks import landmarks
from api.library.pictures.postures import Base, Body
from api.library.pictures.props import PropKind
from api.library.pictures.skeletons import skeleton
from tests.library.conftest import Edit
from tests.library.contact_sheet import pictures
from tests.processes import ROOT

PAGE = (ROOT / "docs/how-to/add-an-exercise.md").read_text("utf-8")


def test_all_items_are_drawn_or_those_that_are_named() -> None:
    items = CONTENT_ROOT / "exercises"
    assert {slug for slug, _ in pictures(items, set())} == set(load().latest)
    assert [slug for slug, _ in pictures(items, {"chin-tuck"})] == ["chin-tuck"]


def test_a_broken_item_is_told_and_left_out(
    root: Path, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    edit("exercises/glute-bridge.yaml", "kind: mat,", "kind: carpet,")
    drawn = [slug for slug, _ in pictures(root / "exercises", {"glute-bridge", "chin-tuck"})]
    assert drawn == ["chin-tuck"]
    assert "not drawn: glute-bridge.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("word", [*get_args(Base), *get_args(PropKind), *get_args(Fingers)])
def test_the_page_for_authors_names_what_can_be_drawn(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_the_page_for_authors_names_the_places_of_a_body() -> None:
    names = {*landmarks(skeleton(Body("standing"), "side"))}
    assert not [name for name in names if f"`{name.split('_', 1)[-1]}`" not in PAGE
                and f"`{name}`" not in PAGE]  # fmt: skip
