"""Structured logs on standard error: what happened and where, never what anyone wrote."""

import logging
import sys
import traceback
from typing import Any

import structlog


def configure_logs() -> None:
    """Send one JSON line an event to standard error, the libraries' warnings included."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        # Looked up each time: whoever replaces standard error means the lines to follow.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_LibraryLogs()], level=logging.WARNING, force=True)


def describe(error: BaseException) -> dict[str, Any]:
    """Return an error's kind and frames; its message may hold input, so it stays out."""
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
    """Passes on a library's logger, level and template: its arguments may hold anything."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        structlog.get_logger().log(
            record.levelno,
            "library",
            logger=record.name,
            template=str(record.msg) if record.args else record.msg.__class__.__name__,
            **(describe(error) if error else {}),
        )
