"""The Carryover API for Python."""

from carryover_client import models
from carryover_client.client import Client, Retries
from carryover_client.offline import Kept, OfflineQueue, OfflineStore, RefusedChange, Told
from carryover_client.problems import Offline, Refused
from carryover_client.signing import Tokens, TokenStore

__all__ = [
    "Client",
    "Kept",
    "Offline",
    "OfflineQueue",
    "OfflineStore",
    "Refused",
    "RefusedChange",
    "Retries",
    "TokenStore",
    "Tokens",
    "Told",
    "models",
]
