"""However answers are lost, requests repeated and clocks wrong: two phones and the server agree."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.sync import giving
from tests.acting.care import Care
from tests.acting.syncing import Phone, all_of
from tests.sync.machine import CLOCKS, MONDAY, Away, World

THINGS = ("check_in", "weekly_check_in", "log", "excused", "settings")
VERBS = (
    *(*["say"] * 4, "put", *["sync"] * 3, "settle", "lose", "correct", "correct", "stall"),
    *(*["repeat"] * 3, "shuffle", "wait", "treat", "treat", "expire"),
)
# How many records an answer takes: few, so that much is told by several, or all.
PAGES = (6, 300)


@st.composite
def acts_on_few(draw: st.DrawFn) -> list[tuple[str, str, str, int]]:
    """Return what is done with one or two things, so that much happens to each."""
    things = draw(st.lists(st.sampled_from(THINGS), min_size=1, max_size=2, unique=True))
    values = st.integers(0, 4)
    act = st.tuples(st.sampled_from(VERBS), st.sampled_from("ab"), st.sampled_from(things), values)
    return draw(st.lists(act, min_size=6, max_size=20))


FEW = settings(
    max_examples=40,
    # Shrinking through HTTP would take minutes.
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FEW
@given(acts_on_few(), st.sampled_from(PAGES))
async def test_two_phones_and_the_server_agree(
    casting: Any, care: Care, acts: Any, page: int
) -> None:
    care.clock.at = care.clock.at.replace(day=2, hour=11)
    fresh = await care.of_someone_new(casting)
    fresh.sign_in_again()
    item = await fresh.prescribe("08:00", schedule={"start_on": MONDAY})
    people = {"a": fresh.ana, "b": await fresh.another_phone()}
    phones = {name: Away(Phone(people[name]), CLOCKS[name]) for name in people}
    world = World(fresh, item, phones)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(giving, "MOST_RECORDS", page)
        for act in acts:
            await world.act(*act)
        for name in "abab":
            await world.act("settle", name, "", 0)
    for name in "ab":
        again = await phones[name].phone.sync()
        assert (again["changes"], again["deleted"], again["has_more"]) == ([], [], False)
    held = await all_of(people["a"])
    assert phones["a"].phone.has == held
    assert phones["b"].phone.has == held
    holds(world, held)


def holds(world: World, held: Any) -> None:
    """Assert that of each thing that holds which was said last, by the true clock."""
    of = {kind: [body for (k, _), body in held.items() if k == kind] for kind in THINGS}
    last = world.last
    for kind, answer in (
        ("check_in", "pain_average"),
        ("weekly_check_in", "energy"),
        ("log", "effort"),
    ):
        if kind in last and not _undone_before_it_came(world, kind):
            value = last[kind][1]
            assert [body[answer] for body in of[kind]] == ([value] if value else []), kind
    if "settings" in last:
        assert of["settings"][0]["reminder_cap"] == last["settings"][1] + 1, world.log
    reasons = {"sick" if v < 4 else "holiday" for k, (_, v) in last.items() if "excused" in k and v}
    hers = {body["reason"] for body in of["excused"] if body["by"] == "client"}
    assert hers == reasons
    assert len(of["excused"]) == len(hers_last(last)) + world.excused, (of["excused"], last)


def hers_last(last: Any) -> list[str]:
    """Return whose excused days hold, of all that was said of them."""
    return [each for each, (_, value) in last.items() if "excused" in each and value]


def _undone_before_it_came(world: World, kind: str) -> bool:
    """Tell whether a log was undone under an id that no log came with: that undoes nothing."""
    name, value = world.last[kind]
    if kind != "log" or value:
        return False
    said = [c for c in _said(world, name) if c["kind"] == "log"]
    return not said


def _said(world: World, name: str) -> list[Any]:
    return [each for sent in world.phones[name].sent for each in sent["changes"]]
