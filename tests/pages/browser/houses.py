"""The product as a browser finds it: served by its own command, with the example practice."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from demo.stories import PASSWORD
from tests.demo.seeding import NOW
from tests.processes import carryover, environment, serving

STRANGER, BEGINNER = "stranger@elsewhere.example", "beginner@first.example"


@dataclass(frozen=True, slots=True)
class House:
    """A served database; its clock is the real one, shifted by the seconds in a file."""

    url: str
    clock_file: Path
    file: Path

    def now(self) -> datetime:
        """Return the time by its clock."""
        return datetime.now(UTC) + timedelta(seconds=float(self.clock_file.read_text()))

    def be_at(self, now: datetime) -> None:
        """Set the clock."""
        _write(self.clock_file, (now - datetime.now(UTC)).total_seconds())

    def begin_again(self, seeded: Path) -> None:
        """Put the stories back as they are on their morning, while it is served."""
        with closing(sqlite3.connect(seeded)) as before, closing(sqlite3.connect(self.file)) as now:
            before.backup(now)
        self.be_at(NOW)

    def advance(self, **by: float) -> None:
        """Let time pass at once."""
        shift = float(self.clock_file.read_text()) + timedelta(**by).total_seconds()
        _write(self.clock_file, shift)


@contextmanager
def example_house(
    seeded: Path, folder: Path, *options: str, port: int | None = None, **more: str
) -> Iterator[House]:
    """Serve a copy of the example practice the morning after its stories, beside a stranger's.

    `options` are those of `carryover serve`, `more` settings, named without their prefix. `port` is
    for who has to know it before.
    """
    file = folder / "example.db"
    shutil.copyfile(seeded, file)
    clock_file = folder / "clock"
    _write(clock_file, (NOW - datetime.now(UTC)).total_seconds())
    env = environment(f"sqlite:///{file}", CLOCK_FILE=str(clock_file), **more)
    open_practice(env, STRANGER, "Praxis Anderswo")
    with serving(env, folder / "serve.log", *options, port=port) as (url, _):
        yield House(url, clock_file, file)


@contextmanager
def empty_house(database_url: str, folder: Path) -> Iterator[str]:
    """Serve a migrated database with a practice where nothing has happened; yield its address."""
    env = environment(database_url)
    open_practice(env, BEGINNER, "Praxis am Anfang")
    with serving(env, folder / "serve.log") as (url, _):
        yield url


def open_practice(env: dict[str, str], email: str, name: str) -> None:
    """Open a practice with its admin, whose password is that of the demo."""
    options = ("--name", name, "--email", email, "--timezone", "Europe/Berlin", "--password-stdin")
    carryover("create-practice", *options, env=env, stdin=PASSWORD + "\n")


def _write(clock_file: Path, shift: float) -> None:
    draft = clock_file.with_suffix(".draft")
    draft.write_text(str(shift))
    # In one step that no reader sees half of.
    draft.replace(clock_file)
