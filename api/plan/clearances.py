"""Contraindications: which items they forbid for a client unless a therapist cleared the item."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.library import Exercise
from api.platform.http.errors import Conflict
from api.tables import Client, Intake, PrescriptionVersion

_DISCLOSED = select(Intake.contraindications).order_by(Intake.number.desc()).limit(1)


async def contraindications_of(session: AsyncSession, client: Client) -> frozenset[str]:
    """Return a client's contraindication codes, by her newest intake."""
    return held_against(
        client, await session.scalar(_DISCLOSED.where(Intake.client_id == client.id))
    )


def held_against(client: Client, disclosed: Iterable[str] | None) -> frozenset[str]:
    """Return a client's contraindication codes: those she disclosed, and her conditions.

    Some conditions are contraindications too; the others appear in no item's list.
    """
    return frozenset(disclosed or ()) | frozenset(client.conditions)


def conflicts(item: Exercise, codes: frozenset[str]) -> list[str]:
    """Return the contraindications of an item that are among a client's codes, sorted."""
    return sorted(codes.intersection(item.contraindications))


def uncleared(item: Exercise, version: PrescriptionVersion, codes: frozenset[str]) -> list[str]:
    """Return the conflicts of an item that a version's clearance does not lift, sorted."""
    cleared = version.cleared or ()
    return [code for code in conflicts(item, codes) if code not in cleared]


def require_cleared(item: Exercise, version: PrescriptionVersion, codes: frozenset[str]) -> None:
    """Refuse a version that conflicts with what a client disclosed and is not cleared."""
    left = uncleared(item, version, codes)
    if left:
        raise Conflict(
            code="contraindicated",
            title="This item is contraindicated for the client. Clear it with a reason.",
            contraindications=left,
            errors=[{"pointer": "/exercise", "code": code} for code in left],
        )
