"""Compares this machine's clock with the database's: lifetimes of messages are counted from it."""

from datetime import datetime, timedelta

import structlog

from push.metrics import DRIFT

log = structlog.get_logger("carryover.worker")
LARGEST_DRIFT = timedelta(seconds=5)


class Drift:
    """How far the clocks are apart, as last compared; a change for better or worse is logged."""

    def __init__(self) -> None:
        self.is_too_large = False

    def compare(self, now: datetime, database_now: datetime) -> bool:
        """Return whether the two instants, read one after the other, are too far apart."""
        drift = now - database_now
        seconds = round(drift.total_seconds(), 1)
        DRIFT.set(seconds)
        was, self.is_too_large = self.is_too_large, abs(drift) > LARGEST_DRIFT
        if self.is_too_large and not was:
            log.error("clock_drift", seconds=seconds)
        elif was and not self.is_too_large:
            log.info("clock_agrees", seconds=seconds)
        return self.is_too_large
