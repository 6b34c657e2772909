"""/v1/alerts/usefulness: which kinds of alerts earn their place."""

from fastapi import APIRouter

from api.access.deps import Now, Session, Therapist
from api.platform.http.bodies import JsonRoute
from api.platform.http.ranges import Range
from api.safety.shown_usefulness import UsefulnessOut, show_usefulness

router = APIRouter(route_class=JsonRoute, prefix="/v1/alerts", tags=["alerts"])


@router.get("/usefulness", operation_id="get_alert_usefulness", response_model=UsefulnessOut)
async def get_usefulness(me: Therapist, session: Session, now: Now, span: Range) -> UsefulnessOut:
    """Count what was said of alerts: mine, and the practice's sums. Usually of 90 days."""
    return await show_usefulness(session, me, now, span)
