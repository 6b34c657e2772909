"""Prescribing an item and editing what was prescribed, and what each would warn of before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.care.plans import WHOLE
from api.library import Exercise, Library
from api.plan.cautions import warnings_of
from api.plan.clearances import contraindications_of
from api.plan.prescriptions import PrescriptionOut, show_prescription
from api.plan.versions import (
    PrescriptionIn,
    PrescriptionPatch,
    Setting,
    first_draft,
    first_version,
    next_version,
)
from api.platform.http.edits import Edit
from api.platform.http.errors import Conflict, Invalid
from api.platform.http.etags import require_condition
from api.platform.ids import new_id
from api.reminders.planning import replan
from api.rules.instants import local_date, zone
from api.tables import Account, Client, Prescription, PrescriptionVersion


async def prescribe(
    session: AsyncSession,
    me: Caller,
    client_id: UUID,
    body: PrescriptionIn,
    now: datetime,
    library: Library,
    spread_s: int,
) -> PrescriptionOut:
    """Prescribe a library item. Raises Conflict for what is contraindicated and not cleared."""
    client = await access.client(session, client_id, me, now, "prescribe", lock=True)
    item = prescribable(library, body.exercise)
    version = first_version(body, await setting_of(session, client, item, now))
    row = _begun(client.id, item, _stamped(version, me, now))
    session.add(row)
    await session.flush()
    await replan(session, client_id, now, spread_s)
    return show_prescription(row, now, await warnings_of(session, row, version, item, client))


async def edit_prescribed(
    session: AsyncSession,
    me: Caller,
    prescription_id: UUID,
    sent: Edit[PrescriptionPatch],
    condition: str | None,
    now: datetime,
    library: Library,
    spread_s: int,
) -> PrescriptionOut:
    """Make a new version if the edit changes anything; `condition` is the ETag that was read."""
    row = await access.fetch(session, Prescription, prescription_id, me, now, *WHOLE, lock=True)
    client = await access.fetch(session, Client, row.client_id, me, now, lock=True)
    newest, item = row.versions[-1], item_of(row, library)
    shown = show_prescription(row, now, await warnings_of(session, row, newest, item, client))
    require_condition(condition, shown.etag)
    edit = sent.of(shown)
    version = next_version(newest, edit, await setting_of(session, client, item, now))
    access.note_edit(session, me, now, "prescription", client.id, changed=version is not None)
    if version is None:
        return shown
    require_going_on(row)
    row.versions.append(_stamped(version, me, now))
    await session.flush()
    await replan(session, client.id, now, spread_s)
    return show_prescription(row, now, await warnings_of(session, row, version, item, client))


async def warnings_before_prescribing(
    session: AsyncSession,
    me: Caller,
    client: Client,
    body: PrescriptionIn,
    now: datetime,
    library: Library,
    *,
    whole: bool = True,
) -> list[str]:
    """Return what `prescribe` would warn of, and raise what it would; nothing is stored.

    What is not `whole` yet, such as a form that is still empty, is not judged.
    """
    item = prescribable(library, body.exercise)
    made = first_version if whole else first_draft
    version = made(body, await setting_of(session, client, item, now))
    row = _begun(client.id, item, _stamped(version, me, now))
    return await warnings_of(session, row, version, item, client)


async def warnings_before_editing(
    session: AsyncSession,
    row: Prescription,
    client: Client,
    sent: Edit[PrescriptionPatch],
    now: datetime,
    library: Library,
) -> list[str]:
    """Return what `edit_prescribed` would warn of, and raise what it would; nothing is stored."""
    newest, item = row.versions[-1], item_of(row, library)
    edit = sent.of(show_prescription(row, now))
    version = next_version(newest, edit, await setting_of(session, client, item, now))
    if version is not None:
        require_going_on(row)
    return await warnings_of(session, row, version or newest, item, client)


def prescribable(library: Library, slug: str) -> Exercise:
    """Return an item that can be prescribed. Raises Invalid if there is none."""
    item = library.exercise(slug)
    if item is None or item.review_state == "retired":
        raise Invalid("/exercise", "unknown_exercise", "No such item can be prescribed.")
    return item


def item_of(row: Prescription, library: Library) -> Exercise:
    """Return the item of a prescription, at the version that its newest version pins."""
    return library.pinned(row.exercise, row.versions[-1].exercise_version)


def require_going_on(row: Prescription) -> None:
    """Refuse to change what was stopped."""
    if row.stopped_at is not None:
        raise Conflict(code="prescription_stopped", title="This prescription was stopped.")


async def setting_of(
    session: AsyncSession, client: Client, item: Exercise, now: datetime
) -> Setting:
    """Return what a version of an item for a client depends on besides what is asked."""
    account = await session.get_one(Account, client.id)
    today = local_date(now, zone(account.timezone))
    codes = await contraindications_of(session, client)
    return Setting(item, codes, account.timezone, today)


def _begun(client_id: UUID, item: Exercise, version: PrescriptionVersion) -> Prescription:
    """Return a prescription that begins with a version, by whom and when that was made."""
    return Prescription(
        id=new_id(),
        created_at=version.created_at,
        client_id=client_id,
        created_by=version.created_by,
        exercise=item.slug,
        kind=item.kind,
        pauses=[],
        versions=[version],
    )


def _stamped(version: PrescriptionVersion, me: Caller, now: datetime) -> PrescriptionVersion:
    version.created_at, version.created_by = now, me.id
    return version
