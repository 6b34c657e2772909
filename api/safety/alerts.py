"""Open alerts of clients, the gravest kind first, and how grave each is."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.rules.safety import worst
from api.tables import Alert
from api.tables.safety import ALERT_KINDS

_OPEN = select(Alert).where(Alert.acknowledged_at.is_(None))


async def load_open_alerts(
    session: AsyncSession, client_ids: Collection[UUID]
) -> defaultdict[UUID, list[Alert]]:
    """Return the open alerts of clients, by client; one query."""
    found: defaultdict[UUID, list[Alert]] = defaultdict(list)
    rows = await session.scalars(_OPEN.where(Alert.client_id.in_(client_ids)))
    for row in sorted(rows, key=rank_of):
        found[row.client_id].append(row)
    return found


def rank_of(alert: Alert) -> int:
    """Return where its kind stands, 0 for the gravest."""
    return ALERT_KINDS.index(alert.kind)


def level_of(alert: Alert) -> str | None:
    """Return the gravest level of its evidence, None where none has one."""
    return worst(each.get("level") for each in alert.evidence)
