"""Two builds of the product: the one that runs this, and that of another commit in a folder."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.processes import BIN, ROOT, answers, environment, free_port, running
from tests.waiting import eventually

# Ten times what the example practice takes on a machine of two slow cores.
READY_S = 900.0


@dataclass(frozen=True, slots=True)
class Build:
    """A checkout with its environment."""

    name: str
    folder: Path
    bin: Path

    def run(self, *arguments: str, url: str, stdin: str = "") -> str:
        """Run a command of the product on a database to its end; return its standard output."""
        done = subprocess.run(
            [self.bin / "carryover", *arguments],
            env=environment(url),
            input=stdin,
            text=True,
            capture_output=True,
            cwd=self.folder,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def running(self, *arguments: str, url: str, log: Path) -> Iterator[psutil.Process]:
        """Run a command of the product while the block lasts."""
        command = (self.bin / "carryover", *arguments)
        with running(*command, env=environment(url), log=log, cwd=self.folder) as process:
            yield psutil.Process(process.pid)

    @contextmanager
    def serving(self, url: str, log: Path, *command: str) -> Iterator[tuple[int, psutil.Process]]:
        """Serve a database on a free port; yields the port and the process once it answers.

        `command` is what serves, unless it is `serve`.
        """
        port = free_port()
        with self.running(*(command or ("serve",)), "--port", str(port), url=url, log=log) as api:
            livez = f"http://127.0.0.1:{port}/livez"
            eventually(lambda: answers(livez), "the API to answer", READY_S)
            yield port, api


def this_build() -> Build:
    """Return the build that runs this."""
    return Build("this build", ROOT, BIN)


def build_of(revision: str, folder: Path) -> Build:
    """Return the build of a commit of this repository, made in an empty folder."""
    folder.mkdir(parents=True)
    archive = subprocess.run(
        ["git", "archive", revision], cwd=ROOT, capture_output=True, check=False
    )
    if archive.returncode != 0:
        sys.exit(f"{revision} is no commit here: {archive.stderr.decode().strip()}")
    subprocess.run(["tar", "-x"], cwd=folder, input=archive.stdout, check=True)
    sys.stderr.write(f"building {revision} ...\n")
    subprocess.run(["make", "setup"], cwd=folder, stdout=subprocess.DEVNULL, check=True)
    return Build(revision, folder, folder / ".venv" / "bin")
