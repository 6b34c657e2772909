"""Which version of a plan asks for a slot: an edit never touches what was due before it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from api.rules.plan.plans import Plan, Version

# A UTC date is over and the next local date has not begun anywhere.
_EVERYWHERE = timedelta(days=2)


def newest_first(plan: Plan) -> list[Version]:
    """Return the versions, the highest number first."""
    return sorted(plan.versions, key=lambda version: version.number, reverse=True)


def effective_on(versions: list[Version], day: date) -> list[Version]:
    """Return the versions that can ask for a slot of a date, the highest number first.

    `versions` come highest number first. Most dates have one: an edit made before the date began
    anywhere leaves the older versions nothing to ask for.
    """
    found: list[Version] = []
    for version in versions:
        if version.effective_on <= day:
            found.append(version)
            if version.committed_at.date() + _EVERYWHERE <= day:
                break
    return found


def asked_by(
    rivals: list[Version], dues: Callable[[Version], Mapping[str, datetime]]
) -> dict[str, tuple[datetime, Version]]:
    """Return one date's slots by name, each with its instant and the version that asks for it.

    `rivals` are the date's versions, the highest number first, at least one; `dues` gives the
    instants at which a version alone would ask. What was due before an edit stays as it was,
    the rest of the date is as the edit says. The first version asks for everything, so that its
    slots due before it was made are backdated.
    """
    first = rivals[-1]
    slots = {name: (due, first) for name, due in dues(first).items()}
    for edit in rivals[-2::-1]:
        made = edit.committed_at
        to_come = {name: (due, edit) for name, due in dues(edit).items() if due >= made}
        over = {name: slot for name, slot in slots.items() if slot[0] < made}
        slots = to_come | over
    return slots
