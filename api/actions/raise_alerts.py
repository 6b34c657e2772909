"""Opens the alerts that new evidence gives reason for: one open of a kind, nothing told twice."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.actions.open_alert import open_alert
from api.charts import load_charts, todays
from api.domain.alert_rules import Evidence, is_new
from api.domain.decimals import one_decimal
from api.domain.definitions import DEFINITIONS
from api.domain.instants import ZoneSpan
from api.evidence import load_evidence_of_pain, load_evidence_of_spread
from api.models import Alert, Client

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
    today = todays({client_id: history}, now)
    if on <= today[client_id] - RECENT:
        return
    # Of two check-ins that arrive at once the later one sees what the earlier has told.
    await session.get_one(Client, client_id, with_for_update={"key_share": True})
    charts = await load_charts(session, {client_id: history}, today)
    found = (await load_evidence_of_pain(session, list(charts.values())))[client_id]
    if has_map:
        found += await load_evidence_of_spread(session, client_id, on)
    await raise_alerts(session, client_id, found, now)


async def raise_alerts(
    session: AsyncSession, client_id: UUID, found: Sequence[Evidence], now: datetime
) -> None:
    """Open an alert for each evidence that has not been told, or add it to the open one."""
    if not found:
        return
    # Of two that look at once the later one sees what the earlier has told.
    await session.get_one(Client, client_id, with_for_update={"key_share": True})
    told = await _told(session, client_id, {each.kind for each in found})
    for each in found:
        if is_new(each, told):
            await open_alert(session, client_id, each.kind, _stored(each, now), now)


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
        "absolute": _rounded(found.absolute),
        "percent": _rounded(found.percent),
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


def _rounded(value: Fraction | None) -> float | None:
    return None if value is None else one_decimal(value)
