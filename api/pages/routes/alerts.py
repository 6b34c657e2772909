"""/alerts: what happened to my clients that needs a look, and taking note of it."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.access.deps import Now, Session
from api.pages.deps import Sent, Shown, Therapist
from api.pages.evidence import sentence
from api.pages.forms import Form, accept
from api.pages.lists import Paged, further
from api.pages.page_routes import PageRoute, see
from api.pages.rendering import Page
from api.platform.http.ranges import DateRange
from api.safety.acknowledging import AcknowledgeAlertsIn, AcknowledgedAlert, acknowledge_each
from api.safety.reading_alerts import Listed, read_alerts
from api.safety.shown_alerts import AlertOut
from api.safety.shown_usefulness import show_usefulness

router = APIRouter(route_class=PageRoute, include_in_schema=False)
# What a button says of whether it was worth being told; another one says nothing of it.
USEFUL = {"yes": True, "no": False}
LISTS: tuple[Listed, ...] = ("open", "acknowledged", "all")
ClientId = Annotated[UUID | None, Query(alias="client")]


@router.get("/alerts")
async def show_alerts(
    me: Therapist,
    page: Shown,
    session: Session,
    now: Now,
    pages: Paged,
    status: Annotated[Listed, Query()] = "open",
    client_id: ClientId = None,
    noted: Annotated[int, Query(ge=0)] = 0,
    newer: Annotated[list[UUID] | None, Query()] = None,
) -> Response:
    """Show the alerts in my care, the gravest kind first, with what was just noted of them."""
    listed = await read_alerts(session, me, now, pages, status, client_id)
    counts = await show_usefulness(session, me, now, DateRange(None, None))
    return page.render(
        "alerts.html",
        alerts=listed.items,
        further=further(page.request, listed.next_cursor),
        sentences={each.id: _sentences(page, each) for each in listed.items},
        places=[(each, _place(each, client_id)) for each in LISTS],
        here=_place(status, client_id),
        chosen=status,
        client_id=client_id,
        noted=noted,
        newer=newer or [],
        usefulness=counts,
        has_sums=any(each.practice for each in counts.kinds),
        told=[each for each in counts.kinds if each.mine.opened or each.practice],
    )


@router.post("/alerts")
async def acknowledge_alerts(
    me: Therapist,
    form: Sent,
    session: Session,
    now: Now,
    status: Annotated[Listed, Query()] = "open",
    client_id: ClientId = None,
) -> Response:
    """Take note of one alert or of several; what there is more of than was read stays open."""
    results = await acknowledge_each(session, _body(form), me, now)
    return see(_place(status, client_id, *_told(results)))


def _body(form: Form) -> AcknowledgeAlertsIn:
    """Return what was acknowledged: each alert with its `evidence_at` as the page showed it."""
    read = [each.partition(" ") for each in form.texts("alert")]
    alerts = [{"id": alert_id, "evidence_at": at or None} for alert_id, _, at in read]
    values = {"alerts": alerts, "useful": USEFUL.get(form.text("useful") or "")}
    return accept(AcknowledgeAlertsIn, values)


def _told(results: Sequence[AcknowledgedAlert]) -> list[tuple[str, object]]:
    """Return what the page is to tell of what became of each."""
    noted = sum(each.status in ("acknowledged", "already") for each in results)
    newer = [("newer", each.id) for each in results if each.status == "new_evidence"]
    return [("noted", noted), *newer]


def _place(status: Listed, client_id: UUID | None, *more: tuple[str, object]) -> str:
    asked: list[tuple[str, object]] = [] if status == "open" else [("status", status)]
    asked += [("client", client_id)] if client_id else []
    asked += more
    return f"/alerts?{urlencode(asked)}" if asked else "/alerts"


def _sentences(page: Page, alert: AlertOut) -> list[str]:
    """Return what happened, the newest first."""
    return [sentence(page, alert.kind, each) for each in reversed(alert.evidence)]
