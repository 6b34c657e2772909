"""The audit as it is told: the codes of actions, and who stays unnamed to the client."""

from collections.abc import Collection
from typing import Final, TypeVar

T = TypeVar("T")
# What a refused attempt is noted as.
DENIED: Final = "denied"
REUSED: Final = "refresh token reused"
# What separates the words of an action when it is noted; a code has none of them.
SEPARATORS = (" ", "-")


def action_code(action: str) -> str:
    """Return the stable code of a noted action: `view check-ins` is `view_check_ins`."""
    for separator in SEPARATORS:
        action = action.replace(separator, "_")
    return action


def stays_unnamed(action: str, actor_id: T, carers: Collection[T]) -> bool:
    """Tell whether a client is not told who it was; `carers` care for her or ever did.

    A stranger who was refused stays unnamed: she may be a client herself. Who sent a token that was
    used before is not known: her own phone, or one that has a copy.
    """
    return action == REUSED or (action == DENIED and actor_id not in carers)
