"""The page on figures in docs/ lists every constant with its value, every alert and reason."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from api.reviews.cautions import NO_INTAKE
from api.rules.adherence import items
from api.rules.definitions import DEFINITIONS
from api.rules.insights import means
from api.tables.safety import ALERT_KINDS
from tests.calibration.parts import parts
from tests.calibration.tables import BEGIN, END

PAGE = Path(__file__).resolve().parent.parent / "docs/reference/figures.md"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]*?) \|", re.MULTILINE)


def rows(title: str) -> dict[str, str]:
    _, *parts = re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)
    sections = dict(part.split("\n", 1) for part in parts)
    return dict(ROW.findall(sections[title]))


def test_every_constant_stands_there_with_its_value() -> None:
    assert rows("The constants") == {name: str(v) for name, v in asdict(DEFINITIONS).items()}


def test_every_alert_is_explained_in_its_order() -> None:
    assert tuple(rows("Alerts")) == ALERT_KINDS


def test_every_reason_is_explained() -> None:
    reasons = {*get_args(means.Missing), *get_args(items.Missing), NO_INTAKE}
    assert rows("Why there is none").keys() == reasons


def test_what_is_measured_stands_between_its_comments_under_its_heading() -> None:
    text = PAGE.read_text()
    order = ["### Alarms of pain, by hand", "## How often they are wrong", BEGIN, END]
    assert sorted(order, key=text.index) == order
    before, between = text.split(BEGIN)
    tables, after = between.split(END)
    assert re.findall("^### (.+)$", tables, re.MULTILINE) == [each.TITLE for each in parts()]
    assert "\n| alarm | days in question |" in before
    assert "\n### Which alerts earn their place\n" in after
