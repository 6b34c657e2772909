"""What the seeding tells on the terminal: a bar for what is waited for, a line for the rest."""

import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import structlog
import typer

from demo.seed import Moment

# Back to the beginning of the line, and nothing on it.
ANEW = "\r\x1b[K"


def say(line: str) -> None:
    """Print a line for the operator on standard error."""
    typer.echo(line, err=True)


def bar(moments: Sequence[Moment], name: str) -> AbstractContextManager[Iterable[Moment]]:
    """Show how far a story is."""
    return typer.progressbar(moments, label=f"  {name:<18}", file=sys.stderr)


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress the log lines of the seeding's thousands of requests."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    try:
        yield
    finally:
        structlog.configure(**before)


@dataclass(slots=True)
class Tally:
    """How many stories are told: one line that is rewritten, or a line a story if nobody watches.

    It leaves the cursor at the beginning of its line, so that whatever else is printed on the
    terminal in the meantime begins there.
    """

    told: int
    total: int

    @contextmanager
    def watching(self, moments: Sequence[Moment], name: str) -> Iterator[Iterable[Moment]]:
        """Show how far a story is, if somebody watches."""
        yield self._counted(moments, name) if sys.stderr.isatty() else moments

    def count(self, name: str) -> None:
        """Count a story that the demo has now."""
        self.told += 1
        if sys.stderr.isatty():
            self._rewrite(self._so_far())
        else:
            say(f"  {self._so_far()}: {name}.")

    def end(self, seconds: float) -> None:
        """Say that nothing more is to come."""
        if sys.stderr.isatty():
            self._rewrite("")
        say(f"All {self.total} stories told. Seeded in {seconds:.0f} s.")

    def _counted(self, moments: Sequence[Moment], name: str) -> Iterator[Moment]:
        for number, each in enumerate(moments):
            share = 100 * number // len(moments)
            self._rewrite(f"{self._so_far()}, now {name}: {share} %")
            yield each

    def _so_far(self) -> str:
        return f"{self.told} of {self.total} stories told"

    def _rewrite(self, line: str) -> None:
        sys.stderr.write(f"{ANEW}  {line}\r" if line else ANEW)
        sys.stderr.flush()
