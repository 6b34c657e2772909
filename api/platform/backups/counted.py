"""Readers and writers that tell how much has passed."""

from typing import IO

from api.platform.backups.ages import Writer
from api.platform.backups.files import Tell


class Counted:
    """Reads, and tells how much of all, if that is known."""

    def __init__(self, reader: IO[bytes], total: int | None, tell: Tell) -> None:
        self._reader, self._total, self._tell, self._done = reader, total, tell, 0

    def read(self, size: int = -1) -> bytes:
        block = self._reader.read(size)
        self._done += len(block)
        self._tell(self._done, self._total)
        return block


class Told:
    """Writes, and tells how much of all."""

    def __init__(self, writer: Writer | IO[bytes], total: int, tell: Tell) -> None:
        self._writer, self._total, self._tell, self._done = writer, total, tell, 0

    def write(self, data: bytes) -> int:
        self._writer.write(data)
        self._done += len(data)
        self._tell(self._done, self._total)
        return len(data)

    def flush(self) -> None:
        self._writer.flush()
