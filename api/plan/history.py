"""What a prescription said before: each version with what changed, by whom, and when read."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.library import Library
from api.plan.acknowledgements import load_read_of, read_at
from api.plan.changes import ChangeOut, show_changes
from api.plan.prescriptions import ClearanceOut, show_clearance
from api.plan.regimens import DoseOut, ScheduleOut, show_schedule
from api.platform.http.fields import Out
from api.tables import Account, Acknowledgement, Prescription, PrescriptionVersion


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


async def show_versions(
    session: AsyncSession,
    row: Prescription,
    versions: Sequence[PrescriptionVersion],
    library: Library,
    language: str,
) -> list[VersionOut]:
    """Return the response for some versions of a prescription."""
    authors = await _authors(session, versions)
    read = await load_read_of(session, row.id)
    return [_shown(row, version, authors, read, library, language) for version in versions]


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
