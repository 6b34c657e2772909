"""Applies the alert rules to what clients entered, and opens each alert once.

It takes a fixed number of queries, however many clients there are. Who has just checked in is
looked at in `looks.py`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.calendars import load_zones
from api.care.lived import load_excused
from api.care.locks import lock_if_in_care
from api.insights.charts import Chart, load_chart
from api.insights.pain import load_pain
from api.platform.many import among
from api.platform.statements import fetch
from api.rules.decimals import one_decimal_of
from api.rules.definitions import DEFINITIONS
from api.rules.insights.alerts import PAIN_BACK, evidence_of_pain, evidence_of_silence, is_new
from api.rules.insights.evidence import Evidence, Kind
from api.safety.alerts import open_alert
from api.tables import Alert

EVIDENCE_OF: Mapping[str, Kind] = {"spikes": "flare", **{each: each for each in get_args(Kind)}}
"""By the kind of an alert that of the evidence in it: a flare was told as spikes before."""
# Built once.
_TOLD = select(Alert.client_id, Alert.kind, Alert.evidence).where(
    among(Alert.client_id), Alert.kind.in_(EVIDENCE_OF)
)


async def look_at_client(session: AsyncSession, client_id: UUID, now: datetime) -> None:
    """Open the alerts that a client's dates give reason for, even without a new check-in."""
    if not await lock_if_in_care(session, client_id):
        return
    chart = await load_chart(session, client_id, await load_zones(session, client_id), now)
    found = (await load_evidence_of_pain(session, [chart]))[client_id]
    found += (await load_evidence_of_silence(session, [chart]))[client_id]
    await open_new(session, client_id, found, now)


async def load_evidence_of_pain(
    session: AsyncSession, charts: Sequence[Chart]
) -> dict[UUID, list[Evidence]]:
    """Return the evidence in the pain of clients; one query."""
    found = await load_pain(session, charts, PAIN_BACK)
    told = [(each, found[each.client_id]) for each in charts]
    return {
        each.client_id: evidence_of_pain(pain.average, each.where, each.as_of, pain.hard_on)
        for each, pain in told
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


async def open_new(
    session: AsyncSession, client_id: UUID, found: Sequence[Evidence], now: datetime
) -> None:
    """Open an alert for each kind of evidence that holds anything not alerted before."""
    if not found:
        return
    new: dict[str, list[dict[str, Any]]] = defaultdict(list)
    told = await load_told(session, [client_id])
    for each in only_new(found, told[client_id]):
        new[each.kind].append(_stored(each, now))
    for kind, evidence in new.items():
        # All the evidence is stored: what is left out would be alerted again.
        await open_alert(session, client_id, kind, evidence, now, most=None)


def only_new(found: Iterable[Evidence], told: Iterable[Evidence]) -> list[Evidence]:
    """Return the evidence that was not told before, and of what is the same the first."""
    known, new = list(told), []
    for each in found:
        if is_new(each, known):
            known.append(each)
            new.append(each)
    return new


async def load_told(
    session: AsyncSession, ids: Collection[UUID]
) -> defaultdict[UUID, list[Evidence]]:
    """Return the evidence of all alerts of these rules that clients ever had; one query."""
    told: defaultdict[UUID, list[Evidence]] = defaultdict(list)
    for client_id, kind, evidence in await fetch(session, _TOLD, {"ids": list(ids)}):
        told[client_id] += [_evidence(kind, each) for each in evidence]
    return told


def _stored(found: Evidence, now: datetime) -> dict[str, Any]:
    return {
        "at": now.isoformat(),
        "definition_version": DEFINITIONS.definition_version,
        "code": found.code,
        "from_on": found.from_on.isoformat(),
        "on": found.on.isoformat(),
        "days": found.days,
        "peak": found.peak,
        "usual": one_decimal_of(found.usual),
        "absolute": one_decimal_of(found.absolute),
        "percent": one_decimal_of(found.percent),
        "region": found.region,
        "side": found.side,
    }


def _evidence(kind: str, stored: Mapping[str, Any]) -> Evidence:
    """Return the fields of stored evidence that decide whether other evidence is new."""
    return Evidence(
        EVIDENCE_OF[kind],
        stored["code"],
        date.fromisoformat(stored["from_on"]),
        date.fromisoformat(stored["on"]),
        region=stored["region"],
        side=stored["side"],
    )
