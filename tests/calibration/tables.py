"""What was found, as tables of the reference, between two comments of its page."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from tests.calibration.rows import Row
from tests.calibration.running import Found
from tests.calibration.worlds import USUAL

T = TypeVar("T")
PAGE = Path(__file__).resolve().parents[2] / "docs/reference/figures.md"
BEGIN = "<!-- written by `make calibrate` -->"
END = "<!-- end of what `make calibrate` writes -->"


def tables(found: Found) -> str:
    """Return the tables of all parts: of the usual world by definition, then of the others."""
    written = [
        f"### {title}\n\n{_of_usual(rows)}{_of_others(rows)}" for title, rows in found.items()
    ]
    return "\n".join(written)


def put(text: str, page: Path = PAGE) -> None:
    """Replace what stands between the two comments of the page."""
    between = re.compile(f"(?<={re.escape(BEGIN)}\n).*(?={re.escape(END)})", re.DOTALL)
    before = page.read_text()
    if between.search(before) is None:
        raise SystemExit(f"{page} lacks the comments that tell where the tables belong.")
    page.write_text(between.sub(lambda _: f"\n{text}\n", before, count=1))


def _of_usual(rows: Sequence[Row]) -> str:
    usual = [row for row in rows if row.world == str(USUAL)]
    rules = _each(row.rule for row in usual)
    lines = [
        [of, *(_cell(usual, of, rule) for rule in rules), _goal(usual, of)]
        for of in _each(row.of for row in usual)
    ]
    return _table([str(USUAL), *rules, "goal"], lines)


def _of_others(rows: Sequence[Row]) -> str:
    others = [row for row in rows if row.world != str(USUAL)]
    if not others:
        return ""
    columns = _each((row.of, row.rule) for row in others)
    heads = [of if rule == "now" else f"{of}, {rule}" for of, rule in columns]
    lines = []
    for world in _each(row.world for row in others):
        here = [row for row in others if row.world == world]
        lines.append([world, *(_cell(here, of, rule) for of, rule in columns)])
    return f"\nIn other worlds:\n\n{_table(['world', *heads], lines)}"


def _cell(rows: Iterable[Row], of: str, rule: str) -> str:
    found = [row for row in rows if (row.of, row.rule) == (of, rule)]
    return f"{found[0].value:.1f} ±{found[0].error:.1f}" if found else ""


def _goal(rows: Iterable[Row], of: str) -> str:
    return next((row.goal for row in rows if row.of == of and row.goal), "")


def _each(values: Iterable[T]) -> list[T]:
    """Return each value once, in order of appearance."""
    return list(dict.fromkeys(values))


def _table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rule = ["---"] * len(heads)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (heads, rule, *lines))
