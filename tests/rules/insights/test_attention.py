"""Who of a caseload needs a look first, and why."""

import pytest

from api.rules.insights.attention import State, reasons, weight

FINE = State((), 0, "no_clear_change", "high")


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (FINE, []),
        (State((), 0, None, None), []),
        (State((), 0, None, "middle"), []),
        (State((), 4, None, None), ["silent"]),
        (State((), 0, "small_worsening", "high"), ["worsening"]),
        (State((), 0, "meaningful_improvement", "low"), ["low_adherence"]),
        (
            State((6,), 9, "meaningful_worsening", "low"),
            ["alert", "silent", "worsening", "low_adherence"],
        ),
    ],
)
def test_why_somebody_should_look(state: State, why: list[str]) -> None:
    assert reasons(state) == why


def test_the_gravest_comes_first() -> None:
    in_order = [
        State((0, 6), 0, None, None),
        State((2,), 0, None, None),
        State((), 9, None, None),
        State((), 4, "meaningful_worsening", None),
        State((), 0, "meaningful_worsening", "low"),
        State((), 0, "meaningful_worsening", "high"),
        State((), 0, "small_worsening", "high"),
        State((), 0, None, "low"),
        FINE,
    ]
    weights = [weight(state) for state in in_order]
    assert weights == sorted(set(weights))
