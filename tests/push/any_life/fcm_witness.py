"""A stand-in for FCM that uses the clock of the test and records every request."""

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
# How long its clients wait for an answer: less than connecting to a database may take.
PATIENCE_S = 4.0


@dataclass(slots=True)
class Request:
    """One POST, when it came and how it was answered; `behaviour` is None if it was invalid."""

    at: datetime
    reminder_id: UUID
    target: str
    message: dict[str, Any]
    behaviour: Behaviour | None = None
    accepted: bool = False

    @property
    def installation(self) -> str | None:
        """The installation that a proof is for."""
        found: str | None = self.message["data"].get("installation_id")
        return found

    @property
    def may_be_repeated(self) -> bool:
        """Whether FCM answered that it did not accept the message and asked for a retry."""
        told = self.behaviour
        return told is not None and told.ending == "answer" and told.status in ASKS_TO_RETRY

    @property
    def retry_after_s(self) -> float | None:
        waits = self.behaviour.headers.get("Retry-After") if self.behaviour else None
        return None if waits is None else float(waits)


class Witness(FcmStub):
    """`seen` lists every request, oldest first; `serving` counts those it has not answered yet.

    Those that clear a notification are in `clears` instead, and those to be sent back in `proofs`.
    While it leaves a request hanging it
    makes the loop hurry, so that the time-out costs no time.
    """

    def __init__(self, clock: SetClock) -> None:
        super().__init__()
        self.seen: list[Request] = []
        self.clears: list[Request] = []
        self.proofs: list[Request] = []
        self._latest: Request | None = None
        self.serving = 0
        self._clock = clock

    async def _send(self, request: web.Request) -> web.StreamResponse:
        message = (await request.json())["message"]
        reminder_id = UUID(message["data"]["reminder_id"])
        self._latest = Request(self._clock.at, reminder_id, target_of(message)[1], message)
        self._like(message).append(self._latest)
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
        assert self._latest is not None
        self._latest.behaviour = found
        return found

    def _like(self, message: dict[str, Any]) -> list[Request]:
        silent = {"clear": self.clears, "proof": self.proofs}
        return silent.get(message["data"].get("action"), self.seen)

    def _accept(self, message: dict[str, Any]) -> None:
        super()._accept(message)
        about = UUID(message["data"]["reminder_id"]), target_of(message)[1]
        same = [each for each in self._like(message) if (each.reminder_id, each.target) == about]
        same[-1].accepted = True

    def _now(self) -> datetime:
        return self._clock.at
