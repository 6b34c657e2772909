"""/v1/clients/{id}/intakes: what a client disclosed, and what she had disclosed before."""

from uuid import UUID

from fastapi import APIRouter

from api.access.deps import Now, Pages, Session, Therapist
from api.people.intakes import IntakePage, read_intakes
from api.platform.http.bodies import JsonRoute

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["clients"])


@router.get("/{client_id}/intakes", operation_id="list_intakes", response_model=IntakePage)
async def list_intakes(
    client_id: UUID, me: Therapist, session: Session, now: Now, pages: Pages
) -> IntakePage:
    """List all versions of a client's intake, newest first."""
    return await read_intakes(session, client_id, me, now, pages)
