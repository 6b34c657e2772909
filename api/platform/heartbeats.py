"""How old a worker's heartbeat may be for it to count as alive."""

from datetime import datetime, timedelta

HEARTBEAT_LIFETIME = timedelta(seconds=60)


def is_alive(beat_at: datetime | None, now: datetime) -> bool:
    """Tell whether some worker lives, by the last heartbeat of all."""
    return beat_at is not None and now - beat_at < HEARTBEAT_LIFETIME
