"""Why a reminder does not leave: which state each reason comes with, and which reason counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class End:
    """How a reminder ends: its final state, and why; what was sent needs no reason."""

    state: str
    reason: str | None


_REASONS = {
    "skipped": (
        "done",
        "excused",
        "paused",
        "safety",
        "quiet_hours",
        "no_device",
        "backoff",
        "grouped",
        "on_phone",
        "cap",
        "off",
        "backdated",
    ),
    "cancelled": ("stopped", "discharged", "plan_changed"),
    "expired": ("expired", "not_planned"),
    "failed": ("unknown", "not_accepted_in_time", "refused", "target_dead"),
}
ENDS: Mapping[str, End] = {
    reason: End(state, reason) for state, reasons in _REASONS.items() for reason in reasons
}
"""How a reminder ends, by its reason: each comes with one state."""

SENT = End("sent", None)

# Of several reasons the first that holds is told. There are three orders, one a question.
AS_IT_LEAVES = ("done", "safety", "paused", "stopped", "discharged", "expired", "plan_changed")
"""Why what is about to leave does not: what is done needs no other reason.

`expired` precedes `plan_changed`: edits no longer update the revision of what closed long ago.
"""
AS_THE_PLAN_CHANGES = ("discharged", "stopped", "safety", "paused", "excused", "plan_changed")
"""Why a plan no longer asks for it: a discharge and a stop are for good, whatever was before."""
WITHOUT_A_REMINDER = (
    "off",
    "backdated",
    "excused",
    "safety",
    "paused",
    "plan_changed",
    "not_planned",
)
"""Why a slot has no reminder: what kept one from being made, before what was missed."""

SLOT_TAKEN_BACK = ("done", "excused", "paused", "safety", "plan_changed", "stopped", "discharged")
"""Reasons that a later edit, resume or undo takes back; every other end is for good."""
BRIEF_TAKEN_BACK = ("plan_changed", "discharged")
"""Of a brief: taken back when the appointment, the care or the reminders are back."""
BRIEF_MISSED = ("expired", "no_device")
"""Of a brief: nobody was told. Taken back when the session is put off, within the day as well."""


def why_not(known: Mapping[str, bool], order: Sequence[str]) -> End | None:
    """Return the end of the first reason in an order that is known to hold, or None."""
    return next((ENDS[reason] for reason in order if known.get(reason, False)), None)
