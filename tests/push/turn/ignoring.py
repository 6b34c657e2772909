"""A client who leaves one reminder after another unanswered."""

from typing import Any

from tests.push.house import House

SENT, SPARED = ("sent", None), ("skipped", "backoff")
# With half an hour each, each is ignored before the next one is due.
WALLS = ("10:00", "11:00", "12:00", "13:00", "14:00", "15:00", "16:00", "17:00")


async def prescribe(house: House, *walls: str, window_min: int = 30, **more: Any) -> Any:
    schedule = {"times": list(walls), "window_min": window_min}
    return await house.care.prescribe(schedule=schedule, **more)


async def days_of(house: House, *walls: str) -> list[tuple[str, str | None]]:
    """Let a worker turn at each wall time of Monday; return what became of each reminder."""
    for wall in walls:
        await house.turn_at(wall)
    found = await house.ends()
    return [found[wall] for wall in walls]
