"""Whether a client is to be erased, as those who may see her are told it."""

from datetime import datetime
from typing import Protocol

from api.platform.http.fields import Out


class Erasable(Protocol):
    """A client, or what was read of one: when she is to be erased, since when, and who asked."""

    @property
    def erase_at(self) -> datetime | None: ...
    @property
    def erase_asked_at(self) -> datetime | None: ...
    @property
    def erase_asked_by(self) -> str | None: ...


class ErasureOut(Out):
    """All that is hers goes at `erase_at`, unless that is taken back before."""

    asked_at: datetime
    asked_by: str
    erase_at: datetime


def show_erasure(client: Erasable) -> ErasureOut | None:
    """Return when a client will be erased; None unless that is planned."""
    asked_at, asked_by, erase_at = client.erase_asked_at, client.erase_asked_by, client.erase_at
    if asked_at is None or asked_by is None or erase_at is None:
        return None
    return ErasureOut(asked_at=asked_at, asked_by=asked_by, erase_at=erase_at)
