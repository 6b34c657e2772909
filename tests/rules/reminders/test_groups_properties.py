"""Groups in any number of hands, taken up in any order: what is due close together is told once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from api.rules.reminders.groups import GROUPED, TOGETHER, Neighbour, decide_together
from api.rules.reminders.leaving import Defer, Facts, Follow, Send
from api.rules.reminders.reasons import End
from tests.rules.reminders.test_groups import Crowd, after, crowds, due

WINDOW = timedelta(hours=2)
LATEST = 240


@given(crowds(), st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_given_does_not_matter(crowd: Crowd, chance: Random):
    turn = decide_together(crowd.mine, crowd.others, after(0))
    mine, others = list(crowd.mine), list(crowd.others)
    chance.shuffle(mine)
    chance.shuffle(others)
    again = decide_together(mine, others, after(0))
    assert (again.decisions, again.leader, again.rank) == (turn.decisions, turn.leader, turn.rank)


@given(crowds())
def test_who_is_spoken_for_is_spoken_for_by_somebody(crowd: Crowd):
    """By the one that leaves, by one that just left, or by one that is still to come."""
    turn = decide_together(crowd.mine, crowd.others, after(0))
    for facts in crowd.mine:
        match turn.decisions[facts.id]:
            case Follow(leader=leader):
                assert turn.decisions[leader] == Send()
            case decision if decision == GROUPED:
                left = any(each.left and each.due_at >= facts.due_at for each in crowd.others)
                assert left or facts.expires_at <= after(10)


@dataclass
class Row:
    """A reminder as the workers share it; `hand` has it claimed, and decides it later."""

    facts: Facts
    next_at: datetime
    hand: int | None = None
    left_at: datetime | None = None
    ended: End | None = None

    @property
    def is_open(self) -> bool:
        return self.left_at is None and self.ended is None


@dataclass
class Workers:
    """Several workers on one client's reminders, each of which claims and decides by chance."""

    rows: list[Row]
    chance: Random
    hands: int
    now: datetime = field(default_factory=lambda: after(0))

    def work(self) -> None:
        """Go on from one thing to be done to the next, until all has ended."""
        while any(row.is_open for row in self.rows):
            for hand in self.chance.sample(range(self.hands), self.hands):
                self._claim(hand)
            for hand in self.chance.sample(range(self.hands), self.hands):
                self._decide(hand)
            self.now += timedelta(seconds=self.chance.choice((1, 5, 20)))
            to_come = [row.next_at for row in self.rows if row.is_open]
            self.now = max(self.now, min(to_come, default=self.now))
            assert self.now < after(LATEST), "it goes on for ever"

    def _claim(self, hand: int) -> None:
        for row in self.rows:
            free = row.is_open and row.hand is None and row.next_at <= self.now
            # The others were locked just then, or above the limit of a claim.
            if free and self.chance.random() < 0.6:
                row.hand = hand

    def _decide(self, hand: int) -> None:
        mine = [row for row in self.rows if row.hand == hand]
        others = [row for row in self.rows if row.hand != hand and self._is_seen(row)]
        turn = decide_together([row.facts for row in mine], neighbours(others), self.now)
        for row in mine:
            row.hand = None
            match turn.decisions[row.facts.id]:
                case Send():
                    row.left_at = self.now
                case Defer(until=until):
                    assert until > self.now
                    row.next_at = until
                case Follow():
                    row.ended = GROUPED
                case End() as end:
                    row.ended = end

    def _is_seen(self, row: Row) -> bool:
        is_near = row.facts.due_at <= self.now + TOGETHER
        return is_near and row.ended is None


def neighbours(rows: Sequence[Row]) -> list[Neighbour]:
    return [
        Neighbour(row.facts.id, row.facts.due_at, row.next_at, row.left_at is not None)
        for row in rows
    ]


MINUTES = st.lists(st.integers(0, 45), min_size=1, max_size=7)


def at_work(minutes: list[int], chance: Random, hands: int) -> Workers:
    facts = [due(minute, number=n) for n, minute in enumerate(sorted(minutes), start=1)]
    return Workers([Row(each, each.due_at) for each in facts], chance, hands)


@settings(max_examples=150)
@given(MINUTES, st.randoms(use_true_random=False), st.integers(1, 3))
def test_in_any_hands_nobody_leaves_early_or_much_later_and_nobody_is_lost(
    minutes: list[int], chance: Random, hands: int
):
    workers = at_work(minutes, chance, hands)
    workers.work()
    left = [row for row in workers.rows if row.left_at is not None]
    for row in workers.rows:
        if row.left_at is not None:
            assert row.facts.due_at <= row.left_at < row.facts.expires_at
        else:
            assert row.ended == GROUPED
            # One that was due no earlier than it spoke for it.
            assert any(other.facts.due_at >= row.facts.due_at for other in left)


@settings(max_examples=150)
@given(MINUTES, st.randoms(use_true_random=False), st.integers(1, 3))
def test_in_any_hands_each_notification_is_that_of_a_group(
    minutes: list[int], chance: Random, hands: int
):
    """Two that are due within ten minutes of each other leave apart only at the end of a group."""
    workers = at_work(minutes, chance, hands)
    workers.work()
    left = sorted(row.facts.due_at for row in workers.rows if row.left_at is not None)
    assert len(left) <= len(groups_of(sorted({after(minute) for minute in minutes})))


def groups_of(dues: list[datetime]) -> list[datetime]:
    """Return the first of each group: those due within ten minutes of it belong to it."""
    firsts: list[datetime] = []
    for at in dues:
        if not firsts or at > firsts[-1] + TOGETHER:
            firsts.append(at)
    return firsts
