"""Making the database what it was when a backup was made."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from pydantic import SecretStr

from api.erasure.erasing import erase_again
from api.erasure.ledger import Erased, read_for_restore
from api.operations.after_restore import Settled, settle_what_is_past
from api.platform.backups.ages import decrypt, identities_of, kind_within
from api.platform.backups.counted import Told
from api.platform.backups.files import copy, draft, faults_of, kind_by
from api.platform.backups.postgres_dumps import Source, put_back
from api.platform.backups.postgres_facts import count_others, has_rows, version_of_server
from api.platform.backups.sqlite_files import (
    fold,
    forget_beside,
    put_in_place,
    require_alone,
    require_sound,
    revision_in,
    take_place,
    what_stands,
)
from api.platform.clock import clock_of
from api.platform.database_urls import SETTING, file_of
from api.platform.db import Sessions, transaction
from api.platform.faults import Fault
from api.platform.migrate import upgrade
from api.platform.schema import known_revisions
from api.platform.settings import Settings
from commands.progress import progress
from commands.running import read_settings, run_with_database, show, telling

KINDS = {"sqlite": "of a SQLite database", "postgresql": "of a PostgreSQL database"}
FULL = f"{SETTING}: the database has rows. With --force they are replaced, and gone."


@dataclass(frozen=True, slots=True)
class Restored(Settled):
    """What was done in the database once it was what the backup has."""

    erased: int


Finish: TypeAlias = Callable[[Sessions], Awaitable[Restored]]


def restore_from(path: Path, force: bool, identity: Path | None) -> None:
    """Put a backup into the database, and print what was done."""
    settings = read_settings()
    with telling(settings), faults_of(path):
        # A backup brings back who was erased after it was made.
        noted = read_for_restore(settings)
        finish = _finishing(settings, noted or [])
        source = _read(path, identity, settings)
        put = _into_file if settings.is_sqlite else _into_server
        done = put(source, settings, force, finish)
    settled = {"sign_ins_ended": done.sign_ins, "reminders_settled": done.reminders}
    erased = {"erasures_read": None if noted is None else len(noted), "erased_again": done.erased}
    show({"path": str(path), **erased, **settled})


def _read(path: Path, identity: Path | None, settings: Settings) -> Source:
    """Return what is to be put back. Raises Fault if it is nothing for this database."""
    with path.open("rb") as file:
        kind = kind_by(file.read(32))
    identities = []
    if kind == "age":
        if identity is None:
            raise Fault(f"{path} is encrypted. Name the file with the secret key by --identity.")
        identities = identities_of(identity)
        kind = kind_within(path, identities)
    if kind not in KINDS:
        raise Fault(f"{path} is no backup, or its beginning is damaged.")
    if (kind == "sqlite") != settings.is_sqlite:
        raise Fault(f"{SETTING}: {path} is a backup {KINDS[kind]}, and this is none.")
    return Source(path, identities)


def _into_file(source: Source, settings: Settings, force: bool, finish: Finish) -> Restored:
    """Do all that has to be done in a copy, and put that in place at the end."""
    database = file_of(settings)
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    stands = what_stands(database)
    if stands == "rows" and not force:
        raise Fault(FULL)
    if stands == "damaged" and not force:
        raise Fault(f"{SETTING}: {database} is damaged. With --force it is replaced, and gone.")
    if stands in ("rows", "empty"):
        require_alone(database)
    with _copied(source, database.with_name(f"{database.name}.restore")) as copied:
        _require_ours(copied, source.path)
        own = SecretStr(f"sqlite:///{quote(str(copied))}")
        done = run_with_database(settings.model_copy(update={"database_url": own}), finish)
        fold(copied)
        if stands in ("nothing", "damaged"):
            take_place(copied, database)
        else:
            with progress("Putting it in place") as tell:
                put_in_place(copied, database, tell)
    return done


@contextmanager
def _copied(source: Source, to: Path) -> Iterator[Path]:
    """Yield a copy of a backup, decrypted, beside the database."""
    forget_beside(to)
    with draft(to) as file:
        with progress("Copying the backup") as tell, source.path.open("rb") as reader:
            if source.identities:
                size = source.path.stat().st_size
                decrypt(source.path, Told(file, size, tell), source.identities)
            else:
                copy(reader, file, tell)
        file.flush()
        try:
            yield to
        finally:
            forget_beside(to)


def _require_ours(copied: Path, named: Path) -> None:
    with progress("Checking the copy") as tell:
        require_sound(copied, named, tell)
    revision = revision_in(copied)
    if revision is None:
        raise Fault(f"{named} is no backup of Carryover's.")
    if revision not in known_revisions():
        raise Fault(f"{named} is of a newer version of Carryover. Restore it with that version.")


def _into_server(source: Source, settings: Settings, force: bool, finish: Finish) -> Restored:
    async def look(sessions: Sessions) -> int:
        async with transaction(sessions, write=False) as session:
            if await has_rows(session) and not force:
                raise Fault(FULL)
            if others := await count_others(session):
                raise Fault(
                    f"{SETTING}: {others} other connections of the same role are open. "
                    "Stop API and workers, try again."
                )
            return await version_of_server(session)

    server = run_with_database(settings, look)
    with progress("Reading the backup") as tell:
        put_back(settings, server, source, known_revisions(), tell)
    return run_with_database(settings, finish)


def _finishing(settings: Settings, erased: Sequence[Erased]) -> Finish:
    async def finish(sessions: Sessions) -> Restored:
        """Bring what was put back to this version's schema, and settle what is past."""
        await upgrade(sessions)
        again = await erase_again(sessions, erased)
        async with transaction(sessions) as session:
            now = await clock_of(settings).database_now(session)
            wait = timedelta(days=settings.erasure_days)
            settled = await settle_what_is_past(session, now, wait)
        return Restored(settled.sign_ins, settled.reminders, again)

    return finish
