"""Files that are there whole or not at all, for their owner alone; what kind a file is."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from api.platform.faults import Fault
from api.platform.own_files import OWNER_ONLY, onto_disk

Kind = Literal["sqlite", "postgresql", "age"]
Tell = Callable[[int, int | None], None]
"""Takes how much is done, and of how much if that is known."""
BEGINNINGS: dict[bytes, Kind] = {
    b"SQLite format 3\0": "sqlite",
    b"PGDMP": "postgresql",
    b"age-encryption.org/v1\n": "age",
}
BLOCK = 1 << 18


def kind_by(beginning: bytes) -> Kind | None:
    """Return what a file is that begins like this, None for no backup."""
    found = (kind for first, kind in BEGINNINGS.items() if beginning.startswith(first))
    return next(found, None)


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Make a Fault of what goes wrong with a file, or with the disk that it is on."""
    try:
        yield
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else "it cannot be read or written"
        raise Fault(f"{error.filename or path}: {why}.") from error


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a new file, which stands at its path once the block has succeeded.

    Until then it has another name beside it. Raises Fault if something stands at the path.
    """
    part = path.with_name(f"{path.name}.part")
    _refuse_what_stands(path)
    with faults_of(path), draft(part) as file:
        yield file
        file.flush()
        _refuse_what_stands(path)
        move(part, path)


@contextmanager
def draft(path: Path) -> Iterator[BinaryIO]:
    """Yield an empty file that nobody else is writing; it is removed afterwards unless renamed.

    What an earlier process left there when it was killed is overwritten.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, OWNER_ONLY), "r+b") as file:
        _lock(file, path)
        try:
            os.fchmod(file.fileno(), OWNER_ONLY)
            file.truncate()
            yield file
            file.flush()
        finally:
            if _is_at(file, path):
                path.unlink()


def move(file: Path, to: Path) -> None:
    """Put a file into a place of the same folder; it is there whole, whatever happens meanwhile."""
    onto_disk(file)
    file.replace(to)
    onto_disk(to.parent)


def copy(source: BinaryIO, target: BinaryIO, tell: Tell) -> None:
    """Copy a file to its end."""
    total, done = os.fstat(source.fileno()).st_size, 0
    while block := source.read(BLOCK):
        target.write(block)
        done += len(block)
        tell(done, total)


def digest_of(path: Path, tell: Tell) -> str:
    """Return the SHA-256 of a file."""
    found, done, total = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
            done += len(block)
            tell(done, total)
    return found.hexdigest()


def _refuse_what_stands(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise Fault(f"{path} stands already, and is left as it is. Name a new file.")


def _lock(file: BinaryIO, path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        is_ours = _is_at(file, path)
    except BlockingIOError:
        is_ours = False
    if not is_ours:
        raise Fault(f"{path} is being written by another process. Wait for it.")


def _is_at(file: BinaryIO, path: Path) -> bool:
    """Tell whether a file has this path still, which others may have moved or removed."""
    return path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno()))
