"""A connection that is lost while a transaction is being committed."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from api.platform.leases import Lease


class Lost(Exception):
    """Nobody knows whether it was committed; here it was not."""


@contextmanager
def next_commit_lost() -> Iterator[None]:
    """Have the next commit fail."""
    end, done = Lease.end, []

    async def fail_once(lease: Lease, word: str) -> None:
        if word == "COMMIT" and not done:
            done.append(word)
            raise Lost
        await end(lease, word)

    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(Lease, "end", fail_once)
        yield
    assert done
