"""Alerts of clients: opening one, at most one of a kind, and the open ones by gravity."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.locks import lock_client
from api.platform.many import among
from api.platform.statements import fetch
from api.rules.safety import worst
from api.tables import Alert
from api.tables.safety import ALERT_KINDS

MOST_EVIDENCE = 50
INSTANT = timedelta(microseconds=1)


class OpenAlert(NamedTuple):
    """What is shown of an alert that nobody has acknowledged."""

    client_id: UUID
    id: UUID
    kind: str
    evidence: Sequence[Mapping[str, Any]]
    evidence_at: datetime

    @property
    def level(self) -> str | None:
        """The gravest level of its evidence, None where none has one."""
        return level_of(self)


# Built once; in the order of an OpenAlert.
_OPEN = select(*(getattr(Alert, name) for name in OpenAlert._fields)).where(
    Alert.acknowledged_at.is_(None), among(Alert.client_id)
)


async def open_alert(
    session: AsyncSession,
    client_id: UUID,
    kind: str,
    evidence: Sequence[dict[str, Any]],
    now: datetime,
    most: int | None = MOST_EVIDENCE,
) -> Alert:
    """Return the client's open alert of a kind with this evidence added, made if there is none.

    Hand in only what is new: after it was acknowledged, new evidence opens another one. Of the
    evidence the last `most` pieces are kept, None for all.
    """
    # Whoever opens an alert for her waits in line here, so that there is one of a kind.
    await lock_client(session, client_id)
    alert = await _find_open(session, client_id, kind)
    if alert is None:
        alert = Alert(created_at=now, client_id=client_id, kind=kind, evidence=[], evidence_at=now)
        session.add(alert)
    else:
        # `now` was taken before the lock was waited for. Later than what may have been read since:
        # who acknowledges that has not seen this evidence.
        alert.evidence_at = max(now, alert.evidence_at + INSTANT)
    known = [*alert.evidence, *evidence]
    alert.evidence = known if most is None else known[-most:]
    await session.flush()
    return alert


Noted = Literal["acknowledged", "already", "new_evidence"]


def acknowledge(
    alert: Alert, by: UUID, now: datetime, read_at: datetime | None, useful: bool | None
) -> Noted:
    """Take note of an alert that is locked; the first time counts, whether it was useful the last.

    `read_at` is its `evidence_at` as it was read, None if that is not known: of newer evidence no
    note is taken.
    """
    if read_at is not None and read_at < alert.evidence_at:
        return "new_evidence"
    is_known = alert.acknowledged_at is not None
    if not is_known:
        alert.acknowledged_at, alert.acknowledged_by = now, by
    if useful is not None:
        alert.useful = useful
    return "already" if is_known else "acknowledged"


async def load_open_alerts(
    session: AsyncSession, client_ids: Collection[UUID]
) -> defaultdict[UUID, list[OpenAlert]]:
    """Return the open alerts of clients, by client; one query."""
    found: defaultdict[UUID, list[OpenAlert]] = defaultdict(list)
    rows = await fetch(session, _OPEN, {"ids": list(client_ids)})
    for alert in sorted((OpenAlert(*row) for row in rows), key=rank_of):
        found[alert.client_id].append(alert)
    return found


def rank_of(alert: OpenAlert) -> int:
    """Return where its kind stands, 0 for the gravest."""
    return ALERT_KINDS.index(alert.kind)


def level_of(alert: Alert | OpenAlert) -> str | None:
    """Return the gravest level of its evidence, None where none has one."""
    return worst(each.get("level") for each in alert.evidence)


async def _find_open(session: AsyncSession, client_id: UUID, kind: str) -> Alert | None:
    """Return the open alert, locked: it may be on its way to being acknowledged."""
    return await session.scalar(
        select(Alert)
        .where(Alert.client_id == client_id, Alert.kind == kind, Alert.acknowledged_at.is_(None))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
