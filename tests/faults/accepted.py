"""What the FCM stand-in took on, read from its own append-only log."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import httpx2


@dataclass(frozen=True, slots=True)
class Accepted:
    """The log of the stand-in: the one witness that does not belong to us."""

    file: Path

    def __len__(self) -> int:
        return len(self.file.read_text().splitlines())

    def times(self) -> dict[UUID, list[datetime]]:
        """Return when each reminder was accepted."""
        found: dict[UUID, list[datetime]] = {}
        for line in self.file.read_text().splitlines():
            entry = json.loads(line)
            reminder = UUID(entry["message"]["data"]["reminder_id"])
            found.setdefault(reminder, []).append(datetime.fromisoformat(entry["at"]))
        return found

    def twice(self) -> list[tuple[UUID, str]]:
        """Return each reminder and phone that got more than one push."""
        found: Counter[tuple[UUID, str]] = Counter()
        for line in self.file.read_text().splitlines():
            entry = json.loads(line)
            found[UUID(entry["message"]["data"]["reminder_id"]), entry["value"]] += 1
        return [key for key, times in found.items() if times > 1]


def behave(endpoint: str, behaviour: str, **more: float | None) -> None:
    """Have the stand-in answer so from now on."""
    order = {"behaviour": behaviour, "times": None, **more}
    assert httpx2.post(f"{endpoint}/control", json=order).status_code == 200
