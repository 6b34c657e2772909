"""Encryption with age: to public keys, so that who makes backups cannot read them."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import pyrage

from api.platform.backups.files import Kind, kind_by
from api.platform.faults import Fault

RECIPIENT = "--recipient: this is no public key of age, which begins with age1."
Identity = Any


class Writer(Protocol):
    """What takes bytes."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


def recipients_of(keys: Sequence[str]) -> list[Any]:
    """Return whom these public keys are of. Raises Fault."""
    try:
        return [pyrage.x25519.Recipient.from_str(key.strip()) for key in keys]
    except pyrage.RecipientError:
        raise Fault(RECIPIENT) from None


def identities_of(path: Path) -> list[Identity]:
    """Return the secret keys in a file as age-keygen writes it. Raises Fault."""
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise Fault(f"--identity: {path} cannot be read ({why}).") from None
    keys = [line for line in lines if line and not line.startswith("#")]
    try:
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise Fault(f"--identity: {path} has no secret key of age, as age-keygen writes it.")
    return found


def encrypt(reader: Any, writer: Writer, recipients: Sequence[Any]) -> None:
    """Encrypt all that can be read, block by block. Raises OSError."""
    kept = _Kept(writer)
    try:
        pyrage.encrypt_io(reader, kept, recipients)
    except pyrage.EncryptError as error:
        _raise(kept)
        raise OSError(str(error)) from None


def decrypt(path: Path, writer: Writer, identities: Sequence[Identity]) -> None:
    """Decrypt a file, block by block.

    Raises Fault if no key opens it, or it is damaged or cut off: all of what was written then is
    good, but not all is written. What the writer raises is raised.
    """
    kept = _Kept(writer)
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, kept, identities)
    except pyrage.DecryptError as error:
        _raise(kept)
        if "matching keys" in str(error):
            raise Fault(f"--identity: none of its keys opens {path}.") from None
        raise Fault(f"{path} is damaged.") from None
    except OSError:
        _raise(kept)
        raise Fault(f"{path} is damaged, or was cut off.") from None


def kind_within(path: Path, identities: Sequence[Identity]) -> Kind | None:
    """Return what is encrypted in a file. Raises Fault."""
    first = _First()
    with suppress(_Enough):
        decrypt(path, first, identities)
    return kind_by(first.beginning)


class _Enough(Exception):
    pass


class _First:
    beginning = b""

    def write(self, data: bytes) -> int:
        self.beginning = bytes(data)
        raise _Enough

    def flush(self) -> None:
        pass


class _Kept:
    """Passes on what is written, and keeps the error that age would tell as its own."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.error: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            self._writer.write(data)
        except BaseException as error:
            self.error = error
            raise
        return len(data)

    def flush(self) -> None:
        self._writer.flush()


def _raise(kept: _Kept) -> None:
    if kept.error is not None:
        raise kept.error
