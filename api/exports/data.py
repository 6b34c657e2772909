"""data.json: every row of the copy, table by table, column by column.

Its shape is told in docs/how-to/a-copy-of-ones-data.md; VERSION is raised when that changes.
"""

import json
from collections.abc import Iterator
from typing import Any

from api.exports.about import Copy
from api.platform.instants import utc_text

FORMAT, VERSION = "carryover-export", 1


def data_of(copy: Copy) -> Iterator[str]:
    """Yield the file, piece by piece."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": utc_text(copy.made_at),
        "for": copy.reader,
        "client_id": str(copy.client_id),
        "people": copy.people,
    }
    yield _json(head).removesuffix("}") + ', "tables": {'
    for number, table in enumerate(copy.rows.packed):
        yield f"{',' if number else ''}\n{_json(table)}: ["
        for place, row in enumerate(copy.rows[table]):
            yield f"{',' if place else ''}\n {_json(row)}"
        yield "]"
    yield "}}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
