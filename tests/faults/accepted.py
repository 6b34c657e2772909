"""What the FCM stand-in took on, by its own append-only log, and how to have it misbehave."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2

from tests.waiting import WITHIN_S


@dataclass(frozen=True, slots=True)
class Push:
    """One message that FCM took on: when, for which reminder and phone, and all it says."""

    at: datetime
    reminder_id: UUID
    target: str
    message: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The log of the stand-in: the one witness that does not belong to us."""

    file: Path

    def __len__(self) -> int:
        return self.file.read_bytes().count(b"\n")

    def pushes(self) -> list[Push]:
        """Return all notifications that were accepted, oldest first; what clears one is none."""
        entries = map(json.loads, self.file.read_text().splitlines())
        return [_push(entry) for entry in entries if "action" not in entry["message"]["data"]]

    def times(self) -> dict[UUID, list[datetime]]:
        """Return when each reminder was accepted."""
        found: dict[UUID, list[datetime]] = {}
        for push in self.pushes():
            found.setdefault(push.reminder_id, []).append(push.at)
        return found


def _push(entry: dict[str, Any]) -> Push:
    message = entry["message"]
    return Push(
        at=datetime.fromisoformat(entry["at"]),
        reminder_id=UUID(message["data"]["reminder_id"]),
        target=entry["value"],
        message=message,
    )


def behave(endpoint: str, behaviour: str, **more: float | str | None) -> None:
    """Have the stand-in answer so from now on, or as many `times` as are given."""
    _control(endpoint, "", {"behaviour": behaviour, "times": None, **more})


def hold(endpoint: str) -> None:
    """Have the stand-in answer nobody until it is told to `release` them."""
    _control(endpoint, "/hold")


def release(endpoint: str) -> None:
    _control(endpoint, "/release")


def _control(endpoint: str, what: str, order: Any = None) -> None:
    answer = httpx2.post(f"{endpoint}/control{what}", json=order, timeout=WITHIN_S)
    assert answer.status_code == 200


def requests(endpoint: str) -> int:
    """Return how many requests have reached the stand-in, whatever became of them."""
    return int(httpx2.get(f"{endpoint}/control", timeout=WITHIN_S).json()["requests"])
