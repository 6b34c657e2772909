"""What a prescription said before: its versions, what changed, and when it was paused."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.deps import Content, Language, Now, Pages, Session, Therapist
from api.care.plans import WHOLE
from api.library import Library
from api.plan.acknowledgements import load_read_of, read_at
from api.plan.changes import ChangeOut, show_changes
from api.plan.prescriptions import ClearanceOut, show_clearance
from api.plan.regimens import DoseOut, ScheduleOut, show_schedule
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out
from api.tables import Account, Acknowledgement, Prescription, PrescriptionVersion

router = APIRouter(route_class=JsonRoute, prefix="/v1/prescriptions", tags=["prescriptions"])


class AuthorOut(Out):
    id: UUID
    name: str


class VersionOut(Out):
    """One version; `changes` are against the one before, `acknowledged_at` is the client's."""

    version: int
    effective_on: date
    created_at: datetime
    created_by: AuthorOut
    exercise_version: str
    dose: DoseOut
    schedule: ScheduleOut
    remind: bool
    max_pain: int
    max_pain_reason: str | None
    note: str | None
    clearance: ClearanceOut | None
    changes: list[ChangeOut]
    acknowledged_at: datetime | None


class PauseOut(Out):
    """`until_at` null: until it is resumed; `resumed_by` is null when it ended by itself."""

    from_at: datetime
    until_at: datetime | None
    reason: str
    safety: bool
    resumed_by: UUID | None
    resume_note: str | None


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
    authors = await _authors(session, shown)
    read = await load_read_of(session, row.id)
    return VersionPage(
        items=[_shown(row, version, authors, read, library, language) for version in shown],
        pauses=[PauseOut.model_validate(pause) for pause in row.pauses],
        next_cursor=cursor,
    )


def _number(version: PrescriptionVersion) -> tuple[int]:
    return (version.number,)


async def _authors(
    session: AsyncSession, versions: Sequence[PrescriptionVersion]
) -> dict[UUID, AuthorOut]:
    ids = {version.created_by for version in versions}
    found = await session.scalars(select(Account).where(Account.id.in_(ids)))
    return {account.id: AuthorOut.model_validate(account) for account in found}


def _shown(
    row: Prescription,
    version: PrescriptionVersion,
    authors: dict[UUID, AuthorOut],
    read: Sequence[Acknowledgement],
    library: Library,
    language: str,
) -> VersionOut:
    so_far = row.versions[: version.number]
    before = so_far[-2] if len(so_far) > 1 else version
    return VersionOut(
        version=version.number,
        effective_on=version.effective_on,
        created_at=version.created_at,
        created_by=authors[version.created_by],
        exercise_version=version.exercise_version,
        dose=DoseOut.model_validate(version),
        schedule=show_schedule(version),
        remind=version.remind,
        max_pain=version.max_pain,
        max_pain_reason=version.max_pain_reason,
        note=version.note,
        clearance=show_clearance(so_far),
        changes=show_changes(before, version, library, language),
        acknowledged_at=read_at(read, version.number),
    )
