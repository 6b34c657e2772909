"""The secret keys: the newest signs and seals, each of them is believed."""

import hmac
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple


class Keys(NamedTuple):
    """All secret keys of this process, each once; the first of them signs."""

    all: tuple[str, ...]

    @property
    def signing(self) -> str:
        """The key that all is made with from now on."""
        return self.all[0]

    def named(self, key_id: object) -> tuple[str, ...]:
        """Return the keys that may have signed what names this key; all for what names none."""
        return self.all if key_id is None else tuple(k for k in self.all if id_of(k) == key_id)

    def __repr__(self) -> str:
        return f"Keys({', '.join(map(id_of, self.all))})"


def keys_of(signing: str, others: Sequence[str] = ()) -> Keys:
    """Return these keys, of which the first one signs."""
    return Keys(tuple(dict.fromkeys((signing, *others))))


@lru_cache(maxsize=16)
def id_of(key: str) -> str:
    """Return by what tokens name a key: nothing of the key can be read from it."""
    return hmac.digest(key.encode(), b"the id of this key", "sha256").hex()[:12]
