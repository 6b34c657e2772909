"""Every invariant can be broken: good evidence is spoilt, and it is noticed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.tables import Reminder
from tests.faults.accepted import Push
from tests.faults.invariants import Evidence, broken

DUE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EXPIRES = DUE + timedelta(hours=2)
ANA, CY, ONE, OTHER = (UUID(int=number) for number in range(1, 5))
Spoil = Callable[[Evidence], Evidence]


def reminder(key: UUID, state: str = "sent", reason: str | None = None) -> Reminder:
    return Reminder(
        id=key, account_id=ANA, due_at=DUE, expires_at=EXPIRES, state=state, reason=reason
    )


def evidence() -> Evidence:
    """Return what one reminder leaves behind that was sent, and one that was grouped with it."""
    message: dict[str, Any] = {"token": "ana-phone", "data": {"kind": "plan"}}
    return Evidence(
        pushes=[Push(DUE, ONE, "ana-phone", message)],
        due={ONE: reminder(ONE), OTHER: reminder(OTHER, "skipped", "grouped")},
        owners={"ana-phone": ANA, "cy-phone": CY},
        names=frozenset({"Ana"}),
        now=EXPIRES,
    )


def but(**changed: Any) -> Spoil:
    """Return the same with the push changed."""
    return lambda good: replace(good, pushes=[replace(good.pushes[0], **changed)])


def with_end(state: str, reason: str | None, after: timedelta = timedelta(0)) -> Spoil:
    """Return the same with the other reminder ended differently, looked at so much later."""
    return lambda good: replace(
        good,
        due=good.due | {OTHER: reminder(OTHER, state, reason)},
        now=good.now + after,
    )


SPOILT: dict[str, Spoil] = {
    "twice": lambda good: replace(good, pushes=good.pushes * 2),
    "early": but(at=DUE - timedelta(milliseconds=1)),
    "late": but(at=EXPIRES),
    "strangers": but(target="cy-phone"),
    "telling": but(message={"notification": {"body": "Ana, your plan is ready."}}),
    "still_open": with_end("claimed", None, after=timedelta(seconds=66)),
    "without_reason": with_end("failed", None),
}


def test_good_evidence_breaks_none() -> None:
    assert broken(evidence()) == {}
    assert evidence().missed == set()


@pytest.mark.parametrize("name", SPOILT)
def test_what_breaks_one_is_noticed(name: str) -> None:
    assert set(broken(SPOILT[name](evidence()))) == {name}


def test_a_body_part_is_telling_and_part_of_another_word_is_not() -> None:
    assert broken(but(message={"body": "For your neck."})(evidence())) == {"telling": ["neck"]}
    assert broken(but(message={"body": "Ready for a necktie?"})(evidence())) == {}


@pytest.mark.parametrize(
    "end", [("failed", "unknown"), ("expired", "expired"), ("skipped", "no_device")]
)
def test_what_never_left_is_missed_unless_another_one_spoke_for_it(end: tuple[str, str]) -> None:
    assert with_end(*end)(evidence()).missed == {OTHER}
    assert with_end("cancelled", "plan_changed")(evidence()).missed == set()
