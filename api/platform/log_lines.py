"""Structured logs on standard error: what happened and where, never anyone's input."""

import json
import logging
import sys
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

import structlog

from api.platform.instants import utc_text


def configure_logs() -> None:
    """Write one JSON line per event to standard error, including warnings of libraries."""
    structlog.configure(
        processors=[_as_line],
        # Looked up for each line, so that lines follow when standard error is replaced.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_LibraryLogs()], level=logging.WARNING, force=True)


# Made once, since each request has a line.
ENCODER = json.JSONEncoder(sort_keys=True, default=repr)


def _as_line(_: object, level: str, event: MutableMapping[str, Any]) -> str:
    # Not by the clock that tests and simulations set: a log tells when it was written.
    at = utc_text(datetime.now(UTC))  # noqa: TID251
    return ENCODER.encode({**event, "level": level, "timestamp": at})


def describe(error: BaseException) -> dict[str, Any]:
    """Return an error's type and frames, without its message, which may contain input."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames[:-1] if "site-packages" not in frame.filename]
    cause = getattr(error, "orig", None)
    return {
        "error": type(error).__name__,
        "cause": type(cause).__name__ if cause is not None else None,
        "frames": [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in (*ours, *frames[-1:])
        ],
    }


class _LibraryLogs(logging.Handler):
    """Logs a library's logger, level and message template, without arguments: they may be input."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        structlog.get_logger().log(
            record.levelno,
            "library",
            logger=record.name,
            template=str(record.msg) if record.args else record.msg.__class__.__name__,
            **(describe(error) if error else {}),
        )
