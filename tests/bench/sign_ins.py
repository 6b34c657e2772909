"""Whether the time of a refused sign-in tells if somebody has that e-mail."""

import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import update
from structlog.testing import capture_logs

from api.accounts.passwords import hash_password
from api.app import create_app
from api.platform.clock import SetClock
from api.platform.db import Sessions, open_sessions, transaction
from api.tables import Account
from tests.bench.figures import Figure
from tests.bench.loops import run
from tests.bench.stores import STORES
from tests.cast import Casting
from tests.databases import KEYS, settings_for

KNOWN, UNKNOWN = "ben@example.org", "nobody@example.org"
# Fewer than make a 429, and so long until they are forgotten.
TRIES, FORGOTTEN = 8, timedelta(minutes=16)


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure on either database, in this process."""
    figures = []
    for name, open_two in STORES.items():
        figure = Figure(
            f"refused sign-in, the slower e-mail, {name}",
            *("the quicker: a known and an unknown one", "ms", 2.0),
            at_most=True,
            digits=1,
        )
        # Each request is logged.
        with open_two(folder) as (url, _), capture_logs():
            run(partial(_compare, url, figure, 3 if quick else 9))
        figures.append(figure)
    return figures


async def _compare(url: str, figure: Figure, repetitions: int) -> None:
    settings, clock = settings_for(url), SetClock(datetime.now(UTC))
    sessions = open_sessions(settings)
    await _employ(sessions, clock)
    transport = ASGITransport(create_app(settings, sessions, clock))
    async with AsyncClient(transport=transport, base_url="http://api") as http:
        for number in range(repetitions + 1):
            spent: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
            for _ in range(TRIES):
                for email, times in spent.items():
                    times.append(await _ms(http, email))
            clock.at += FORGOTTEN
            # The first of each only warms up.
            if number:
                quicker, slower = sorted(map(median, spent.values()))
                figure.add(slower, quicker)
    await sessions.engine.dispose()


async def _employ(sessions: Sessions, clock: SetClock) -> None:
    """Have Ben sign in by a password."""
    ben = await Casting(sessions, None, clock.at, KEYS).practice("Ben")
    hashed = await hash_password("four seas, one quiet boat")
    async with transaction(sessions) as session:
        own = update(Account).where(Account.id == ben.id)
        await session.execute(own.values(email=KNOWN, password_hash=hashed))


async def _ms(http: AsyncClient, email: str) -> float:
    body = {"email": email, "password": "not the password of anyone"}
    started = time.perf_counter()
    answer = await http.post("/v1/auth/sign-in", json=body)
    assert answer.status_code == 401
    return (time.perf_counter() - started) * 1000
