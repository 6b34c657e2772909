"""Writing Ana's past straight into the database: check-ins, logs, episodes and sessions."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from api.platform.db import transaction
from api.rules.uploads import is_answered
from api.tables import CheckIn, Log
from tests.acting.care import Care, Json, body_of

TODAY = date(2026, 3, 2)


def ago(days: int) -> date:
    """Return the date that many days before TODAY, the date on which most tests begin."""
    return TODAY - timedelta(days=days)


async def store_check_ins(
    care: Care, first_on: date, answers: Sequence[Mapping[str, Any] | None]
) -> None:
    """Store one check-in per date, starting at `first_on`; None leaves its date without one."""
    rows = [
        check_in(care.ana.id, first_on + timedelta(days=n), **each)
        for n, each in enumerate(answers)
        if each is not None
    ]
    async with transaction(care.sessions) as session:
        session.add_all(rows)


def pain(*values: int | None) -> list[dict[str, int] | None]:
    """Return check-in answers that hold nothing but the average pain; None for no check-in."""
    return [None if value is None else {"pain_average": value} for value in values]


def check_in(client_id: UUID, on: date, **answers: Any) -> CheckIn:
    usual = dict.fromkeys(("pain_average", "pain_worst", "sleep_quality", "sleep_hours", "stress"))
    usual |= dict.fromkeys(("pain_medicine", "impact", "note", "duration_s"))
    usual |= {"body_map": [], "red_flags": []}
    return CheckIn(
        created_at=evening(on),
        client_id=client_id,
        on_date=on,
        answered=is_answered(answers),
        **uploaded(on),
        **usual | answers,
    )


def maps_before(client_id: UUID, on: date, *spots: Json) -> list[CheckIn]:
    """Return seven maps of places that do not tingle yet, and the map of the eve, where they do.

    So a map of the date on which they tingle again tells of new tingling.
    """
    calm = [spot | {"tingling": False} for spot in spots]
    usual = [check_in(client_id, on - timedelta(days=14 + n), body_map=calm) for n in range(7)]
    return [*usual, check_in(client_id, on - timedelta(days=1), body_map=list(spots))]


async def draw_before(care: Care, *spots: Json) -> None:
    """Store such maps of Ana's before TODAY."""
    async with transaction(care.sessions) as session:
        session.add_all(maps_before(care.ana.id, TODAY, *spots))


def evening(on: date) -> datetime:
    return datetime.combine(on, time(18), UTC)


def uploaded(on: date) -> dict[str, Any]:
    at = evening(on)
    return {"recorded_at": at, "ordered_at": at, "digest": str(on), "received_at": at}


async def rate(care: Care, item: Json, first_on: date, pairs: Sequence[tuple[int, int]]) -> None:
    """Store one done log per date, starting at `first_on`, with (pain before, pain after)."""
    async with transaction(care.sessions) as session:
        for n, (before, after) in enumerate(pairs):
            on = first_on + timedelta(days=n)
            session.add(
                Log(
                    id=uuid4(),
                    created_at=evening(on),
                    client_id=care.ana.id,
                    prescription_id=UUID(item["id"]),
                    local_date=on,
                    slot="10:00",
                    outcome="done",
                    pain_before=before,
                    pain_after=after,
                    stop_signs=[],
                    undone=False,
                    **uploaded(on),
                )
            )


async def episode(care: Care, starts_on: date) -> Json:
    body = {"starts_on": starts_on.isoformat(), "planned_sessions": 6, "planned_weeks": 8}
    path = f"/v1/clients/{care.ana.id}/episodes"
    return body_of(await care.ben.post(path, body | {"conditions": []}), 201)


async def session_on(care: Care, on: date, status: str = "completed") -> Json:
    """Store an appointment at noon of a date."""
    starts_at = datetime.combine(on, time(11), UTC).isoformat()
    body = {"starts_at": starts_at, "status": status}
    return body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/appointments", body), 201)
