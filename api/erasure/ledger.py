"""The file of who was erased: outside the database, so that no backup of that brings them back.

One line of JSON an erasure, `{"id", "erased_at"}`, appended and on the disk before the erasure is
committed. A line may stand there twice, or a little before its erasure; none is missing. What a
crash left of a line belongs to no erasure, and gives way to the next one.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from api.platform.database_urls import file_of
from api.platform.faults import Fault
from api.platform.own_files import OWNER_ONLY, onto_disk
from api.platform.settings import ROOT, Settings

SETTING = "CARRYOVER_ERASED_FILE"
NAME = "erased.jsonl"
OWNERS_FOLDER = 0o700
# More than any line has.
LONGEST_LINE = 4096


@dataclass(frozen=True, slots=True)
class Erased:
    """Who was erased, and when."""

    id: UUID
    erased_at: datetime


def ledger_of(settings: Settings) -> Path:
    """Return the file: the one that is set, else beside a SQLite database, or in `var/`.

    Fault if PostgreSQL is used in production and none is set: what is there may be gone with the
    container.
    """
    if settings.erased_file is not None:
        return ROOT / settings.erased_file
    if settings.is_sqlite:
        return file_of(settings).parent / NAME
    if settings.environment == "production":
        raise Fault(
            f"{SETTING} is required with PostgreSQL: name a file that outlives the database and "
            "its backups, where erasures are noted."
        )
    return ROOT / "var" / NAME


def require_ledger(settings: Settings) -> Path:
    """Return the file, which can be appended to; made if it is not there. Raises Fault."""
    path = ledger_of(settings)
    require_writable(path)
    return path


def require_writable(path: Path) -> None:
    """Raise Fault unless the file can be appended to; make it if it is not there."""
    try:
        with _appending(path):
            pass
    except OSError as error:
        raise cannot_write(path, error) from None


def cannot_write(path: Path, error: OSError) -> Fault:
    """Return what to tell operators if the file cannot be appended to."""
    return Fault(
        f"{SETTING}: cannot write {path} ({error.strerror}). Name a file outside the database "
        "that the worker may append to."
    )


def append(path: Path, erased: Erased) -> None:
    """Note an erasure: on the disk when this returns. Raises OSError."""
    line = json.dumps({"id": str(erased.id), "erased_at": erased.erased_at.isoformat()})
    with _appending(path) as file:
        _drop_torn(file)
        whole = f"{line}\n".encode()
        if os.write(file, whole) != len(whole):
            raise OSError(0, "only a part could be written", str(path))
        os.fsync(file)


def require_sound(path: Path) -> list[Erased]:
    """Return who was erased; Fault, which says what to do, unless more could be appended."""
    require_writable(path)
    return read_ledger(path)


def read_for_restore(settings: Settings) -> list[Erased] | None:
    """Return who was erased, for whoever puts a backup back; None if there is no file.

    Fault if one is named and is not there: everybody who was erased would come back unnoticed.
    """
    path = ledger_of(settings)
    found = _lines_of(path)
    if found is None and settings.erased_file is not None:
        raise Fault(
            f"{SETTING}: there is no {path}. Whoever was erased since the backup would come back: "
            "name the file that the worker writes, or make an empty one if nobody was."
        )
    return None if found is None else _parsed_all(found, path)


def read_ledger(path: Path) -> list[Erased]:
    """Return who was erased, in the order of the file; nobody if there is no file.

    A torn last line is left out. Raises Fault, naming the line, if another cannot be read.
    """
    return _parsed_all(_lines_of(path) or [], path)


def _lines_of(path: Path) -> list[str] | None:
    """Return the whole lines of the file; None if there is none. Raises Fault."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Fault(f"{SETTING}: cannot read {path} ({error.strerror}).") from None


def _parsed_all(lines: list[str], path: Path) -> list[Erased]:
    return [_parsed(line, number, path) for number, line in enumerate(lines, 1)]


def _parsed(line: str, number: int, path: Path) -> Erased:
    try:
        said = json.loads(line)
        at = datetime.fromisoformat(said["erased_at"])
        if at.tzinfo is None:
            raise ValueError
        return Erased(UUID(said["id"]), at)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Fault(
            f"{SETTING}: {path}, line {number}, is no erasure. Whoever it names would come back: "
            "mend it by a copy of the file, and try again."
        ) from None


@contextmanager
def _appending(path: Path) -> Iterator[int]:
    """Yield the file, made if need be, while no other process appends to it. Raises OSError."""
    try:
        with _locked(path) as file:
            yield file
    except OSError as error:
        # That of an open file names none, and would pass for one of the network (`is_unavailable`).
        raise OSError(error.errno, error.strerror, str(path)) from error


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Yield the file, whose name is on the disk, with the lock that appending takes."""
    path.parent.mkdir(mode=OWNERS_FOLDER, parents=True, exist_ok=True)
    is_new = not path.exists()
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        if is_new:
            # And with the folder the name of the new file.
            onto_disk(path.parent)
        yield file
    finally:
        os.close(file)


def _drop_torn(file: int) -> None:
    """Cut off what stands behind the last whole line."""
    size = os.fstat(file).st_size
    since = max(0, size - LONGEST_LINE)
    end = os.pread(file, LONGEST_LINE, since)
    whole = end.rfind(b"\n") + 1
    if whole < len(end):
        os.ftruncate(file, since + whole)
