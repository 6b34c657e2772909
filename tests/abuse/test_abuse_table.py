"""What wrong callers try, a row each, and what they are answered: through HTTP, on both databases.

A row is the sentence, what drives it, and where the same is gone through in every variation.
"""

import ast

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.abuse import (
    rows_of_bodies,
    rows_of_outlets,
    rows_of_records,
    rows_of_rights,
    rows_of_sign_ins,
)
from tests.abuse.table import TABLE, House
from tests.acting.care import Care
from tests.processes import ROOT

# Imported so that their rows are in the table.
ROWS = (rows_of_sign_ins, rows_of_records, rows_of_bodies, rows_of_outlets, rows_of_rights)


@pytest.mark.parametrize("sentence", TABLE)
async def test_what_a_wrong_caller_is_answered(
    sentence: str, care: Care, http: AsyncClient, app: FastAPI
) -> None:
    await TABLE[sentence].drive(House(care, http, app))


def test_each_row_that_is_varied_elsewhere_is_so() -> None:
    for sentence, each in TABLE.items():
        for named in each.more:
            file, _, beginning = named.partition("::")
            tree = ast.parse((ROOT / "tests" / file).read_text())
            names = [node.name for node in ast.walk(tree) if hasattr(node, "name")]
            assert any(name.startswith(beginning) for name in names), (sentence, named)
