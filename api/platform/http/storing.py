"""What of an answer may be stored, and that nobody guesses what it is (ADR 0027)."""

from starlette.types import Message, Scope

READS = {"GET", "HEAD"}
NO_STORE = b"no-store"
# What is no page loads nothing, and stands in no frame.
NOTHING = b"default-src 'none'; frame-ancestors 'none'"
# By the caller alone, and to be asked about each time.
PRIVATE = b"private, no-cache"


def add_headers(scope: Scope, message: Message) -> None:
    """Add to the start of an answer what its handler did not say of storing and guessing."""
    headers = message["headers"]
    said = {name for name, _ in headers}
    if b"x-content-type-options" not in said:
        headers.append((b"x-content-type-options", b"nosniff"))
    if b"content-security-policy" not in said:
        headers.append((b"content-security-policy", NOTHING))
    if b"cache-control" not in said:
        kept = scope["method"] in READS and message["status"] < 400
        headers.append((b"cache-control", PRIVATE if kept else NO_STORE))
