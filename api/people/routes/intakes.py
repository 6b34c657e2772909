"""/v1/clients/{id}/intakes: what a client disclosed, and what she had disclosed before."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from api import access
from api.access.deps import Now, Session, Therapist
from api.people.intakes import IntakeOut, show_intake
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out
from api.platform.http.paging import Pages
from api.tables import Intake

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["clients"])


class IntakePage(Out):
    items: list[IntakeOut]
    next_cursor: str | None


@router.get("/{client_id}/intakes", operation_id="list_intakes", response_model=IntakePage)
async def list_intakes(
    client_id: UUID, me: Therapist, session: Session, now: Now, pages: Pages
) -> IntakePage:
    """List all versions of a client's intake, newest first."""
    await access.client(session, client_id, me, now, "view intakes")
    query = select(Intake).where(Intake.client_id == client_id)
    if pages.after:
        last = select(Intake.number).where(Intake.id == pages.after)
        query = query.where(Intake.number < last.scalar_subquery())
    query = query.order_by(Intake.number.desc()).limit(pages.fetch)
    rows = list(await session.scalars(query))
    shown, cursor = pages.cut(rows, [row.id for row in rows])
    return IntakePage(items=[show_intake(row) for row in shown], next_cursor=cursor)
