"""The page on reminders in docs/ explains every state and reason that exists, and no others."""

import re
from pathlib import Path

import pytest

from api.rules.reminders.ledger import LEDGER_REASONS, PLANNED
from api.rules.reminders.reasons import ENDS
from api.tables.reminders import DELIVERY_STATES, REASONS, SOURCES, STATES

PAGE = Path(__file__).resolve().parent.parent / "docs/reference/reminders.md"
ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
WITH_STATE = re.compile(r"^\| `(\w+)` \| `(\w+)` \|", re.MULTILINE)
TABLES = {
    "What a reminder is for": SOURCES,
    "Where it stands": (*STATES, PLANNED),
    "Why it ended so": (*REASONS, *LEDGER_REASONS),
    "Each push": DELIVERY_STATES,
}


def sections() -> dict[str, str]:
    _, *parts = re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)
    return dict(part.split("\n", 1) for part in parts)


@pytest.mark.parametrize("title", TABLES)
def test_each_member_has_a_row_of_its_own(title: str) -> None:
    assert sorted(ROW.findall(sections()[title])) == sorted(TABLES[title])


def test_each_reason_has_its_state_beside_it() -> None:
    told = WITH_STATE.findall(sections()["Why it ended so"])
    assert dict(told) == {reason: end.state for reason, end in ENDS.items()}
