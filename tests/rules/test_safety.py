import pytest

from api.rules.safety import stop_rules_met, worst

RISE, ABOVE = "pain_rise", "pain_above_limit"

EDGES = [
    # before, after, limit: what is met
    (7, 6, 5, []),
    (6, 6, 5, []),
    (5, 6, 5, [ABOVE]),
    (4, 5, 5, []),
    (4, 6, 5, [RISE, ABOVE]),
    (3, 5, 5, [RISE]),
    (None, 5, 5, []),
    (None, 6, 5, [ABOVE]),
    (None, 1, 0, [ABOVE]),
    (None, 10, 10, []),
    (0, 0, 0, []),
    (0, 1, 0, [ABOVE]),
    (0, 1, 1, []),
    (0, 2, 10, [RISE]),
    (8, 10, 10, [RISE]),
    (9, 10, 10, []),
    (10, 10, 0, []),
    (10, 0, 0, []),
    (6, None, 5, []),
    (None, None, 0, []),
]


@pytest.mark.parametrize(("before", "after", "limit", "met"), EDGES)
def test_the_rules_at_every_edge(before, after, limit, met):
    assert stop_rules_met(before, after, limit, []) == met


def test_the_rules_at_every_pain_there_is():
    scale = range(11)
    for limit in scale:
        for after in scale:
            assert stop_rules_met(None, after, limit, []) == ([ABOVE] if after > limit else [])
            for before in scale:
                met = stop_rules_met(before, after, limit, [])
                assert (RISE in met) == (after >= before + 2)
                assert (ABOVE in met) == (after > limit and after > before)


def test_a_stop_sign_is_a_rule_of_its_own_once_whatever_the_pain():
    assert stop_rules_met(7, 3, 5, ["dizziness", "chest_pain", "dizziness"]) == [
        "dizziness",
        "chest_pain",
    ]
    assert stop_rules_met(1, 6, 5, ["dizziness"]) == [RISE, ABOVE, "dizziness"]
    assert stop_rules_met(None, None, 5, ["new_numbness_or_weakness"]) == [
        "new_numbness_or_weakness"
    ]


def test_the_worst_level_is_the_gravest_that_was_said():
    assert worst(["stop", "urgent", None]) == "urgent"
    assert worst(["urgent", "emergency", "stop"]) == "emergency"
    assert worst(["stop"]) == "stop"
    assert worst([None, "mild"]) is None
    assert worst([]) is None
