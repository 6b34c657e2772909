"""A stand-in for FCM that lives in the clock of the test and remembers all that it was asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from aiohttp import web

from api.platform.clock import SetClock
from tests.fcm_protocol import Behaviour, target_of
from tests.fcm_stub import FcmStub
from tests.loops import the_loop

ASKS_TO_RETRY = (401, 429, 500, 503)
# So long its clients wait for an answer: less than connecting to a database may take.
PATIENCE_S = 4.0


@dataclass(slots=True)
class Request:
    """One POST, when it came and what became of it; without a behaviour it was no valid one."""

    at: datetime
    reminder_id: UUID
    target: str
    message: dict[str, Any]
    behaviour: Behaviour | None = None
    accepted: bool = False

    @property
    def may_be_repeated(self) -> bool:
        """Whether FCM said that it did not take it on, and asked to try again."""
        told = self.behaviour
        return told is not None and told.ending == "answer" and told.status in ASKS_TO_RETRY

    @property
    def retry_after_s(self) -> float | None:
        waits = self.behaviour.headers.get("Retry-After") if self.behaviour else None
        return None if waits is None else float(waits)


class Witness(FcmStub):
    """`seen` has every request, the oldest first; `serving` counts those that it is busy with.

    Its loop hurries while it lets one hang, so that nobody waits for who waits in vain.
    """

    def __init__(self, clock: SetClock) -> None:
        super().__init__()
        self.seen: list[Request] = []
        self.serving = 0
        self._clock = clock

    async def _send(self, request: web.Request) -> web.StreamResponse:
        message = (await request.json())["message"]
        reminder_id = UUID(message["data"]["reminder_id"])
        self.seen.append(Request(self._clock.at, reminder_id, target_of(message)[1], message))
        self.serving += 1
        try:
            return await super()._send(request)
        finally:
            self.serving -= 1

    async def _end(self, request: web.Request, behaviour: Behaviour) -> web.StreamResponse:
        if behaviour.ending == "hang":
            await the_loop().pass_by(PATIENCE_S)
        return await super()._end(request, behaviour)

    def _behaviour(self, target: str) -> Behaviour:
        found = super()._behaviour(target)
        self.seen[-1].behaviour = found
        return found

    def _accept(self, message: dict[str, Any]) -> None:
        super()._accept(message)
        about = UUID(message["data"]["reminder_id"]), target_of(message)[1]
        same = [each for each in self.seen if (each.reminder_id, each.target) == about]
        same[-1].accepted = True

    def _now(self) -> datetime:
        return self._clock.at
