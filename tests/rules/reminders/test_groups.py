"""Several reminders of one client that fall due together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from api.rules.reminders.groups import (
    GROUPED,
    HELD_BACK,
    SETTLING,
    TOGETHER,
    Neighbour,
    decide_together,
)
from api.rules.reminders.leaving import Decision, Defer, Facts, Follow, Send
from api.rules.reminders.reasons import End
from tests.rules.reminders.test_leaving import DUE, READY

MINUTE = timedelta(minutes=1)
NO_ROOM = End("skipped", "cap")


def after(minutes: float) -> datetime:
    return DUE + minutes * MINUTE


def due(minutes: float, number: int = 0, **changed: Any) -> Facts:
    """Return a reminder due so long after the first one, in hand and ready to leave."""
    due_at = after(minutes)
    named: dict[str, Any] = {"id": UUID(int=number or int(minutes) + 1), "due_at": due_at}
    usual = {"expires_at": due_at + 120 * MINUTE, "quiet": None}
    return replace(READY, **named | usual | changed)


def elsewhere(
    minutes: float, left: bool = False, number: int = 99, attempt: float | None = None
) -> Neighbour:
    """Return one that is not in hand."""
    at = after(minutes if attempt is None else attempt)
    return Neighbour(UUID(int=number), after(minutes), at, left)


def decided(mine: Sequence[Facts], others: Sequence[Neighbour], now: float) -> list[Decision]:
    turn = decide_together(mine, others, after(now))
    return [turn.decisions[facts.id] for facts in mine]


def following(minutes: float) -> Decision:
    """Return what becomes of one that the one due so long after the first speaks for."""
    return Follow(due(minutes).id)


def until(minutes: float) -> Decision:
    return Defer(after(minutes), exact=True)


def test_one_alone_leaves_and_leads_itself():
    turn = decide_together([due(0)], [], DUE)
    assert turn.decisions == {UUID(int=1): Send()}
    assert turn.leader == UUID(int=1)


def test_the_first_waits_for_the_one_due_within_ten_minutes():
    assert decided([due(0)], [elsewhere(8)], 0) == [until(8)]
    assert decided([due(0)], [elsewhere(10)], 0) == [until(10)]


def test_the_first_does_not_wait_for_one_due_later_than_that():
    assert decided([due(0)], [elsewhere(10.1)], 0) == [Send()]


def test_the_last_one_speaks_for_all():
    mine = [due(0), due(8), due(4)]
    turn = decide_together(mine, [], after(8))
    assert [turn.decisions[facts.id] for facts in mine] == [following(8), Send(), following(8)]
    assert turn.leader == mine[1].id


def test_of_two_due_at_once_one_speaks_the_same_in_every_hand():
    one, two = due(0, number=1), due(0, number=2)
    assert decided([one, two], [], 0) == [Follow(two.id), Send()]
    assert decided([two], [elsewhere(0, number=1)], 0) == [Send()]
    assert decided([one], [elsewhere(0, number=2)], 0) == [Defer(DUE + SETTLING, exact=True)]


def test_the_earlier_one_goes_alone_when_the_later_one_is_done_meanwhile():
    assert decided([due(0)], [], 8) == [Send()]
    assert decided([due(0), due(8, done=True)], [], 8) == [Send(), End("skipped", "done")]


def test_a_chain_breaks_ten_minutes_after_its_first():
    first, second, third = due(0), due(8), due(16)
    assert decided([first], [elsewhere(8), elsewhere(16)], 0) == [until(8)]
    assert decided([first, second], [elsewhere(16)], 8) == [following(8), Send()]
    assert decided([third], [elsewhere(8, left=True)], 16) == [Send()]


def test_a_chain_in_two_hands_breaks_where_it_does_in_one():
    # Whoever holds the second knows of the first, and does not wait for the third.
    assert decided([due(8)], [elsewhere(0, attempt=8), elsewhere(16)], 8) == [Send()]
    waiting = Defer(after(8) + SETTLING, exact=True)
    assert decided([due(0)], [elsewhere(8), elsewhere(16)], 8) == [waiting]
    assert decided([due(0)], [elsewhere(8, left=True), elsewhere(16)], 8.2) == [GROUPED]


def test_whoever_was_spoken_for_says_nothing_more():
    assert decided([due(0)], [elsewhere(8, left=True)], 9) == [GROUPED]
    # Late as it is, one that left meanwhile spoke for it, however far apart they were due.
    assert decided([due(0)], [elsewhere(11, left=True)], 11) == [GROUPED]
    # One that left before it was due did not know of it.
    assert decided([due(8)], [elsewhere(0, left=True)], 8) == [Send()]


def test_all_that_is_late_leaves_as_one():
    mine = [due(0), due(40), due(75)]
    assert decided(mine, [], 90) == [following(75), following(75), Send()]


def test_what_is_late_does_not_wait_for_what_is_still_to_come():
    assert decided([due(0), due(40)], [elsewhere(95)], 90) == [following(40), Send()]


def test_one_that_closes_before_the_last_is_due_is_spoken_for_by_it():
    soon_over = due(0, expires_at=after(5))
    assert decided([soon_over], [elsewhere(8)], 0) == [GROUPED]


def test_nobody_waits_for_one_that_was_put_off_for_long():
    """After quiet hours, say: it will join what is due by then."""
    assert decided([due(0)], [elsewhere(5, attempt=21)], 0) == [Send()]


def test_a_spread_later_than_due_keeps_the_group_together():
    assert decided([due(0)], [elsewhere(8, attempt=8.5)], 0.5) == [until(8.5)]


def test_a_test_push_neither_waits_nor_speaks_for_others():
    test, item = due(0, number=1, alone=True), due(0, number=2)
    turn = decide_together([test, item], [], DUE)
    assert turn.decisions == {test.id: Send(), item.id: Send()}
    assert turn.leader == item.id


def test_another_try_of_one_that_left_is_not_grouped_again():
    again, fresh = due(0, left_before=True), due(2)
    turn = decide_together([again, fresh], [], after(2))
    assert turn.decisions == {again.id: Send(), fresh.id: Send()}
    assert turn.leader == fresh.id


def test_another_try_speaks_for_those_that_were_due_before_it():
    again, before = due(8, left_before=True), due(0)
    turn = decide_together([again, before], [], after(9))
    assert turn.decisions == {again.id: Send(), before.id: Follow(again.id)}
    assert turn.leader is None, "it has its place in the cap since it first left"


def test_another_try_that_is_not_made_has_spoken_if_it_may_have_arrived():
    over = due(8, left_before=True, reached=True, done=True)
    assert decided([due(0), over], [], 9) == [GROUPED, End("skipped", "done")]
    nowhere = replace(over, reached=False)
    assert decided([due(0), nowhere], [], 9) == [Send(), End("skipped", "done")]


def test_a_group_is_as_important_as_its_most_important():
    assert decide_together([due(0, rank=0), due(1, rank=2)], [], after(1)).rank == 0
    assert decide_together([due(0, rank=2), due(1, rank=1)], [], after(1)).rank == 1


def test_a_refused_group_ends_with_all_its_members_and_nothing_else():
    mine = [due(0), due(1), due(2, done=True), due(3, number=9, alone=True)]
    turn = decide_together(mine, [], after(3))
    turn.refuse(NO_ROOM)
    ends = [turn.decisions[facts.id] for facts in mine]
    assert ends == [NO_ROOM, NO_ROOM, End("skipped", "done"), Send()]


def test_a_whole_notification_is_held_back_and_not_one_of_its_members():
    mine = [due(0, holds_back=True), due(8, holds_back=True)]
    assert decided(mine[:1], [elsewhere(8)], 0) == [until(8)]
    turn = decide_together(mine, [], after(8))
    assert set(turn.decisions.values()) == {HELD_BACK}
    assert turn.leader is None


def test_what_she_asked_for_herself_takes_along_what_would_be_held_back():
    mine = [due(0, holds_back=True), due(3)]
    assert decided(mine, [], 3) == [following(3), Send()]


def test_another_try_is_never_held_back():
    assert decided([due(0, left_before=True, holds_back=True)], [], 1) == [Send()]


@dataclass(frozen=True)
class Crowd:
    """A client's reminders, some of them in hand."""

    mine: list[Facts]
    others: list[Neighbour]


@st.composite
def crowds(draw: st.DrawFn) -> Crowd:
    minutes = draw(st.lists(st.integers(-90, 30), min_size=1, max_size=8))
    mine, others = [], []
    for number, minute in enumerate(minutes, start=1):
        if minute <= 0 and draw(st.booleans()):
            mine.append(due(minute, number=number, done=draw(st.booleans())))
        else:
            left = minute <= 0 and draw(st.booleans())
            others.append(elsewhere(minute, left=left, number=number))
    return Crowd(mine, others)


@given(crowds())
def test_at_most_one_leaves_at_a_time_and_nobody_waits_for_long(crowd: Crowd):
    turn = decide_together(crowd.mine, crowd.others, DUE)
    assert set(turn.decisions) == {facts.id for facts in crowd.mine}
    leaving = [each for each, decision in turn.decisions.items() if decision == Send()]
    assert leaving == ([turn.leader] if turn.leader else [])
    for facts in crowd.mine:
        decision = turn.decisions[facts.id]
        if isinstance(decision, Defer):
            assert DUE < decision.until <= max(DUE + SETTLING, facts.due_at + TOGETHER)
            assert decision.until < facts.expires_at


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_with_one_hand_and_no_delay_notifications_lie_apart(minutes: list[int]):
    """Minute by minute, as a worker would: every group leaves when its last member is due."""
    open_ = {n: due(minute, number=n) for n, minute in enumerate(sorted(minutes), start=1)}
    next_at = {n: facts.due_at for n, facts in open_.items()}
    left: dict[int, datetime] = {}
    for minute in range(80):
        now = after(minute)
        mine = [facts for n, facts in open_.items() if next_at[n] <= now]
        others = [
            Neighbour(facts.id, facts.due_at, next_at[n], left=False)
            for n, facts in open_.items()
            if facts not in mine
        ]
        others += [Neighbour(UUID(int=n), at, at, left=True) for n, at in left.items()]
        for each, decision in decide_together(mine, others, now).decisions.items():
            if isinstance(decision, Defer):
                next_at[each.int] = decision.until
                continue
            if decision == Send():
                assert open_[each.int].due_at == now
                left[each.int] = now
            del open_[each.int]
    assert not open_
    # Each notification speaks for all that was due in the ten minutes before it.
    expected, first = [], None
    for at in sorted(after(minute) for minute in minutes):
        if first is None or at > first + TOGETHER:
            first = at
            expected.append(at)
        expected[-1] = at
    assert sorted(left.values()) == expected


def test_what_stands_alone_speaks_for_nothing_that_was_due_before_it() -> None:
    news = due(5, alone=True, left_before=True, reached=True)
    assert decided([due(0), news], (), 6) == [Send(), Send()]
