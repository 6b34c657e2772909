"""What a cell of a series holds."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exports.series import _line, cell

BEGINNINGS = tuple("=+-@＝＋－＠")


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
        ("\t=1", "'\t'=1"),
        ("＝1", "'＝1"),
        ("a;=1+1", "a;'=1+1"),
        ("a\n@sum", "a\n'@sum"),
        ('a;"=1&""', 'a;\'"=1&""'),
        ("fine ;-)", "fine ;'-)"),
        ("2 - 1 = 1; or so", "2 - 1 = 1; or so"),
        ("'=1", "'=1"),
        (["a", "b"], "a;b"),
        ([], ""),
        (["=1"], "'=1"),
        (["a", "=1"], "a;'=1"),
        ([{"region": "neck", "side": None, "tingling": False}], "neck::false"),
    ],
)
def test_a_cell(value: Any, shown: str):
    assert cell(value) == shown


# Above all what begins a cell somewhere.
WRITTEN = st.one_of(st.text(), st.text(alphabet="=-@;\t\r\n,\"'a"))


@given(st.lists(st.one_of(WRITTEN, st.lists(WRITTEN), st.none()), min_size=1))
def test_each_text_comes_back_as_it_was_but_for_apostrophes(values: list[Any]):
    cells = [cell(value) for value in values]
    (found,) = csv.reader(io.StringIO(_line(cells), newline=""))
    assert found == cells
    for value, shown in zip(values, cells, strict=True):
        told = ";".join(value) if isinstance(value, list) else value or ""
        assert shown.replace("'", "") == told.replace("'", "")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@given(values=st.lists(st.one_of(WRITTEN, st.lists(WRITTEN)), min_size=1))
def test_no_cell_is_a_formula_whatever_is_taken_for_a_separator(separator: str, values: list[Any]):
    line = _line([cell(value) for value in values])
    for row in csv.reader(io.StringIO(line, newline=""), delimiter=separator):
        assert not [each for each in row if each.lstrip("\t\r\n").startswith(BEGINNINGS)]
