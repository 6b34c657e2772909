"""Two phones of Ana's, their queues and clocks, a network that loses, repeats and overtakes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete

from api.platform.db import transaction
from api.tables import PhoneView
from tests.acting.care import Care, Json, body_of, on
from tests.acting.syncing import SYNC, Phone, change

MONDAY, TUESDAY = on(3, 2), on(3, 3)
# How far each phone's clock is from the true one.
CLOCKS = {"a": timedelta(days=-3, minutes=7), "b": timedelta(days=2)}
PERIODS = {"a": (on(3, 10), on(3, 11)), "b": (on(3, 20), on(3, 22))}


@dataclass(slots=True)
class Away:
    """A phone with what it has not handed in yet, and every request that it ever sent."""

    phone: Phone
    clock: timedelta
    queue: list[Json] = field(default_factory=list)
    sent: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class World:
    """What is said by whom, and what was said last of each thing by the true clock."""

    care: Care
    item: Json
    phones: dict[str, Away]
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    last: dict[str, tuple[str, Any]] = field(default_factory=dict)

    async def act(self, verb: str, name: str, thing: str, value: int) -> None:
        self.care.advance(seconds=1)
        away = self.phones[name]
        self.care.renew(away.phone.person)
        await getattr(self, verb)(away, name, thing, value)

    async def say(self, away: Away, name: str, thing: str, value: int) -> None:
        """Record something of a thing while the phone is away."""
        self.last[thing if thing != "excused" else f"excused {name}"] = (name, value)
        kind, body = self._said(name, thing, value)
        said = {"recorded_at": (self.care.clock.at + away.clock).isoformat()}
        key = self.ids.setdefault((name, thing), str(uuid4()))
        away.queue.append(change(kind, key, **body, **said))

    def _said(self, name: str, thing: str, value: int) -> tuple[str, Json]:
        """Return what is said; a value of 0 takes back."""
        undo = "_undo" if value == 0 and thing != "settings" else ""
        slot = {"prescription_id": self.item["id"], "local_date": MONDAY, "slot": "08:00"}
        first, last = PERIODS[name]
        body: Json = {
            "check_in": {"date": MONDAY, "pain_average": value},
            "weekly_check_in": {"monday": MONDAY, "energy": value},
            "log": {**slot, "outcome": "done" if value < 4 else "skipped", "effort": value},
            "excused": {"from": first, "to": last, "reason": "sick" if value < 4 else "holiday"},
            "settings": {"reminder_cap": value + 1},
        }[thing]
        return thing + undo, body

    async def sync(self, away: Away, *_: Any) -> None:
        """Hand in the queue; a cursor that expired is given up, and the same sent with null."""
        answer = await self._send(away)
        if answer.status_code == 410:
            away.phone.cursor = None
            answer = await self._send(away)
        told = body_of(answer)
        assert [each["problem"] for each in told["results"]] == [None] * len(away.queue)
        away.phone.take(told)
        away.queue.clear()

    async def lose(self, away: Away, *_: Any) -> None:
        """Hand in the queue, and lose the answer."""
        await self._send(away)

    async def repeat(self, away: Away, _: str, __: str, value: int) -> None:
        """Have a request arrive again that was sent long before, whose answer nobody reads."""
        if away.sent:
            old = away.sent[value % len(away.sent)]
            answer = await away.phone.person.post(SYNC, old)
            assert answer.status_code in (200, 410), answer.text

    async def shuffle(self, away: Away, *_: Any) -> None:
        away.queue.reverse()

    async def wait(self, _: Away, __: str, ___: str, value: int) -> None:
        self.care.advance(minutes=10 * value)

    async def edit(self, _: Away, __: str, ___: str, value: int) -> None:
        await self.care.edit(self.item, note=f"note {value} {self.care.clock.at}")

    async def expire(self, away: Away, *_: Any) -> None:
        """Have all cursors of a phone fall to the prune."""
        async with transaction(self.care.sessions) as session:
            mine = PhoneView.client_id == UUID(str(away.phone.person.id))
            await session.execute(delete(PhoneView).where(mine))

    async def _send(self, away: Away) -> Any:
        sent_at: datetime = self.care.clock.at + away.clock
        sent = {
            "cursor": away.phone.cursor,
            "changes": list(away.queue),
            "sent_at": sent_at.isoformat(),
        }
        away.sent.append(sent)
        return await away.phone.person.post(SYNC, sent)
