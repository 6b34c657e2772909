"""How far a long command has come, on standard error: a bar on a terminal, now and then a line."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api.platform.backups.files import Tell

# Where nobody watches, such as in a journal, work that is soon done says nothing.
LINE_S = 10.0


@contextmanager
def progress(what: str) -> Iterator[Tell]:
    """Yield what is to be called as the work goes on."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(what).tell
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


class _Lines:
    def __init__(self, what: str) -> None:
        self._what, self._told_at = what, time.monotonic()

    def tell(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now - self._told_at < LINE_S:
            return
        self._told_at = now
        far = f"{done * 100 // total} %" if total else f"{done:,}"
        typer.echo(f"{self._what}: {far}", err=True)
