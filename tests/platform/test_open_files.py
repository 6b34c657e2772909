"""How many connections a process takes on, by how many files it may open."""

import json
import subprocess
import sys

import pytest

ASK = """
import json, resource, sys
soft, hard, wanted, others = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
from api.platform.open_files import connections_within
found = connections_within(wanted, others)
print(json.dumps([found, resource.getrlimit(resource.RLIMIT_NOFILE)[0]]))
"""


def ask(*numbers: int) -> tuple[int, int, list[str]]:
    """Return the connections, the limit afterwards and what was logged."""
    command = [sys.executable, "-c", ASK, *map(str, numbers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    *lines, found = done.stdout.splitlines()
    connections, limit = json.loads(found)
    return connections, limit, lines


@pytest.mark.parametrize(
    ("soft", "hard", "connections", "limit"),
    [
        (4096, 4096, 1000, 4096),
        (128, 4096, 1000, 1080),
        (128, 1080, 1000, 1080),
        (128, 1079, 999, 1079),
        (128, 128, 48, 128),
        (64, 64, 16, 64),
    ],
)
def test_the_limit_is_raised_as_far_as_it_may_be_and_then_fewer_are_taken_on(
    soft, hard, connections, limit
):
    found, now, said = ask(soft, hard, 1000, 8)
    assert (found, now) == (connections, limit)
    assert len(said) == (found < 1000)
    for line in said:
        assert "CARRYOVER_MAX_CONNECTIONS" in line
