"""/v1/clients/{id}/intakes: what a client disclosed, and what she had disclosed before."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from api import access
from api.access.deps import Now, Pages, Session, Therapist
from api.people.intakes import IntakeOut, show_intake
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out
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
    rows = list(await session.scalars(pages.select(query, Intake.number, newest_first=True)))
    shown, cursor = pages.cut(rows, lambda row: (row.number,))
    return IntakePage(items=[show_intake(row) for row in shown], next_cursor=cursor)
