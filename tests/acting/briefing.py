"""Booking sessions with Ana, and reading the reminders to read the brief of a session."""

from typing import Any

from sqlalchemy import select

from api.tables import Reminder
from tests.acting.care import Care, Json, body_of
from tests.cast import Person

# A Monday in Berlin, where Ben is: the clock stands at 09:00, the session is at 15:00.
SESSION = "2026-03-02T14:00:00Z"


async def book(care: Care, starts_at: str = SESSION, by: Person | None = None, **more: Any) -> Json:
    """Book a session with Ana."""
    path = f"/v1/clients/{care.ana.id}/appointments"
    return body_of(await (by or care.ben).post(path, {"starts_at": starts_at, **more}), 201)


async def change(care: Care, session: Json, by: Person | None = None, **changes: Any) -> Json:
    """Edit a session, with the ETag that it has now."""
    path = f"/v1/appointments/{session['id']}"
    etag = body_of(await (by or care.ben).get(path))["etag"]
    return body_of(await (by or care.ben).patch(path, changes, headers={"if-match": etag}))


async def lead(person: Person, minutes: int | None) -> None:
    body_of(await person.patch("/v1/me/brief-reminder", {"lead_min": minutes}))


async def briefs(care: Care) -> list[Reminder]:
    """Return the reminders of briefs, ordered by due time."""
    query = select(Reminder).where(Reminder.source == "brief")
    return list(await care.rows(query.order_by(Reminder.due_at, Reminder.id)))


async def brief_rows(care: Care) -> list[tuple[str, str, str | None]]:
    """Return (due time in UTC, state, reason) of each reminder of a brief."""
    return [(f"{row.due_at:%d %H:%M}", row.state, row.reason) for row in await briefs(care)]


async def brief_recipients(care: Care) -> list[str]:
    """Return the name of the recipient of each reminder of a brief that is still scheduled."""
    names = {getattr(care.cast, name).id: name for name in care.cast.__slots__}
    return [names[row.account_id] for row in await briefs(care) if row.state == "scheduled"]
