"""Writing all of the database into one file."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from api.people.audit_chain import read_head
from api.platform.backups.ages import encrypt, recipients_of
from api.platform.backups.counted import Counted
from api.platform.backups.files import digest_of, draft, new_file
from api.platform.backups.postgres_dumps import dump
from api.platform.backups.postgres_facts import version_of_server
from api.platform.backups.sqlite_files import copy_database, require_sound
from api.platform.clock import clock_of
from api.platform.database_urls import file_of
from api.platform.db import Sessions, dialect_of, transaction
from api.platform.faults import Fault
from api.platform.schema import is_current, revision_of
from api.platform.settings import Settings
from api.rules.audit_chain import START
from commands.progress import progress
from commands.running import read_settings, run_with_database, show, telling

Looked = tuple[dict[str, str | None], int]
NOTHING = "CARRYOVER_DATABASE_URL: there is nothing of Carryover's to back up."


def back_up(path: Path, keys: Sequence[str]) -> None:
    """Write a backup, and print what it is."""
    settings = read_settings()
    with telling(settings):
        to = recipients_of(keys)
        _require_a_file(settings)
        known, server = run_with_database(settings, _look_at(settings))
        with new_file(path) as file:
            if settings.is_sqlite:
                _copy(file_of(settings), file, path, to)
            else:
                with progress("Reading the database") as tell:
                    dump(settings, server, file, to, tell)
        with progress("Making its digest") as tell:
            digest = digest_of(path, tell)
    size, kind = path.stat().st_size, "sqlite" if settings.is_sqlite else "postgresql"
    told = {"path": str(path), "kind": kind, "encrypted": bool(to), "bytes": size}
    show(told | {"sha256": digest} | known)


def _require_a_file(settings: Settings) -> None:
    # Opening it would make an empty one.
    if settings.is_sqlite and not file_of(settings).is_file():
        raise Fault(NOTHING)


def _look_at(settings: Settings) -> Callable[[Sessions], Awaitable[Looked]]:
    async def look(sessions: Sessions) -> Looked:
        """Return what is told of the database as it is before, and the server's version."""
        async with transaction(sessions, write=False) as session:
            revision, server = await revision_of(session), 0
            if revision is None:
                raise Fault(NOTHING)
            if dialect_of(session) == "postgresql":
                server = await version_of_server(session)
            head = (await read_head(session))[0] if await is_current(session) else START
        now = clock_of(settings).now().isoformat(timespec="seconds")
        end = None if head == START else str(head)
        return {"revision": revision, "made_at": now, "audit_end": end}, server

    return look


def _copy(database: Path, file: BinaryIO, path: Path, to: Sequence[Any]) -> None:
    """Copy a SQLite file; what is encrypted is in the clear beside the database alone."""
    if not to:
        _copy_soundly(database, path.with_name(f"{path.name}.part"))
        return
    clear = database.with_name(f"{database.name}.backup")
    with draft(clear):
        _copy_soundly(database, clear)
        with progress("Encrypting") as tell, clear.open("rb") as reader:
            encrypt(Counted(reader, clear.stat().st_size, tell), file, to)


def _copy_soundly(database: Path, part: Path) -> None:
    with progress("Copying the database") as tell:
        copy_database(database, part, tell)
    with progress("Checking the copy") as tell:
        require_sound(part, database, tell)
