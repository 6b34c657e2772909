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
# What can be told by a route of its own as well.
ROUTES = {
    "check_in": f"/v1/me/check-ins/{MONDAY}",
    "weekly_check_in": f"/v1/me/weekly-check-ins/{MONDAY}",
    "log": "/v1/me/logs/{id}",
}
PLANNED = {"status": "planned"}
PERIODS = {"a": (on(3, 10), on(3, 11)), "b": (on(3, 20), on(3, 22))}


@dataclass(slots=True)
class Away:
    """A phone with what it has not handed in yet, and every request that it ever sent."""

    phone: Phone
    clock: timedelta
    queue: list[Json] = field(default_factory=list)
    sent: list[Json] = field(default_factory=list)
    has_more: bool = False


@dataclass(slots=True)
class World:
    """What is said by whom, and what was said last of each thing by the true clock."""

    care: Care
    item: Json
    phones: dict[str, Away]
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    last: dict[str, tuple[str, Any]] = field(default_factory=dict)
    is_paused: bool = False
    excused: int = 0
    log: list[Any] = field(default_factory=list)

    async def act(self, verb: str, name: str, thing: str, value: int) -> None:
        self.care.advance(seconds=1)
        self.log.append((verb, name, thing, value))
        away = self.phones[name]
        self.care.renew(away.phone.person)
        await getattr(self, verb)(away, name, thing, value)

    async def say(self, away: Away, name: str, thing: str, value: int) -> None:
        """Record something of a thing while the phone is away."""
        away.queue.append(self._change(away, name, thing, value))

    async def put(self, away: Away, name: str, thing: str, value: int) -> None:
        """Tell something by its own route, with a network, beside what is in the queue."""
        if thing not in ROUTES or not value:
            await self.say(away, name, thing, value)
            return
        one = self._change(away, name, thing, value)
        body = {**one["body"], "id": one["id"], "sent_at": one["body"]["recorded_at"]}
        path = ROUTES[thing].format(id=one["id"])
        answer = await away.phone.person.put(path, body)
        assert answer.status_code in (200, 201), answer.text

    def _change(self, away: Away, name: str, thing: str, value: int) -> Json:
        self.last[thing if thing != "excused" else f"excused {name}"] = (name, value)
        kind, body = self._said(name, thing, value)
        said = {"recorded_at": (self.care.clock.at + away.clock).isoformat()}
        key = self.ids.setdefault((name, thing), str(uuid4()))
        return change(kind, key, **body, **said)

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
        """Hand in the queue; a cursor that expired is given up, and the same sent with null.

        Of what is told in several answers, only the first comes before the network is gone again.
        """
        answer = await self._send(away)
        if answer.status_code == 410:
            away.phone.cursor = None
            answer = await self._send(away)
        told = body_of(answer)
        assert [each["problem"] for each in told["results"]] == [None] * len(away.queue)
        assert told["stored"] == len(away.queue)
        away.phone.take(told)
        away.has_more = told["has_more"]
        away.queue.clear()

    async def settle(self, away: Away, *_: Any) -> None:
        """Sync until all is told."""
        await self.sync(away)
        while away.has_more:
            await self.sync(away)

    async def lose(self, away: Away, *_: Any) -> None:
        """Hand in the queue, and lose the answer."""
        await self._send(away)

    async def correct(self, away: Away, name: str, thing: str, value: int) -> None:
        """Say something, lose the answer, and say it otherwise: both are in the queue then."""
        await self.say(away, name, thing, value)
        await self.lose(away)
        self.care.advance(seconds=1)
        self.care.renew(away.phone.person)
        await self.say(away, name, thing, (value + 1) % 5)

    async def stall(self, away: Away, *_: Any) -> None:
        """Hand in the queue by a request that is under way for long."""
        self._request(away)

    async def repeat(self, away: Away, _: str, __: str, value: int) -> None:
        """Have a request arrive that left long before, be it again; nobody reads its answer."""
        if away.sent:
            old = away.sent[value % len(away.sent)]
            answer = await away.phone.person.post(SYNC, old)
            assert answer.status_code in (200, 410), answer.text

    async def shuffle(self, away: Away, *_: Any) -> None:
        away.queue.reverse()

    async def wait(self, _: Away, __: str, ___: str, value: int) -> None:
        self.care.advance(minutes=10 * value)

    async def treat(self, _: Away, __: str, ___: str, value: int) -> None:
        """Have her therapist change something: note, times, a pause, a session, other days."""
        care, at = self.care, self.care.clock.at
        about = f"/v1/clients/{care.ana.id}"
        if value == 0:
            await care.edit(self.item, note=f"note of {at}")
        elif value == 1:
            times = ["08:00"] if self.is_paused else ["08:00", "20:00"]
            await care.edit(self.item, schedule={"times": times})
        elif value == 2:
            await care.act_on(self.item, "resume" if self.is_paused else "pause")
            self.is_paused = not self.is_paused
        elif value == 3:
            session = {"starts_at": (at + timedelta(days=3)).isoformat(), "duration_min": 30}
            body_of(await care.ben.post(f"{about}/appointments", {**session, **PLANNED}), 201)
        else:
            self.excused += 1
            days = {"from": on(4, self.excused), "to": on(4, self.excused), "reason": "other"}
            answer = await care.ben.post(f"{about}/excused", days)
            assert answer.status_code in (201, 422), answer.text

    async def expire(self, away: Away, *_: Any) -> None:
        """Have all cursors of both phones fall to the prune."""
        async with transaction(self.care.sessions) as session:
            mine = PhoneView.client_id == UUID(str(away.phone.person.id))
            await session.execute(delete(PhoneView).where(mine))

    async def _send(self, away: Away) -> Any:
        return await away.phone.person.post(SYNC, self._request(away))

    def _request(self, away: Away) -> Json:
        sent_at: datetime = self.care.clock.at + away.clock
        sent = {
            "cursor": away.phone.cursor,
            "changes": list(away.queue),
            "sent_at": sent_at.isoformat(),
        }
        away.sent.append(sent)
        return sent
