"""Two migrated, empty databases of a kind, to be compared with one another."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.databases import migrate, postgres_clone, postgres_server, postgres_template

Two = Callable[[Path], AbstractContextManager[tuple[str, str]]]


@contextmanager
def two_of_postgres(_: Path) -> Iterator[tuple[str, str]]:
    """Yield the URLs of two databases of one PostgreSQL."""
    with (
        postgres_server() as server,
        postgres_template(server) as template,
        postgres_clone(server, template) as small,
        postgres_clone(server, template) as large,
    ):
        yield small, large


@contextmanager
def two_of_sqlite(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the URLs of two files, which are gone afterwards."""
    files = folder / "small.db", folder / "large.db"
    small, large = (f"sqlite:///{file}" for file in files)
    for url in (small, large):
        migrate(url)
    yield small, large
    for file in files:
        file.unlink()


STORES: dict[str, Two] = {"PostgreSQL": two_of_postgres, "SQLite": two_of_sqlite}
