"""`carryover audit verify` names the first place where the audit is not what was chained."""

import json
from typing import Any
from uuid import UUID

import pytest

from tests.acting.forging import forge
from tests.commands.acting import here, told_here
from tests.commands.stored import note, rows
from tests.processes import environment

OTHER_KEY = "a-key-that-this-database-never-had-of-32-characters"
# How each event is named in a statement.
EVENT = "(SELECT id FROM audit_links WHERE position = {})"


def verified(url: str, *options: str, **more: str) -> tuple[int, dict[str, Any]]:
    """Return the exit code, and what is printed as JSON."""
    done = here("audit", "verify", *options, env=environment(url, **more))
    found: dict[str, Any] = json.loads(done.stdout)
    assert bool(done.stderr) == bool(done.exit_code), done.stderr
    return done.exit_code, found


def ids(url: str) -> list[str]:
    """Return the ids of the chained events, in their order."""
    return [
        str(UUID(str(row[0]))) for row in rows(url, "SELECT id FROM audit_links ORDER BY position")
    ]


def test_a_whole_chain_and_what_is_not_chained_yet(own_url: str) -> None:
    assert verified(own_url) == (0, {"links": 0, "unchained": 0, "end": None})
    note(own_url, 3)
    note(own_url, 2, chained=False)
    code, found = verified(own_url)
    assert (code, found["links"], found["unchained"]) == (0, 3, 2)
    assert verified(own_url, "--end", found["end"])[0] == 0


BREAKS = {
    "a change": (
        (f"UPDATE audit_events SET action = 'nothing' WHERE id = {EVENT.format(2)}",),
        (2, True, "altered"),
    ),
    "a removal": (
        (f"DELETE FROM audit_events WHERE id = {EVENT.format(2)}",),
        (2, True, "removed"),
    ),
    "a removal with its link": (
        (
            f"DELETE FROM audit_events WHERE id = {EVENT.format(2)}",
            "DELETE FROM audit_links WHERE position = 2",
        ),
        (2, False, "missing"),
    ),
    "a reorder": (
        (
            "UPDATE audit_links SET position = -2 WHERE position = 2",
            "UPDATE audit_links SET position = 2 WHERE position = 3",
            "UPDATE audit_links SET position = 3 WHERE position = -2",
        ),
        (2, True, "altered"),
    ),
    "a cut tail": (
        (
            f"DELETE FROM audit_events WHERE id = {EVENT.format(4)}",
            "DELETE FROM audit_links WHERE position = 4",
        ),
        (4, False, "cut_off"),
    ),
    "all of it": (("DELETE FROM audit_events", "DELETE FROM audit_links"), (1, False, "cut_off")),
    "a head that is gone": (("DELETE FROM audit_heads",), (4, False, "unsealed")),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_was_done_to_it_is_named_where_it_was_done(own_url: str, name: str) -> None:
    statements, (position, has_event, why) = BREAKS[name]
    note(own_url, 4)
    before = ids(own_url)
    forge(own_url, *statements)
    code, found = verified(own_url)
    broken = found["broken"]
    assert (code, broken["position"], broken["why"]) == (1, position, why)
    # Of two that changed places the one that is there now is named.
    whose = before[2] if name == "a reorder" else before[position - 1]
    assert broken["event_id"] == (whose if has_event else None)


def test_the_line_of_an_operator_names_the_row(own_url: str) -> None:
    note(own_url, 1)
    forge(own_url, f"DELETE FROM audit_events WHERE id = {EVENT.format(1)}")
    done = here("audit", "verify", env=environment(own_url))
    assert ids(own_url)[0] in done.stderr
    assert done.stderr.splitlines() == [done.stderr.strip()]


def test_a_cut_of_every_table_is_seen_by_an_end_that_was_noted_elsewhere(own_url: str) -> None:
    note(own_url, 2)
    early = verified(own_url)[1]["end"]

    ((position, link, seal),) = rows(own_url, "SELECT position, link, seal FROM audit_heads")
    note(own_url, 2)
    end = verified(own_url)[1]["end"]
    forge(
        own_url,
        f"DELETE FROM audit_events WHERE id IN {EVENT.format('3 OR position = 4')}",
        "DELETE FROM audit_links WHERE position > 2",
        f"UPDATE audit_heads SET position = {position}, link = '{link}', seal = '{seal}'",
    )
    assert verified(own_url)[0] == 0
    assert verified(own_url, "--end", early)[0] == 0
    code, found = verified(own_url, "--end", early, "--end", end)
    assert (code, found["broken"]["why"]) == (1, "cut_off")


def test_another_key_is_seen_and_may_be_accepted(own_url: str) -> None:
    note(own_url, 2)
    code, found = verified(own_url, SECRET_KEY=OTHER_KEY)
    assert (code, found["broken"]["why"]) == (1, "unsealed")
    assert verified(own_url, "--seal-anew", SECRET_KEY=OTHER_KEY)[0] == 0
    assert verified(own_url, SECRET_KEY=OTHER_KEY)[0] == 0


def test_what_is_broken_before_the_end_is_never_accepted(own_url: str) -> None:
    note(own_url, 3)
    forge(own_url, f"UPDATE audit_events SET action = '' WHERE id = {EVENT.format(1)}")
    done = here("audit", "verify", "--seal-anew", env=environment(own_url))
    assert (done.exit_code, "position 1" in done.stderr) == (1, True)
    assert verified(own_url)[1]["broken"]["why"] == "altered"


@pytest.mark.parametrize("change", ["subject = '{'", "created_at = 'never'", "id = 'x'"])
def test_what_cannot_be_read_at_all_is_altered(own_url: str, change: str) -> None:
    if not own_url.startswith("sqlite"):
        return  # PostgreSQL takes nothing that is not of its column's type.
    note(own_url, 4)
    forge(own_url, f"UPDATE audit_events SET {change} WHERE id = {EVENT.format(3)}")
    code, found = verified(own_url)
    assert (code, found["links"], found["broken"]["position"]) == (1, 2, 3)


def test_what_is_no_end_is_said(tmp_path: Any) -> None:
    env = environment(f"sqlite:///{tmp_path}/none.db")
    assert told_here("audit", "verify", "--end", "yesterday", env=env).startswith("--end: ")
