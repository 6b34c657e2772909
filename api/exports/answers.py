"""What the description says of answers that are no JSON, and of refusals."""

from typing import Any

from api.exports.asking import ExportNotReady, ExportUnderWay
from api.platform.http.errors import refusals

AGAIN = {
    "Retry-After": {
        "description": "In so many seconds it is worth asking whether it is ready.",
        "schema": {"type": "integer"},
    }
}
ASKED: dict[int | str, dict[str, Any]] = {202: {"headers": AGAIN}, **refusals(ExportUnderWay)}
ARCHIVE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
}
NOT_READY = refusals(ExportNotReady)
