"""The paths that are measured, each with how much less of the processor it is to take."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tests.bench.against.sides import Side
from tests.bench.sending import Request

# The turn in which something is sent, from 0 on, and the side; what was sent is never sent again.
Making = Callable[[Side, int], list[Request]]


@dataclass(frozen=True, slots=True)
class Path:
    """What is sent to one of the two practices in each turn; `goal` is the least ratio of both.

    `with_worker` is the least ratio of what API and worker take together.
    """

    name: str
    practice: str
    requests: Making
    goal: float
    with_worker: float | None = None


def paths(turns: int, quick: bool) -> list[Path]:
    """Return all of them; a turn of writes is a date, the last of them today."""
    many, some, few = (150, 40, 6) if quick else (600, 120, 16)
    last = datetime.now(UTC).date() - timedelta(days=1)
    span = f"from={last - timedelta(days=89)}&to={last}"

    def check_ins(side: Side, turn: int) -> list[Request]:
        side.told = side.check_ins(_date_of(turn, turns), turn)
        return side.told

    def replays(side: Side, _: int) -> list[Request]:
        return side.told

    def logs(side: Side, turn: int) -> list[Request]:
        return side.logs(_date_of(turn, turns))

    def of_therapist(count: int, path: str) -> Making:
        return lambda side, _: side.reads_of_therapist(count, path)

    def of_clients(count: int, path: str) -> Making:
        return lambda side, _: side.reads_of_clients(count, path)

    trends, brief = "/v1/clients/{}/trends?" + span, "/v1/clients/{}/brief"
    return [
        Path("check-in PUT, alerts looked for", "large", check_ins, 3.5, with_worker=2.0),
        Path("check-in PUT again", "large", replays, 2.5),
        Path("log PUT", "large", logs, 2.0),
        Path("trends GET, 90 days", "small", of_therapist(many, trends), 3.0),
        Path("today GET, 8 items", "small", of_clients(many, "/v1/me/today"), 2.2),
        Path("brief GET, a past of 90 days", "small", of_therapist(some, brief), 2.5),
        Path("brief GET, a past of 365 days", "large", of_therapist(some, brief), 2.5),
        Path("caseload GET of 40", "small", of_therapist(few, "/v1/caseload"), 3.0),
        Path("caseload GET of 200", "large", of_therapist(few, "/v1/caseload"), 3.0),
        Path("me/trends GET, 90 days", "small", of_clients(many, f"/v1/me/trends?{span}"), 2.5),
        Path("livez GET", "small", of_clients(10 * many, "/livez"), 4.0),
    ]


def _date_of(turn: int, turns: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=turns - turn)
