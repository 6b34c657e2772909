"""Random sequences of events never make the worker send FCM a request that breaks a rule.

For a longer run, with other events each time: SOAK_LIVES=500 .venv/bin/pytest <this file>
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from api.app import create_app
from api.library import Library
from tests.databases import postgres_clone, settings_for, sqlite_clone
from tests.push.any_life.machine import WALKED, AnyLife

SOAK = int(os.environ.get("SOAK_LIVES", "0"))
LIVES, STEPS = {"sqlite": SOAK or 10, "postgresql": SOAK // 2 or 5}, 50 if SOAK else 25
# A life commits often, and none outlasts its test.
MEMORY = Path("/dev/shm")


@pytest.mark.timeout(1800 + SOAK * 30)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_order_of_events_makes_a_reminder_break_a_rule(
    request: pytest.FixtureRequest, library: Library, tmp_path: Path, kind: str
) -> None:
    @contextmanager
    def sqlite() -> Iterator[str]:
        with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else tmp_path) as folder:
            yield sqlite_clone(request.getfixturevalue("sqlite_template"), Path(folder))

    def postgresql() -> Any:
        server = request.getfixturevalue("postgres")
        return postgres_clone(server, request.getfixturevalue("postgres_schema"))

    app = create_app(settings_for(f"sqlite:///{tmp_path}/none.db"), library=library)
    opened = sqlite if kind == "sqlite" else postgresql
    run_state_machine_as_test(
        lambda: AnyLife(opened, app),
        settings=settings(
            max_examples=LIVES[kind],
            stateful_step_count=STEPS,
            derandomize=not SOAK,
            suppress_health_check=list(HealthCheck),
        ),
    )
    if SOAK:
        request.config.get_terminal_writer().line(f"{kind}: {WALKED}")
