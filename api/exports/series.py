"""series/*.csv: what was told day by day, a line each, by the names and codes of the API."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from api.exports.about import Copy

MEMBERS = ("region", "side", "role", "tingling", "goal_id", "rating")
# What a spreadsheet would take for a formula begins with one of these: a whole cell, and what is
# behind a semicolon, a tab or the end of a line, where those who read with other separators begin
# a cell. A quote may stand between.
FORMULA = re.compile(r'(^|[;\t\r\n])(?="*[=+\-@\t\r＝＋－＠])')
SERIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "check-ins": (
        "check_ins",
        (
            "on_date",
            "pain_average",
            "pain_worst",
            "sleep_quality",
            "sleep_hours",
            "stress",
            "pain_medicine",
            "impact",
            "body_map",
            "red_flags",
            "note",
            "recorded_at",
        ),
    ),
    "weekly-check-ins": (
        "weekly_check_ins",
        (
            "monday",
            "energy",
            "days_in_bed",
            "pain_interference",
            "enjoyment",
            "overall_change",
            "goals",
            "note",
            "recorded_at",
        ),
    ),
    "logs": (
        "logs",
        (
            "local_date",
            "slot",
            "prescription_id",
            "exercise",
            "outcome",
            "reason",
            "sets_done",
            "pain_before",
            "pain_after",
            "effort",
            "stop_signs",
            "note",
            "recorded_at",
        ),
    ),
}


def series_of(copy: Copy, name: str) -> Iterator[str]:
    """Yield the lines of a series: a head, then what holds, the oldest first."""
    table, columns = SERIES[name]
    slugs = {row["id"]: row["exercise"] for row in copy.rows["prescriptions"]}
    yield _line(columns)
    for row in copy.rows.standing(table):
        named = row | {"exercise": slugs.get(row.get("prescription_id", ""))}
        yield _line([cell(named[column]) for column in columns])


def cell(value: Any) -> str:
    """Return a value as a cell holds it; text that a spreadsheet would calculate is quoted."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        value = ";".join(map(_part, value))
    return FORMULA.sub(r"\1'", value) if isinstance(value, str) else str(value)


def _part(value: Any) -> str:
    """Return an entry of a list: a code, or the values of an object, as neck:left:source:false."""
    if not isinstance(value, dict):
        return str(value)
    # PostgreSQL keeps the members of an object in an order of its own.
    ordered = sorted(value.items(), key=lambda item: (place_of(item[0]), item[0]))
    return ":".join("" if each is None else _plain(each) for _, each in ordered)


def place_of(name: str) -> int:
    """Return where a member of a place, or of a rated goal, stands among the others."""
    return MEMBERS.index(name) if name in MEMBERS else len(MEMBERS)


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _line(cells: Any) -> str:
    written = io.StringIO()
    # All in quotes: who takes semicolons for separators as well must not find one in a cell.
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow(cells)
    return written.getvalue()
