"""The product's processes on a database of their own, with one clock that a test moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.accepted import Accepted
from tests.faults.figures import Note, table
from tests.processes import environment, fcm

CONNECTIONS = 20


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests of this run have measured."""
    for line in table(terminalreporter.getreports("passed")):
        terminalreporter.write_line(line)


@dataclass(slots=True)
class Ground:
    """What the processes of a test stand on."""

    env: dict[str, str]
    folder: Path
    accepted: Accepted
    endpoint: str
    # Where each worker shows its figures, by its process.
    ports: dict[int, int] = field(default_factory=dict)
    _phones: int = field(default=0)

    @property
    def database_url(self) -> str:
        return self.env["CARRYOVER_DATABASE_URL"]

    @property
    def worker_log(self) -> Path:
        return self.folder / "worker.log"

    @property
    def clock_file(self) -> Path:
        return self.folder / "clock"

    def now(self) -> datetime:
        """Return the instant that all processes read, the FCM stand-in included."""
        return datetime.now(UTC) + timedelta(seconds=float(self.clock_file.read_text()))

    def skip(self, seconds: float) -> None:
        """Move everyone's clock forward, in one step that no reader sees half of."""
        draft = self.folder / "clock.draft"
        draft.write_text(str(float(self.clock_file.read_text()) + seconds))
        draft.replace(self.clock_file)

    @property
    def phones(self) -> int:
        """Return how many phones have been counted off."""
        return self._phones

    def count_off(self, phones: int) -> int:
        """Return the number of the first of so many phones that nobody in the test has yet."""
        first, self._phones = self._phones, self._phones + phones
        return first


@contextmanager
def ground_on(database_url: str, folder: Path) -> Iterator[Ground]:
    """Run a stand-in for FCM, and yield what processes on a database need."""
    clock_file = folder / "clock"
    clock_file.write_text("0")
    with fcm(folder, clock_file) as (endpoint, log):
        env = environment(
            database_url,
            PUSH_TRANSPORT="fcm",
            FCM_ENDPOINT=endpoint,
            REMINDER_SPREAD_S="0",
            PUSH_CONNECTIONS=str(CONNECTIONS),
            CLOCK_FILE=str(clock_file),
        )
        yield Ground(env, folder, Accepted(log), endpoint)


@pytest.fixture
def ground(database_url: str, tmp_path: Path) -> Iterator[Ground]:
    with ground_on(database_url, tmp_path) as ground:
        yield ground


@pytest.fixture
def note(request: pytest.FixtureRequest, database_url: str) -> Note:
    return Note(request, database_url.partition(":")[0])
