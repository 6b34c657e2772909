"""How an instant is written wherever it is told as text: in UTC, ending in Z."""

from datetime import UTC, datetime


def utc_text(at: datetime, timespec: str = "auto") -> str:
    """Return an instant as answers have it, 2026-11-30T08:00:00Z; `timespec` is isoformat's."""
    return at.astimezone(UTC).isoformat(timespec=timespec).removesuffix("+00:00") + "Z"
