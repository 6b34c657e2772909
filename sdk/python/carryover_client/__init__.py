"""The Carryover API for Python."""

from carryover_client import models
from carryover_client.client import Client, Retries
from carryover_client.problems import Offline, Refused
from carryover_client.signing import Tokens, TokenStore

__all__ = ["Client", "Offline", "Refused", "Retries", "TokenStore", "Tokens", "models"]
