"""The caseload as it is shown: in an order, page by page, or those of a name alone."""

from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.insights.adherence import Rated
from api.people.erasures import ErasureOut
from api.people.names import is_named
from api.platform.http.fields import Out
from api.platform.http.paging import Paging
from api.reviews.brief_figures import show_appointment, show_change
from api.reviews.brief_shapes import BriefAppointment
from api.reviews.caseload import Case, load_caseload
from api.reviews.headline_shapes import PainChangeOut
from api.rules.definitions import DEFINITIONS
from api.rules.insights.attention import reasons, weight

Order = Literal["attention", "name", "next_appointment", "adherence", "change", "days_silent"]
# More of a name does not fit into a cursor beside the longest of the other keys.
LONGEST_TIE = 160
LATER = datetime.max.replace(tzinfo=UTC)


class CaseAlert(Out):
    """An open alert, which `POST /v1/alerts/acknowledge` takes with this `evidence_at`."""

    id: UUID
    kind: str
    level: str | None
    evidence_at: datetime


class CaseClient(Out):
    id: UUID
    name: str


class CaseOut(Out):
    """`attention` is why somebody should look, the weightiest first; empty for most.

    `days_silent` counts from the last check-in or log; `last_contact_at` is any request of her
    phone, since one that has not synced looks silent. Whoever is to be erased (`erasure`) can tell
    nothing any more, and is in `attention` neither for silence nor for what was not done.
    """

    client: CaseClient
    next_appointment: BriefAppointment | None
    adherence: Rated
    change: PainChangeOut
    days_silent: int | None
    last_contact_at: datetime | None
    alerts: list[CaseAlert]
    attention: list[str]
    erasure: ErasureOut | None


class CaseloadOut(Out):
    """`definition_version` is that of every figure in it."""

    definition_version: str
    items: list[CaseOut]
    next_cursor: str | None


async def list_cases(
    session: AsyncSession,
    me: Caller,
    now: datetime,
    pages: Paging,
    sort: Order,
    name: str | None = None,
) -> CaseloadOut:
    """Return the clients in a therapist's care, all or those whom a part of a name finds."""

    def key(case: Case) -> tuple[Any, ...]:
        # What is equal stays in the order of names.
        return _KEYS[sort](case), case.chart.name_key[:LONGEST_TIE], case.chart.client_id

    all_ = await load_caseload(session, me, now)
    found = [each for each in all_ if name is None or is_named(each.chart.name, name)]
    shown, cursor = pages.cut(pages.rest(found, key), key)
    for case in shown:
        access.note(session, me, now, "view caseload", case.chart.client_id)
    return CaseloadOut(
        definition_version=DEFINITIONS.definition_version,
        items=[_shown(case) for case in shown],
        next_cursor=cursor,
    )


def _most_first(value: Fraction | int | None) -> tuple[bool, Fraction | int]:
    """Order what is unknown after all that is known."""
    return value is None, -(value or 0)


def _least_first(value: float | None) -> tuple[bool, float]:
    """The same, the other way round."""
    return value is None, value or 0


_KEYS: dict[Order, Callable[[Case], Any]] = {
    "attention": lambda case: weight(case.state),
    # The order in which all that is equal stays.
    "name": lambda _: 0,
    "next_appointment": lambda case: (
        case.next_appointment.starts_at if case.next_appointment else LATER
    ),
    "adherence": lambda case: _least_first(case.adherence.percent),
    "change": lambda case: _most_first(case.change.absolute),
    "days_silent": lambda case: _most_first(case.chart.days_silent),
}
assert set(_KEYS) == set(get_args(Order))


def _shown(case: Case) -> CaseOut:
    return CaseOut(
        client=CaseClient(id=case.chart.client_id, name=case.chart.name),
        next_appointment=show_appointment(case.next_appointment, None),
        adherence=Rated.model_validate(case.adherence),
        change=show_change(case.change),
        days_silent=case.chart.days_silent,
        last_contact_at=case.last_contact_at,
        alerts=[CaseAlert.model_validate(each) for each in case.alerts],
        attention=list(reasons(case.state)),
        erasure=case.erasure,
    )
