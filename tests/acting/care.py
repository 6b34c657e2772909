"""What Ben and Ana do in most tests, in one line each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
from httpx2 import Response
from sqlalchemy import Select, select

from api.access.tokens import issue_access_token
from api.insights.marks import look_at_marked
from api.platform.clock import SetClock
from api.platform.db import Sessions, transaction
from api.tables import Account, Log, Reminder
from tests.cast import Cast, Casting, Person
from tests.databases import KEYS

Json = dict[str, Any]


def at(*args: int) -> datetime:
    return datetime(*args, tzinfo=UTC)


def on(month: int, day: int) -> str:
    return date(2026, month, day).isoformat()


def local(day: str, time: str, timezone: str = "Europe/Berlin", offset_min: int = 60) -> Json:
    """Return a local time as the API writes it out."""
    return {"date": day, "time": time, "timezone": timezone, "utc_offset_min": offset_min}


def refusals(answer: Response) -> list[tuple[str, str]]:
    """Return (pointer, code) of every error in a 422."""
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def problem(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def body_of(answer: Response, status: int = 200) -> Json:
    """Return the JSON body of an answer, which must have this status."""
    assert answer.status_code == status, answer.text
    return answer.json()


def stored_of(answer: Response, status: int = 200) -> Json:
    """Return what an answer to an upload says is stored, without the time by the server's clock."""
    body = body_of(answer, status)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", body.pop("server_time"))
    return body


@dataclass(frozen=True, slots=True)
class Care:
    """What Ben and Ana do through the API, the clock they live by, and their database."""

    cast: Cast
    clock: SetClock
    sessions: Sessions

    @property
    def ana(self) -> Person:
        return self.cast.ana

    @property
    def ben(self) -> Person:
        return self.cast.ben

    async def of_someone_new(self, casting: Casting, timezone: str = "Europe/Berlin") -> "Care":
        """Return the same with Ana replaced by a new client of Ben's, in the same database."""
        fresh = await casting.client(self.ben, "Ana", timezone)
        return replace(self, cast=replace(self.cast, ana=fresh))

    async def another_phone(self) -> Person:
        """Return Ana as she is signed in on one more phone, of which the others are not told."""
        return await Casting(self.sessions, self.ana.http, self.clock.at, KEYS).phone(self.ana)

    def move(self, *moment: int) -> None:
        """Set the clock; everyone gets a new access token, since the old one may have expired."""
        self.clock.at = at(*moment)
        self.sign_in_again()

    def advance(self, **time: int) -> None:
        self.clock.at += timedelta(**time)
        self.sign_in_again()

    def sign_in_again(self) -> None:
        for person in (getattr(self.cast, name) for name in self.cast.__slots__):
            self.renew(person)

    def renew(self, person: Person) -> None:
        """Give someone a new access token of the same sign-in."""
        family = jwt.decode(person.token, options={"verify_signature": False})["fam"]
        person.token, _ = issue_access_token(person.id, UUID(family), self.clock.at, KEYS)

    async def prescribe(self, *times: str, exercise: str = "chin-tuck", **more: Any) -> Json:
        return body_of(await self.try_to_prescribe(*times, exercise=exercise, **more), 201)

    async def try_to_prescribe(
        self, *times: str, exercise: str = "chin-tuck", schedule: Json | None = None, **more: Any
    ) -> Response:
        body = {"exercise": exercise, "schedule": {"times": list(times), **(schedule or {})}}
        return await self.ben.post(f"/v1/clients/{self.ana.id}/prescriptions", body | more)

    async def edit(self, item: Json, **changes: Any) -> Json:
        return body_of(await self.try_to_edit(item, **changes))

    async def try_to_edit(self, item: Json, **changes: Any) -> Response:
        path = f"/v1/prescriptions/{item['id']}"
        now = body_of(await self.ben.get(path))
        return await self.ben.patch(path, changes, headers={"if-match": now["etag"]})

    async def act_on(self, item: Json, verb: str, body: Json | None = None) -> Json:
        """Pause, resume or stop a prescription; `verb` is the last part of the path."""
        return body_of(await self.ben.post(f"/v1/prescriptions/{item['id']}/{verb}", body))

    async def log(
        self, item: Json, day: str, slot: str, outcome: str = "done", **more: Any
    ) -> Response:
        body = {
            "prescription_id": item["id"],
            "local_date": day,
            "slot": slot,
            "outcome": outcome,
            "recorded_at": self.clock.at.isoformat(),
        }
        return await self.ana.put(f"/v1/me/logs/{more.pop('id', uuid4())}", body | more)

    async def undo(self, log_id: object, recorded_at: datetime | None = None) -> Response:
        said = (recorded_at or self.clock.at).isoformat()
        return await self.ana.delete(f"/v1/me/logs/{log_id}", params={"recorded_at": said})

    async def check_in(self, day: str, **answers: Any) -> Response:
        body = {"id": str(uuid4()), "recorded_at": self.clock.at.isoformat()}
        return await self.ana.put(f"/v1/me/check-ins/{day}", body | answers)

    async def undo_check_in(self, day: str, recorded_at: datetime | None = None) -> Response:
        said = (recorded_at or self.clock.at).isoformat()
        return await self.ana.delete(f"/v1/me/check-ins/{day}", params={"recorded_at": said})

    async def look(self) -> None:
        """Look for alerts in what was told so far, as a worker does seconds later."""
        while await look_at_marked(self.sessions, self.clock):
            pass

    async def travel(self, timezone: str) -> None:
        body_of(await self.ana.patch("/v1/me", {"timezone": timezone}))

    async def rows(self, query: Select[Any]) -> Sequence[Any]:
        async with transaction(self.sessions, write=False) as session:
            return list(await session.scalars(query))

    async def logs(self) -> Sequence[Log]:
        return await self.rows(select(Log).where(Log.client_id == self.ana.id))

    async def reminders(self) -> dict[tuple[str, str], Reminder]:
        """Return Ana's reminders by (date, slot); only for plans without two items in one slot."""
        query = select(Reminder).where(Reminder.account_id == self.ana.id)
        rows = await self.rows(query.order_by(Reminder.due_at))
        return {(row.local_date.isoformat(), row.slot): row for row in rows}

    async def states(self) -> dict[tuple[str, str], tuple[str, str | None]]:
        return {key: (row.state, row.reason) for key, row in (await self.reminders()).items()}

    async def account(self) -> Account:
        return (await self.rows(select(Account).where(Account.id == self.ana.id)))[0]
