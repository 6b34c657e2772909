"""Hashes of passwords that stand still, until a test has seen what happens meanwhile."""

import threading
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from argon2 import PasswordHasher

from tests.waiting import WITHIN_S


@dataclass
class Stopped:
    """Jobs that stand still until they may go on; `at_once` is how many ran at most."""

    may_go: threading.Event = field(default_factory=threading.Event)
    running: int = 0
    at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def stop(self) -> None:
        with self._lock:
            self.running += 1
            self.at_once = max(self.at_once, self.running)
        assert self.may_go.wait(WITHIN_S)
        with self._lock:
            self.running -= 1


def stop_hashes(
    patched: pytest.MonkeyPatch, stopped: Stopped, kind: Literal["hash", "verify"], password: str
) -> None:
    """Have each hash of this kind and of this password stand still before it begins."""
    done = getattr(PasswordHasher, kind)

    def watched(self: PasswordHasher, *given: str) -> Any:
        if given[-1] == password:
            stopped.stop()
        return done(self, *given)

    patched.setattr(PasswordHasher, kind, watched)
