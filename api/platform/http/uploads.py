"""What all uploads of phones have in common: the phone's two times, and ours in every answer."""

import re
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, PlainSerializer
from starlette.types import Scope

from api.platform.http.fields import Instant, Out, PhoneIn
from api.platform.instants import utc_text
from api.rules.uploads import Stamps

UPLOADS = re.compile(
    r"/v1/me/((check-ins|weekly-check-ins|logs)/[^/]+"
    r"|appointments/[^/]+/feedback|reminders/[^/]+/receipt)"
)
SYNC = "/v1/me/sync"
TIMES = {"recorded_at", "sent_at"}
SentAt = Annotated[
    Instant | None,
    Field(
        description="What the phone's clock shows as it sends this, anew at each try: by it the "
        "server corrects what a wrong clock recorded."
    ),
]


def in_milliseconds(at: datetime) -> str:
    """Return an instant in UTC as RFC 3339 with three decimals."""
    return utc_text(at, "milliseconds")


ServerTime = Annotated[
    datetime,
    PlainSerializer(in_milliseconds, return_type=str),
    Field(
        description="The server's clock as it answers, to compare the phone's with.",
        json_schema_extra={"format": "date-time"},
    ),
]


class RecordedIn(PhoneIn):
    """When a phone recorded and sent something, by its own clock, be it right or wrong."""

    recorded_at: Instant
    sent_at: SentAt = None

    def stamps(self, phone: UUID, now: datetime) -> Stamps:
        """Return its times together with when it came, and by which sign-in."""
        return Stamps(self.recorded_at, self.sent_at, now, phone)


class UploadOut(Out):
    """The answer to an upload."""

    server_time: ServerTime


class Kept(Out):
    """The flags and signs kept of a refused upload; `unreadable` is what was not a code."""

    red_flags: list[str]
    stop_signs: list[str]


def is_upload(scope: Scope) -> bool:
    """Tell whether a request uploads what a phone recorded, or takes it back."""
    if scope["path"] == SYNC:
        return bool(scope["method"] == "POST")
    return scope["method"] in {"PUT", "DELETE"} and UPLOADS.fullmatch(scope["path"]) is not None


def server_time(scope: Scope) -> dict[str, Any]:
    """Return the server's time as the member of an answer to an upload; of others nothing."""
    if not is_upload(scope):
        return {}
    return {"server_time": in_milliseconds(scope["app"].state.clock.now())}
