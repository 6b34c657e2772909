"""What a cell of a series holds."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exports.series import FORMULAS, _line, cell


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-1, "-1"),
        (7.5, "7.5"),
        ("", ""),
        ("plain", "plain"),
        ('=cmd("x")', '\'=cmd("x")'),
        ("+49 30", "'+49 30"),
        ("-", "'-"),
        ("@sum", "'@sum"),
        ("\t=1", "'\t=1"),
        (["a", "b"], "a;b"),
        ([], ""),
        (["=1"], "'=1"),
        ([{"region": "neck", "side": None, "tingling": False}], "neck::false"),
    ],
)
def test_a_cell(value: Any, shown: str):
    assert cell(value) == shown


@given(st.lists(st.one_of(st.text(), st.lists(st.text()), st.none(), st.integers()), min_size=1))
def test_no_text_begins_as_a_formula_and_each_comes_back_as_it_was(values: list[Any]):
    cells = [cell(value) for value in values]
    (found,) = csv.reader(io.StringIO(_line(cells), newline=""))
    assert found == cells
    for value, shown in zip(values, cells, strict=True):
        if isinstance(value, str):
            assert shown in (value, f"'{value}")
        assert isinstance(value, int) or not shown.startswith(FORMULAS)
