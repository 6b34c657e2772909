"""/v1/audit: who did what in a practice, for its admins."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.access.deps import Admin, Now, Pages, Session
from api.people.audit_events import Asked, AuditPage, read_audit
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Code
from api.platform.http.ranges import Range

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["practice"])


@router.get("/audit", operation_id="list_audit_events", response_model=AuditPage)
async def list_audit_events(
    me: Admin,
    session: Session,
    now: Now,
    pages: Pages,
    dates: Range,
    client_id: Annotated[UUID | None, Query()] = None,
    actor_id: Annotated[UUID | None, Query()] = None,
    action: Annotated[Code | None, Query()] = None,
) -> AuditPage:
    """List who did what here, newest first; dates are the practice's. Reading is noted too."""
    return await read_audit(session, me, now, pages, Asked(dates, client_id, actor_id, action))
