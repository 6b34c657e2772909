"""Strong ETags: what they are made of, and how an edit names one as its If-Match."""

import hashlib

from fastapi import Request
from pydantic import BaseModel

from api.platform.http.errors import IfMatchRequired, StaleEdit

# The If-Match header and its refusals, for the OpenAPI description of a route that edits.
IF_MATCH = {
    "parameters": [
        {
            "name": "If-Match",
            "in": "header",
            "required": True,
            "description": "The ETag that was read.",
            "schema": {"type": "string"},
            "example": '"5d41402abc4b2a76b9719d911017c592"',
        }
    ]
}
# In an ETag, separates the record's part from the part for what is shown beside the record.
BESIDE = "+"


def etag_of(shown: BaseModel) -> str:
    """Return the strong ETag of a record as shown, ignoring its fields `etag` and `warnings`."""
    return quoted(shown.model_dump_json(exclude={"etag", "warnings"}).encode())


def etag_beside(etag: str, beside: str) -> str:
    """Return a record's ETag extended by what is shown beside it; edits ignore the extension."""
    return etag[:-1] + BESIDE + quoted(beside.encode())[1:] if beside else etag


def require_match(request: Request, current: str) -> None:
    """Refuse an edit without an If-Match (428), or with one that is not current (412)."""
    require_condition(request.headers.get("if-match"), current)


def require_condition(condition: str | None, current: str) -> None:
    """The same for the value of an If-Match, wherever it was sent."""
    if condition is None:
        raise IfMatchRequired
    if of_record(current) not in map(of_record, listed(condition)):
        raise StaleEdit


def of_record(tag: str) -> str:
    """Return the part of an ETag that an edit minds: the record's own."""
    return tag.removesuffix('"').partition(BESIDE)[0]


def quoted(body: bytes) -> str:
    """Return the tag of these bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def listed(header: str) -> set[str]:
    """Return the tags that a condition names."""
    return {tag.strip() for tag in header.split(",")}
