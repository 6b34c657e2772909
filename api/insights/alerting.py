"""Looks at what a client told and opens the alerts it gives reason for, each thing once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.plans import load_zones
from api.insights.charts import load_chart
from api.insights.evidence import (
    load_evidence_of_pain,
    load_evidence_of_silence,
    load_evidence_of_spread,
)
from api.rules.decimals import one_decimal_of
from api.rules.definitions import DEFINITIONS
from api.rules.insights.alerts import Evidence, is_new
from api.rules.instants import ZoneSpan, local_date_in_history
from api.safety.open_alert import open_alert
from api.tables import Alert, Client

# Built once: every check-in runs it.
_LOCK = (
    select(Client.discharged_at)
    .where(Client.id == bindparam("client"))
    .with_for_update(key_share=True)
)
RECENT = timedelta(days=DEFINITIONS.alert_days)


async def look_at_check_in(
    session: AsyncSession,
    client_id: UUID,
    on: date,
    has_map: bool,
    history: tuple[ZoneSpan, ...],
    now: datetime,
) -> None:
    """Open what a check-in that was just stored gives reason for; one of long ago gives none."""
    if on <= local_date_in_history(now, history) - RECENT or not await _lock(session, client_id):
        return
    chart = await load_chart(session, client_id, history, now)
    found = (await load_evidence_of_pain(session, [chart]))[client_id]
    if has_map:
        found += await load_evidence_of_spread(session, client_id, on)
    await _raise(session, client_id, found, now)


async def look_at_client(session: AsyncSession, client_id: UUID, now: datetime) -> None:
    """Open what a client's days give reason for, be there news of her or not."""
    if not await _lock(session, client_id):
        return
    chart = await load_chart(session, client_id, await load_zones(session, client_id), now)
    found = (await load_evidence_of_pain(session, [chart]))[client_id]
    found += (await load_evidence_of_silence(session, [chart]))[client_id]
    await _raise(session, client_id, found, now)


async def _lock(session: AsyncSession, client_id: UUID) -> bool:
    """Lock a client and tell whether she is in care.

    Of two that look at once, the later one sees what the earlier has stored and told.
    """
    found = (await session.execute(_LOCK, {"client": client_id})).one_or_none()
    return found is not None and found.discharged_at is None


async def _raise(
    session: AsyncSession, client_id: UUID, found: Sequence[Evidence], now: datetime
) -> None:
    """Open an alert of each kind of which there is something that has not been told."""
    if not found:
        return
    told = await _told(session, client_id, {each.kind for each in found})
    new: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in found:
        if is_new(each, told):
            new[each.kind].append(_stored(each, now))
            told.append(each)
    for kind, evidence in new.items():
        # All of it is kept: what is forgotten would be told again.
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
    """Return stored evidence as far as it tells what is new."""
    return Evidence(
        kind,
        stored["code"],
        date.fromisoformat(stored["from_on"]),
        date.fromisoformat(stored["on"]),
        region=stored["region"],
        side=stored["side"],
    )
