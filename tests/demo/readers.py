"""Reads the stories as their people would: over HTTP, signed in with what the demo prints."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from httpx2 import AsyncClient

from api.platform.clock import SetClock
from demo.calendars import date_of
from demo.phones import Phone
from demo.plots import Story
from demo.stories import PASSWORD

# Twelve weeks before it the clocks go back in Berlin, then in New York, while Lucía is there.
TODAY = date(2025, 11, 20)
FIRST = date_of(0, TODAY)


@dataclass(frozen=True, slots=True)
class Reader:
    """Signs people in on demand."""

    http: AsyncClient
    clock: SetClock

    async def signed_in(self, email: str) -> Phone:
        phone = Phone(self.http, self.clock)
        await phone.sign_in(email, PASSWORD)
        return phone

    async def client(self, story: Story) -> Phone:
        return await self.signed_in(story.email)

    async def chart(self, story: Story, page: str, **query: object) -> dict[str, Any]:
        """Return one page about a client, as her therapist reads it."""
        phone = await self.signed_in(story.therapist.email)
        clients = (await phone.get("/v1/clients"))["items"]
        client_id = next(each["id"] for each in clients if each["name"] == story.name)
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return await phone.get(f"/v1/clients/{client_id}/{page}?{asked}")

    async def trends(self, story: Story, first: date = FIRST, to: date = TODAY) -> dict[str, Any]:
        return await self.chart(story, "trends", **{"from": first, "to": to})

    async def adherence(
        self, story: Story, first: date = FIRST, to: date = TODAY
    ) -> dict[str, Any]:
        return await self.chart(story, "adherence", **{"from": first, "to": to})

    async def check_ins(self, story: Story) -> list[dict[str, Any]]:
        found = await self.chart(story, "check-ins", limit=100)
        assert found["next_cursor"] is None
        items: list[dict[str, Any]] = found["items"]
        return items
