"""The rules for every request that FCM receives, checked against what happened before it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.faults.invariants import told_by, words_of
from tests.push.any_life.expected import closes_at, dues, is_paused, wall_of
from tests.push.any_life.fcm_witness import Request
from tests.push.any_life.remembered import CHECK_IN, Key, Memory

LONGEST_WINDOW = timedelta(minutes=720)


@dataclass(frozen=True, slots=True)
class Name:
    """The columns of a reminder that never change: its owner, its source and its slot."""

    id: UUID
    account_id: UUID
    source: str
    key: Key


@dataclass(slots=True)
class Judge:
    """Checks the requests in order of arrival; raises at the first that breaks a rule."""

    memory: Memory
    read: int = 0
    read_clears: int = 0
    read_proofs: int = 0
    last: dict[tuple[UUID, str], Request] = field(default_factory=dict)
    all_quiet_until: datetime | None = None

    def hear(self, requests: list[Request], names: dict[UUID, Name]) -> None:
        """Check the requests that are new since the last call; they all belong to one turn."""
        fresh = requests[self.read :]
        self.read = len(requests)
        firsts = {r.reminder_id for r in fresh if not self._was_asked(r.reminder_id)}
        ana = {one for one in firsts if names[one].account_id == self.memory.ana}
        assert len(ana) <= 1, "one notification a turn for all that is due together"
        for request in fresh:
            self.judge(request, names[request.reminder_id])
        for request in fresh:
            self._learn(request)

    def hear_clears(self, requests: list[Request], names: dict[UUID, Name]) -> None:
        """Check what clears notifications: of what was done, on phones of hers, taken once each."""
        for request in requests[self.read_clears :]:
            name = names[request.reminder_id]
            assert request.behaviour is not None, "FCM would not take this message"
            assert set(request.message["data"]) == {"action", "reminder_id"}
            assert "notification" not in request.message["android"], "not silent"
            owners = {
                one.owner for one in self.memory.phones.values() if one.target == request.target
            }
            assert owners == {name.account_id}, "a phone that is not hers"
            hers = self.memory.snoozes[name.id].key if name.source == "snooze" else name.key
            assert self.memory.was_done(hers), "what was not done"
            assert self._was_asked(request.reminder_id), "what was never shown"
            self._learn(request)
        self.read_clears = len(requests)
        taken = [(one.reminder_id, one.target) for one in requests if one.accepted]
        assert len(taken) == len(set(taken)), "cleared twice"

    def hear_proofs(self, requests: list[Request], names: dict[UUID, Name]) -> None:
        """Check what is to be sent back: silent, for a phone that waits for it, taken once each."""
        for request in requests[self.read_proofs :]:
            assert request.behaviour is not None, "FCM would not take this message"
            data, name = request.message["data"], names[request.reminder_id]
            assert set(data) == {"action", "reminder_id", "installation_id", "proof"}
            assert "notification" not in request.message["android"], "not silent"
            waits = self.memory.awaiting.get(data["installation_id"])
            assert waits is not None, "nobody waits for it"
            assert (waits.owner, waits.target) == (name.account_id, request.target)
            assert self.all_quiet_until is None or request.at >= self.all_quiet_until, "quota"
            self._judge_repetition(request)
            self._learn(request)
        self.read_proofs = len(requests)
        taken = [one.reminder_id for one in requests if one.accepted]
        assert len(taken) == len(set(taken)), "one proof twice"

    def _was_asked(self, reminder_id: UUID) -> bool:
        return any(reminder_id == one for one, _ in self.last)

    def judge(self, request: Request, name: Name) -> None:
        assert request.behaviour is not None, "FCM would not take this message"
        assert self.memory.takes(name.account_id, request.target), "a phone that is not hers"
        assert self.all_quiet_until is None or request.at >= self.all_quiet_until, "quota"
        self._judge_repetition(request)
        assert not told_by(request.message, words_of()), "a health word"
        if name.account_id == self.memory.ana:
            self._judge_hers(request, name)

    def _judge_repetition(self, request: Request) -> None:
        before = self.last.get((request.reminder_id, request.target))
        if before is not None:
            assert before.may_be_repeated, "what may have left leaves again"
            wait = timedelta(seconds=before.retry_after_s or 10)
            assert request.at >= before.at + wait, "sooner than FCM asked for"
        self.last[request.reminder_id, request.target] = request

    def _judge_hers(self, request: Request, name: Name) -> None:
        at, memory = request.at, self.memory
        wall = wall_of(at, memory.where.now)
        if memory.quiet is not None:
            assert not is_within(wall.time(), *memory.quiet), "in quiet hours"
        left = memory.left_on[wall.date()]
        if not any(name.id in ids for ids in memory.left_on.values()):
            assert len(left) < memory.cap, "above the cap"
            left.add(name.id)
        key = memory.snoozes[name.id].key if name.source == "snooze" else name.key
        assert not memory.is_done(key), "after it was done"
        if name.source == "snooze":
            self._judge_snooze(at, name)
        else:
            self._judge_slot(at, key)
        if key[0] != CHECK_IN:
            item = memory.item(key[0])
            assert item.stopped_at is None, "after its stop"
            assert not is_paused(item, at, memory.where), "while it is paused"

    def _judge_snooze(self, at: datetime, name: Name) -> None:
        due = self.memory.snoozes[name.id].due_at
        assert at >= due, "a snooze too soon"
        assert at < due + LONGEST_WINDOW, "a snooze too late"

    def _judge_slot(self, at: datetime, key: Key) -> None:
        about, day, wall = key
        memory, where = self.memory, self.memory.where
        if about == CHECK_IN:
            asked = memory.check_in_dues(day, wall)
            found = [(due, due + timedelta(minutes=120)) for due in asked]
        else:
            item = memory.item(about)
            found = [
                (due, closes_at(item, due, version, where, day))
                for due, version in dues(item, day, wall, where)
                if version.remind and not is_paused(item, due, where)
            ]
        assert any(due <= at < closes for due, closes in found), (
            f"{key} not due, or over, at {at}: {found}"
        )

    def _learn(self, request: Request) -> None:
        """Remember FCM's answer, which applies to later requests."""
        told = request.behaviour
        assert told is not None
        if told.status == 429:
            self.all_quiet_until = request.at + timedelta(seconds=request.retry_after_s or 60)
        if request.installation is not None:
            # Whose target a proof went to is not known, so it disables nobody.
            return
        if told.status == 404 and b"UNREGISTERED" in told.body:
            self.memory.forget_target(request.target)
        if told.status == 400:
            self.memory.blamed = True
            # The worker may blame the phone's target for a 400, or its own message.
            self.memory.ever.add("no_device")

    def require_once(self, requests: list[Request], names: dict[UUID, Name]) -> None:
        """Require that each slot of a date was accepted at most once per phone, over all rows."""
        taken = [
            (names[request.reminder_id].key, request.target)
            for request in requests
            if request.accepted and names[request.reminder_id].source != "snooze"
        ]
        assert len(taken) == len(set(taken)), "a slot of a date twice"


def is_within(wall: Any, begin: Any, end: Any) -> bool:
    """Tell whether a wall time lies in quiet hours, which may span midnight."""
    minutes = [at.hour * 60 + at.minute for at in (begin, wall, end)]
    return (minutes[1] - minutes[0]) % 1440 < (minutes[2] - minutes[0]) % 1440
