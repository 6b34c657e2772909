"""What a prescription said before: its versions, what changed, and when it was paused."""

from uuid import UUID

from fastapi import APIRouter

from api import access
from api.access.deps import Content, Language, Now, Pages, Session, Therapist
from api.care.plans import WHOLE
from api.plan.history import PauseOut, VersionOut, show_versions
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out
from api.tables import Prescription, PrescriptionVersion

router = APIRouter(route_class=JsonRoute, prefix="/v1/prescriptions", tags=["prescriptions"])


class VersionPage(Out):
    """Versions, newest first, and every pause, the earliest first."""

    items: list[VersionOut]
    pauses: list[PauseOut]
    next_cursor: str | None


@router.get(
    "/{prescription_id}/versions",
    operation_id="list_prescription_versions",
    response_model=VersionPage,
)
async def list_prescription_versions(
    prescription_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    library: Content,
    language: Language,
    pages: Pages,
) -> VersionPage:
    """List all versions of a prescription, newest first, each with what changed."""
    row = await access.fetch(session, Prescription, prescription_id, me, now, *WHOLE)
    access.note(session, me, now, "view prescription versions", row.client_id)
    older = pages.rest(row.versions, _number, newest_first=True)
    shown, cursor = pages.cut(older, _number)
    return VersionPage(
        items=await show_versions(session, row, shown, library, language),
        pauses=[PauseOut.model_validate(pause) for pause in row.pauses],
        next_cursor=cursor,
    )


def _number(version: PrescriptionVersion) -> tuple[int]:
    return (version.number,)
