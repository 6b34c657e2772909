"""Looks for alerts in the API's own process, after its answers: for a practice without a worker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Annotated

import structlog
from fastapi import Depends, Request

from api.insights.marks import BATCH, NO_WAIT, look_at_marked
from api.platform.clock import Clock
from api.platform.db import Sessions
from api.platform.heartbeats import HEARTBEAT_LIFETIME
from api.platform.log_lines import describe

log = structlog.get_logger("carryover.looks")
# Who was marked while a worker still seemed to live is found by this.
EVERY_S = HEARTBEAT_LIFETIME.total_seconds()
DRAIN_S = 5.0


class AfterAnswers:
    """One task that looks at whoever is marked when it is asked to, and at whoever waits too long.

    However often it is asked, one look runs at a time. It runs while the app's lifespan does.
    """

    def __init__(self, sessions: Sessions, clock: Clock) -> None:
        self._sessions, self._clock = sessions, clock
        self._asked = asyncio.Event()
        self._stops = False

    @property
    def is_asked(self) -> bool:
        """Whether a look was asked for that has not begun."""
        return self._asked.is_set()

    async def ask(self) -> None:
        """Have all looked at who are marked by now."""
        self._asked.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look when asked; at the end once more, for a few seconds at most."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._stops = True
            self._asked.set()
            _, late = await asyncio.wait([task], timeout=DRAIN_S)
            if late:
                task.cancel()

    async def _run(self) -> None:
        while not self._stops or self._asked.is_set():
            waited = NO_WAIT
            try:
                await asyncio.wait_for(self._asked.wait(), EVERY_S)
            except TimeoutError:
                waited = HEARTBEAT_LIFETIME
            self._asked.clear()
            await self._look(waited)

    async def _look(self, waited: timedelta) -> None:
        try:
            while await look_at_marked(self._sessions, self._clock, waited) == BATCH:
                pass
        except Exception as error:  # noqa: BLE001 - what is marked stays so, and is tried again.
            log.error("looks_failed", **describe(error))


async def _looks(request: Request) -> AfterAnswers:
    looks: AfterAnswers = request.app.state.looks
    return looks


Looks = Annotated[AfterAnswers, Depends(_looks)]
