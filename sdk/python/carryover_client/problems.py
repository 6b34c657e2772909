"""What can come instead of an answer."""

from typing import Any

import httpx


class Refused(Exception):
    """The server refused. Decide by `code`, which never changes its meaning.

    `body` is all that was said, such as `kept` and `safety_texts` of an upload.
    """

    def __init__(self, body: dict[str, Any], retry_after_s: int | None) -> None:
        self.status: int = body["status"]
        self.code: str = body["code"]
        self.errors: list[dict[str, str]] = body["errors"]
        self.retryable: bool = body["retryable"]
        self.request_id: str = body["request_id"]
        self.retry_after_s = retry_after_s
        self.body = body
        super().__init__(f"{self.status} {self.code}")


class Offline(Exception):
    """Nothing came from the server: no network, or something in between answered.

    Whether a write arrived is not known: queue it, and send it again with the same id.
    """


def content_of(answer: httpx.Response) -> Any:
    """Return what an answer holds; None for one without a body. Raises Refused or Offline."""
    if answer.status_code in (204, 304):
        return None
    if answer.is_success:
        if answer.headers["content-type"] == "application/zip":
            return answer.content
        return answer.json() if "json" in answer.headers["content-type"] else answer.text
    try:
        body = answer.json()
        raise Refused(body, retry_after_s(answer))
    except (ValueError, KeyError, TypeError):
        raise Offline(f"{answer.status_code} without a problem") from None


def retry_after_s(answer: httpx.Response) -> int | None:
    """Return the seconds that an answer asks to wait for, or None."""
    said = answer.headers.get("retry-after", "")
    return int(said) if said.isdigit() else None
