"""Applies the alert rules to what clients entered, and opens each alert once.

It takes a fixed number of queries, however many clients there are.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.calendars import load_zones
from api.care.locks import lock_if_in_care
from api.care.plans import load_excused
from api.insights.charts import Chart, load_chart, load_pain
from api.rules.decimals import one_decimal_of
from api.rules.definitions import DEFINITIONS
from api.rules.insights.alerts import (
    PAIN_BACK,
    Evidence,
    evidence_of_pain,
    evidence_of_silence,
    is_new,
)
from api.rules.insights.spread import Mark, evidence_of_spread
from api.rules.instants import History, local_date_in_history
from api.safety.alerts import open_alert
from api.tables import Alert, CheckIn

RECENT = timedelta(days=DEFINITIONS.alert_days)
# Built once.
_MAPS = select(CheckIn.on_date, CheckIn.body_map).where(CheckIn.answered)


async def look_at_check_in(
    session: AsyncSession,
    client_id: UUID,
    on: date,
    has_map: bool,
    history: History,
    now: datetime,
) -> None:
    """Open the alerts that a newly stored check-in gives reason for, unless it is too old."""
    # Of two concurrent requests, the later one sees the check-ins and alerts of the earlier one.
    if on <= local_date_in_history(now, history) - RECENT or not await lock_if_in_care(
        session, client_id
    ):
        return
    chart = await load_chart(session, client_id, history, now)
    found = (await load_evidence_of_pain(session, [chart]))[client_id]
    if has_map:
        found += await load_evidence_of_spread(session, client_id, on)
    await _open_new(session, client_id, found, now)


async def look_at_client(session: AsyncSession, client_id: UUID, now: datetime) -> None:
    """Open the alerts that a client's dates give reason for, even without a new check-in."""
    if not await lock_if_in_care(session, client_id):
        return
    chart = await load_chart(session, client_id, await load_zones(session, client_id), now)
    found = (await load_evidence_of_pain(session, [chart]))[client_id]
    found += (await load_evidence_of_silence(session, [chart]))[client_id]
    await _open_new(session, client_id, found, now)


async def load_evidence_of_pain(
    session: AsyncSession, charts: Sequence[Chart]
) -> dict[UUID, list[Evidence]]:
    """Return the evidence in the pain of clients; one query."""
    pain = await load_pain(session, charts, PAIN_BACK)
    return {
        each.client_id: evidence_of_pain(pain[each.client_id], each.where, each.as_of)
        for each in charts
    }


async def load_evidence_of_silence(
    session: AsyncSession, charts: Sequence[Chart]
) -> dict[UUID, list[Evidence]]:
    """Return the evidence of silence of those clients who have fallen silent; one query."""
    excused_on = await load_excused(session, [each.client_id for each in charts])
    return {
        each.client_id: evidence_of_silence(each.last_on, each.as_of, excused_on[each.client_id])
        for each in charts
    }


async def load_evidence_of_spread(
    session: AsyncSession, client_id: UUID, since: date
) -> list[Evidence]:
    """Return the evidence of new pain in a client's body maps from a date on; one query.

    Later maps are included, since a map that is uploaded late changes what is new in them.
    """
    first_on = since - timedelta(days=DEFINITIONS.spread_days)
    rows = await session.execute(
        _MAPS.where(CheckIn.client_id == client_id, CheckIn.on_date >= first_on)
    )
    maps = {
        on: [Mark(each["region"], each["side"], each["tingling"]) for each in drawn]
        for on, drawn in rows
    }
    later = sorted(on for on in maps if on >= since)
    return [found for on in later for found in evidence_of_spread(maps, on)]


async def _open_new(
    session: AsyncSession, client_id: UUID, found: Sequence[Evidence], now: datetime
) -> None:
    """Open an alert for each kind of evidence that holds anything not alerted before."""
    if not found:
        return
    told = await _told(session, client_id, {each.kind for each in found})
    new: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in found:
        if is_new(each, told):
            new[each.kind].append(_stored(each, now))
            told.append(each)
    for kind, evidence in new.items():
        # All the evidence is stored: what is left out would be alerted again.
        await open_alert(session, client_id, kind, evidence, now, most=None)


async def _told(session: AsyncSession, client_id: UUID, kinds: set[str]) -> list[Evidence]:
    alerts = await session.scalars(
        select(Alert).where(Alert.client_id == client_id, Alert.kind.in_(kinds))
    )
    return [_evidence(alert.kind, each) for alert in alerts for each in alert.evidence]


def _stored(found: Evidence, now: datetime) -> dict[str, Any]:
    return {
        "at": now.isoformat(),
        "definition_version": DEFINITIONS.definition_version,
        "code": found.code,
        "from_on": found.from_on.isoformat(),
        "on": found.on.isoformat(),
        "days": found.days,
        "peak": found.peak,
        "absolute": one_decimal_of(found.absolute),
        "percent": one_decimal_of(found.percent),
        "region": found.region,
        "side": found.side,
    }


def _evidence(kind: Any, stored: Mapping[str, Any]) -> Evidence:
    """Return the fields of stored evidence that decide whether other evidence is new."""
    return Evidence(
        kind,
        stored["code"],
        date.fromisoformat(stored["from_on"]),
        date.fromisoformat(stored["on"]),
        region=stored["region"],
        side=stored["side"],
    )
