"""What a phone does that syncs: it keeps what it was given, by kind and id, and its cursor."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from httpx2 import Response

from tests.acting.care import Json, body_of
from tests.cast import Person

SYNC = "/v1/me/sync"


def change(kind: str, id: object = None, **body: Any) -> Json:
    return {"kind": kind, "id": str(id or uuid4()), "body": body}


def statuses(answer: Json) -> list[str]:
    return [each["status"] for each in answer["results"]]


@dataclass(slots=True)
class Phone:
    """One phone of a client: the records that it has, and the cursor that it got last."""

    person: Person
    cursor: str | None = None
    has: dict[tuple[str, str], Json] = field(default_factory=dict)
    notifications: list[Json] = field(default_factory=list)
    plan_token: str = ""

    async def send(self, *changes: Json, cursor: str | None = None, **more: Any) -> Response:
        sent = {"cursor": cursor or self.cursor, "changes": list(changes)}
        return await self.person.post(SYNC, sent | more)

    async def sync(self, *changes: Json, **more: Any) -> Json:
        """Hand in changes, take over all that is told, and return the answer to the changes."""
        first = answer = body_of(await self.send(*changes, **more))
        self.take(answer)
        while answer["has_more"]:
            answer = body_of(await self.send())
            self.take(answer)
        return first

    def take(self, answer: Json) -> None:
        if self.cursor is None:
            self.has = {}
        for each in answer["changes"]:
            self.has[each["kind"], each["id"]] = each["body"]
        for each in answer["deleted"]:
            del self.has[each["kind"], each["id"]]
        self.cursor, self.plan_token = answer["cursor"], answer["plan_token"]
        self.notifications = answer["notifications"]

    def of(self, kind: str) -> dict[str, Json]:
        return {key: body for (each, key), body in self.has.items() if each == kind}


async def all_of(person: Person) -> dict[tuple[str, str], Json]:
    """Return all that the server has for a phone that has nothing."""
    fresh = Phone(person)
    await fresh.sync()
    return fresh.has
