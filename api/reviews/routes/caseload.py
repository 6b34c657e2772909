"""/v1/caseload: one row a client, who needs a look first."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access.deps import Now, Pages, Session, Therapist
from api.platform.http.bodies import JsonRoute
from api.reviews.cases import CaseloadOut, Order, list_cases

router = APIRouter(route_class=JsonRoute, prefix="/v1/caseload", tags=["insights"])


@router.get("", operation_id="list_caseload", response_model=CaseloadOut)
async def list_caseload(
    me: Therapist,
    session: Session,
    now: Now,
    pages: Pages,
    sort: Annotated[Order, Query()] = "attention",
) -> CaseloadOut:
    """List the clients in my care, those first who need a look; or by another column."""
    return await list_cases(session, me, now, pages, sort)
