"""A therapist reads a client's series."""

from datetime import date, datetime
from typing import Any

import msgspec
from starlette.requests import Request

from api.platform.http.errors import Invalid, NotFound
from api.platform.http.ranges import DateRange
from api.platform.ids import new_id
from api.rules.definitions import DEFINITIONS
from api.rules.instants import A_DAY, ZoneSpan, local_date_in_history
from tests.bench.ceiling.callers import identify

NAMES = ("pain_average", "pain_worst", "sleep_quality", "sleep_hours", "stress", "pain_medicine")
GAP = dict.fromkeys(NAMES)
IN_CARE = """
SELECT clients.id FROM clients JOIN care_links ON care_links.client_id = clients.id
WHERE clients.id = $1 AND care_links.therapist_id = $2 AND care_links.ended_at IS NULL
    AND clients.discharged_at IS NULL AND clients.sharing_withdrawn_at IS NULL
"""
LIVED = """
SELECT accounts.timezone, accounts.created_at, zone_changes.timezone AS zone, from_at,
    (SELECT min(on_date) FROM check_ins WHERE client_id = $1 AND answered) AS first_on
FROM accounts JOIN zone_changes ON zone_changes.client_id = accounts.id
WHERE accounts.id = $1 ORDER BY from_at, zone_changes.id
"""
SERIES = f"""
SELECT on_date, {", ".join(NAMES)} FROM check_ins
WHERE client_id = $1 AND on_date BETWEEN $2 AND $3 AND answered
"""
AUDIT = """
INSERT INTO audit_events (id, created_at, action, practice_id, actor_id, client_id)
VALUES ($1, $2, 'view trends', $3, $4, $5)
"""


class Series(msgspec.Struct):
    """What the product shows."""

    from_on: date = msgspec.field(name="from")
    to_on: date = msgspec.field(name="to")
    timezone: str
    definition_version: str
    logged: int
    due: int
    dates: list[date]
    pain_average: list[int | None]
    pain_worst: list[int | None]
    sleep_quality: list[int | None]
    sleep_hours: list[float | None]
    stress: list[int | None]
    pain_medicine: list[bool | None]


async def get(request: Request, now: datetime) -> tuple[int, Series]:
    """Show a client's series of a range of dates, and note in the audit who looked."""
    span, client = _span(request), request.path_params["client"]
    async with request.app.state.pool.acquire() as connection:
        me = await identify(connection, request, now, "therapist")
        if await connection.fetchrow(IN_CARE, client, me["id"]) is None:
            raise NotFound
        lived = await connection.fetch(LIVED, client)
        history = tuple(ZoneSpan(row["zone"], row["from_at"]) for row in lived)
        today = local_date_in_history(now, history)
        first, last = span.ending(today)
        rows = await connection.fetch(SERIES, client, first, last)
        await connection.execute(AUDIT, new_id(), now, me["practice_id"], me["id"], client)
    joined_on = local_date_in_history(lived[0]["created_at"], history)
    due_from = min(lived[0]["first_on"] or joined_on, joined_on)
    return 200, _series(rows, (first, last), (due_from, today), lived[0]["timezone"])


def _span(request: Request) -> DateRange:
    try:
        said = (request.query_params.get(name) for name in ("from", "to"))
        return DateRange(*(date.fromisoformat(each) if each else None for each in said))
    except ValueError:
        raise Invalid("/query", "not_a_date") from None


def _series(rows: Any, span: tuple[date, date], due: tuple[date, date], zone: str) -> Series:
    """Return the columns; `due` is the first date that counts, and the first that does not yet."""
    (first, last), (due_from, today) = span, due
    told = {row["on_date"]: row for row in rows}
    dates = [first + n * A_DAY for n in range((last - first).days + 1)]
    days = [told.get(on, GAP) for on in dates]
    return Series(
        *span,
        zone,
        DEFINITIONS.definition_version,
        len(told),
        sum(on in told or due_from <= on < today for on in dates),
        dates,
        **{name: [day[name] for day in days] for name in NAMES},
    )
