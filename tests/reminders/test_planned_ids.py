"""The id of a planned reminder: known before there is a row, and its place among its like."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from api.reminders.rows import planned_id
from api.rules.reminders.agenda import CHECK_IN, WEEKLY, Due

SUNDAY = date(2026, 3, 8)
AT = datetime(2026, 3, 8, 17, 30, tzinfo=UTC)


def due(slot: str, subject: UUID, on: date = SUNDAY) -> Due:
    return Due("check_in", subject, None, on, slot, AT, AT)


def test_an_id_is_the_same_whenever_it_is_made_and_whatever_has_moved() -> None:
    subject = uuid4()
    moved = Due("check_in", subject, None, SUNDAY, CHECK_IN, AT.replace(hour=19), AT)
    assert planned_id(due(CHECK_IN, subject)) == planned_id(moved)
    names = [(slot, who) for slot in ("10:00", CHECK_IN, WEEKLY) for who in (subject, uuid4())]
    assert len({planned_id(due(*name)) for name in names}) == len(names)
    assert planned_id(due(CHECK_IN, subject)).version == 7


@pytest.mark.parametrize("_", range(20))
def test_of_those_due_at_once_the_same_kind_speaks_each_time(_: int) -> None:
    client, item = uuid4(), uuid4()
    dues = [due(WEEKLY, client), due("17:30", item), due(CHECK_IN, client)]
    assert [each.slot for each in sorted(dues, key=planned_id)] == ["17:30", CHECK_IN, WEEKLY]
