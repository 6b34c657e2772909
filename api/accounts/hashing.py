"""When a password is hashed: in few threads, behind bounded queues, off the event loop.

A hash takes 19 MiB and some 25 ms of a core. An address may have few attempts under way at once,
and fewer on one account, so that a flood takes no one else's turn; the rest is told to come again.
"""

import os
from contextlib import AbstractContextManager

from api.accounts.failures import FailureKey
from api.platform.lanes import Lane, Places

# Attempts under way at once: of one address, and on one account from there.
ADDRESS_SHARE, ACCOUNT_SHARE = 16, 4
# One more thread hashes in the slow lane: 171 MiB at most, however many cores the machine has.
FAST = Lane("hashing", threads=min(max(os.cpu_count() or 2, 2), 8), places=128)
# For who is over a budget. With the rest it hashes some eight times a second, which leaves the
# cores to others, and a guesser with few guesses.
SLOW = Lane("hashing", threads=1, places=32, rest_s=0.1)
_ATTEMPTS = Places()


def attempt(key: FailureKey) -> AbstractContextManager[None]:
    """Be one of the few attempts of an address, and on an account from it, that are under way.

    Unavailable if there are as many already.
    """
    return _ATTEMPTS.taken({key.address: ADDRESS_SHARE, key.account: ACCOUNT_SHARE})
