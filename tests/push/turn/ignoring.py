"""A client who ignores one reminder after another."""

from typing import Any

from tests.push.rig import Rig

SENT, HELD_BACK = ("sent", None), ("skipped", "backoff")
# One reminder an hour with a window of half an hour: each is ignored before the next is due.
WALLS = ("10:00", "11:00", "12:00", "13:00", "14:00", "15:00", "16:00", "17:00")


async def prescribe(rig: Rig, *walls: str, window_min: int = 30, **more: Any) -> Any:
    schedule = {"times": list(walls), "window_min": window_min}
    return await rig.care.prescribe(schedule=schedule, **more)


async def days_of(rig: Rig, *walls: str) -> list[tuple[str, str | None]]:
    """Run a turn at each wall time on Monday; return (state, reason) of each slot."""
    for wall in walls:
        await rig.turn_at(wall)
    found = await rig.ends()
    return [found[wall] for wall in walls]
