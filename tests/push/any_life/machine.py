"""A Hypothesis state machine of random events: to Ana, her phones, the workers and FCM."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from fastapi import FastAPI
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.loops import MovedLoop
from tests.push.any_life import acts, phones
from tests.push.any_life.chances import (
    ANSWERS,
    BEGINNINGS,
    CHANGES,
    DEATHS,
    DURING,
    MINUTES,
    NUMBER,
    PHONES,
    PREFERENCES,
    TARGETS,
    TIMES,
    WINDOWS,
    ZONES,
)
from tests.push.any_life.ledger import require_ledger
from tests.push.any_life.life import Life

T = TypeVar("T")
Opened = Callable[[], Any]
Something = Callable[[], Coroutine[Any, Any, None]]
WALKED = {"lives": 0, "steps": 0, "requests": 0, "cleared": 0, "proofs": 0, "proven": 0}


class AnyLife(RuleBasedStateMachine):
    """A life made of random events; its end checks the ledger of reminders."""

    def __init__(self, opened: Opened, app: FastAPI) -> None:
        super().__init__()
        self._database, self._app = opened(), app
        self._url: str = self._database.__enter__()
        self._runner = asyncio.Runner(loop_factory=MovedLoop)
        self._life: Life | None = None

    @property
    def life(self) -> Life:
        assert self._life is not None
        return self._life

    def run(self, told: Coroutine[Any, Any, T]) -> T:
        WALKED["steps"] += 1
        return self._runner.run(told)

    def item(self, number: int) -> Any:
        return self.life.memory.items[number % len(self.life.memory.items)]

    @initialize(beginning=BEGINNINGS, times=TIMES, window=WINDOWS, wide=st.booleans())
    def begin(self, beginning: Any, times: list[str], window: int, wide: bool) -> None:
        zone, at = beginning
        self._life = self.run(Life.begin(self._app, self._url, at, zone))
        self.run(phones.register(self.life, "one", "a", False, True))
        self.run(acts.prescribe(self.life, times, window, False))
        self.run(acts.prescribe(self.life, ["08:00", "10:00"], 120, False))
        if wide:
            self.run(acts.prefer(self.life, {"quiet_hours": None, "reminder_cap": 24}))

    @rule(times=TIMES, window=WINDOWS, fixed=st.booleans())
    def prescribe(self, times: list[str], window: int, fixed: bool) -> None:
        if len(self.life.memory.items) < 5:
            self.run(acts.prescribe(self.life, times, window, fixed))

    @rule(number=NUMBER, ahead=st.sampled_from([0, 0, 1, 2]), change=CHANGES)
    def edit(self, number: int, ahead: int, change: dict[str, Any]) -> None:
        self.run(acts.edit(self.life, self.item(number), ahead, change))

    @rule(number=NUMBER, days=st.sampled_from([None, 1, 2]))
    def pause(self, number: int, days: int | None) -> None:
        self.run(acts.pause(self.life, self.item(number), days))

    @rule(number=NUMBER)
    def resume(self, number: int) -> None:
        self.run(acts.resume(self.life, self.item(number)))

    @rule(number=st.integers(0, 60))
    def stop(self, number: int) -> None:
        # Rarely, or soon no item is left to remind of.
        if number < len(self.life.memory.items):
            self.run(acts.stop(self.life, self.item(number)))

    @rule(zone=ZONES)
    def travel(self, zone: str) -> None:
        self.run(acts.travel(self.life, zone))

    @rule(number=NUMBER, wall=NUMBER, days=st.sampled_from([-1, 0, 0]))
    def log(self, number: int, wall: int, days: int) -> None:
        item = self.item(number)
        walls = sorted(item.walls)
        self.run(acts.log(self.life, item, walls[wall % len(walls)], days))

    @rule(number=NUMBER)
    def undo(self, number: int) -> None:
        self.run(acts.undo(self.life, number))

    @rule(days=st.sampled_from([-1, 0, 0]), red_flag=st.sampled_from([False, False, True]))
    def check_in(self, days: int, red_flag: bool) -> None:
        self.run(acts.check_in(self.life, days, red_flag))

    @rule(days=st.sampled_from([-7, 0, 0]))
    def tell_week(self, days: int) -> None:
        self.run(acts.tell_week(self.life, days))

    @rule(number=NUMBER, minutes=st.sampled_from([5, 15, 60, 180]))
    def snooze(self, number: int, minutes: int) -> None:
        self.run(acts.snooze(self.life, number, minutes))

    @rule(number=NUMBER, phone=PHONES)
    def open(self, number: int, phone: str) -> None:
        self.run(acts.open_it(self.life, number, phone))

    @rule(change=PREFERENCES)
    def prefer(self, change: dict[str, Any]) -> None:
        self.run(acts.prefer(self.life, change))

    @rule(phone=PHONES, value=TARGETS, cys=st.booleans(), allowed=st.booleans())
    def register(self, phone: str, value: str, cys: bool, allowed: bool) -> None:
        self.run(phones.register(self.life, phone, value, cys, allowed))

    @rule(value=TARGETS, minutes=st.sampled_from([0, 0, 11, 15]))
    def prove(self, value: str, minutes: int) -> None:
        """Have Cy take a target over that Ana may hold: by what is pushed to it."""
        self.run(phones.register(self.life, "three", value, True, True))
        self.run(self.life.pass_by(minutes))
        for phone in ("three", "one"):
            self.run(phones.prove(self.life, phone))

    @rule(value=TARGETS)
    def come_back(self, value: str) -> None:
        self.run(phones.register(self.life, "one", value, False, True))

    @rule(phone=PHONES)
    def remove(self, phone: str) -> None:
        self.run(phones.remove(self.life, phone))

    @rule(value=TARGETS)
    def done_on_one_of_two(self, value: str) -> None:
        """Have the next one on two phones, and do it on the first."""
        self.run(phones.register(self.life, "two", value, False, True))
        self.run(self.life.to_next())
        self.run(self.life.turn())
        self.run(acts.answer_last(self.life))
        self.run(self.life.turn())

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.run(self.life.pass_by(minutes))

    @rule()
    def next_one(self) -> None:
        self.run(self.life.to_next())
        self.run(self.life.turn(1))

    @rule(minutes=MINUTES)
    def outage(self, minutes: int) -> None:
        self.life.memory.trouble = True
        self.life.care.advance(minutes=minutes)
        self.run(self.life.plan())

    @rule()
    def plan(self) -> None:
        self.run(self.life.plan())

    @rule()
    def two_at_once(self) -> None:
        self.run(self.life.to_next())
        self.run(self.life.both())

    @rule(answer=ANSWERS, times=st.integers(1, 3))
    def fcm_answers(self, answer: tuple[str, str | None], times: int) -> None:
        self.life.memory.trouble = True
        self.life.stub.script(answer[0], times, answer[1])
        self.run(self.life.to_next())
        self.run(self.life.turn())

    @rule(skew=st.sampled_from([-3600, -6, 6, 3600]))
    def wrong_clock(self, skew: int) -> None:
        self.life.memory.trouble = True
        before = len(self.life.stub.seen)
        self.run(self.life.to_next())
        self.run(self.life.turn_with_clock_off(skew))
        assert len(self.life.stub.seen) == before, "nothing leaves by a wrong clock"

    @rule()
    def die_claiming(self) -> None:
        self.life.memory.trouble = True
        self.run(self.life.to_next())
        self.run(self.life.claim_and_die())

    @rule(death=DEATHS)
    def die_posting(self, death: str) -> None:
        self.life.memory.trouble = True
        self.run(self.life.to_next())
        self.run(self.life.die_posting(death))

    @rule(seconds=st.sampled_from([0, 39, 45, 65]), act=DURING, number=NUMBER, zone=ZONES)
    def stall(self, seconds: int, act: str, number: int, zone: str) -> None:
        self.life.memory.trouble = True
        self.run(self.life.to_next())
        self.run(self.life.stall(seconds, self.something(act, number, zone)))

    @rule(act=DURING, number=NUMBER, zone=ZONES)
    def meanwhile(self, act: str, number: int, zone: str) -> None:
        self.run(self.life.to_next())
        self.run(self.life.meanwhile(self.something(act, number, zone)))

    def something(self, act: str, number: int, zone: str) -> Something:
        """Return the act that is to happen while a worker is in the middle of a turn."""
        life, item = self.life, self.item(number)
        known: dict[str, Something] = {
            "stop": partial(acts.stop, life, item),
            "pause": partial(acts.pause, life, item, None),
            "log": partial(acts.log, life, item, min(item.walls), 0),
            "red_flag": partial(acts.check_in, life, 0, True),
            "travel": partial(acts.travel, life, zone),
            "edit": partial(acts.edit, life, item, 0, {"times": ["10:00", "12:30"]}),
            "hand_over": partial(phones.register, life, "one", "a", True, True),
        }
        return known[act]

    def teardown(self) -> None:
        try:
            if self._life is not None:
                self._end(self._life)
        finally:
            self._runner.close()
            self._database.__exit__(None, None, None)

    def _end(self, life: Life) -> None:
        try:
            # Half a day for the reminders still open to reach a final state.
            life.stub.script("ok", times=None)
            self.run(life.pass_by(13 * 60))
            self.run(require_ledger(life))
        finally:
            WALKED["lives"] += 1
            WALKED["requests"] += len(life.stub.seen)
            WALKED["cleared"] += len(life.stub.clears)
            WALKED["proofs"] += len(life.stub.proofs)
            WALKED["proven"] += "proven" in life.memory.ever
            self.run(life.end())
