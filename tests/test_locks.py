"""Rows are locked in few places, so that the order in api/care/locks.py can be kept.

Whoever else needs a client, an account or her reminders to himself asks these.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKING = (
    "api/access/visibility.py",
    "api/accounts/",
    "api/care/locks.py",
    "api/diary/many_check_ins.py",
    "api/diary/uploads.py",
    "api/erasure/erasing.py",
    "api/erasure/retaining.py",
    "api/insights/marks.py",
    "api/people/audit_chain.py",
    "api/reminders/",
    "api/safety/alerts.py",
    "push/chores/",
    "push/turn/",
)


def test_rows_are_locked_in_few_places_and_nowhere_else():
    paths = [path for folder in ("api", "push") for path in (ROOT / folder).rglob("*.py")]
    locking = [
        path.relative_to(ROOT).as_posix() for path in paths if "with_for_update" in path.read_text()
    ]
    assert [path for path in locking if not path.startswith(LOCKING)] == []
    assert [each for each in LOCKING if not any(path.startswith(each) for path in locking)] == []
