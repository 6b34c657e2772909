"""A client: what a therapist sends of one, and how one is shown."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field, field_validator
from pydantic_core import PydanticKnownError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from api import access
from api.access.callers import Caller
from api.library import Library
from api.people.erasures import ErasureOut, show_erasure
from api.people.intakes import (
    IntakeIn,
    IntakeOut,
    IntakePatch,
    newest_intake,
    show_intake,
    told_of_intake,
)
from api.plan.clearances import held_against, uncleared
from api.platform.http.edits import Patch
from api.platform.http.etags import etag_beside, etag_of
from api.platform.http.fields import Conditions, In, Locale, Name, Out, Zone
from api.tables import Account, Client, Prescription

_GOING_ON = (
    select(Prescription)
    .where(Prescription.stopped_at.is_(None))
    .options(selectinload(Prescription.versions))
    .order_by(Prescription.id)
)


class ClientIn(In):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Ana Duarte",
                    "timezone": "Europe/Lisbon",
                    "locale": "en",
                    "conditions": ["neck_pain", "headache"],
                    "intake": {
                        "contraindications": ["osteoporosis"],
                        "medication": "Ibuprofen when it is bad.",
                    },
                }
            ]
        }
    )

    name: Name
    timezone: Zone
    locale: Locale = "en"
    conditions: Conditions = []
    intake: IntakeIn | None = None


class ConflictOut(Out):
    """A prescription that goes on although it is contraindicated and was not cleared."""

    prescription_id: UUID
    exercise: str
    contraindications: list[str]


class ClientRow(Out):
    """`erasure` is null unless she is to be erased."""

    id: UUID
    name: str
    timezone: str
    locale: str
    conditions: list[str]
    created_at: datetime
    erasure: ErasureOut | None
    etag: str


class ClientOut(ClientRow):
    """`intake` is its newest version, null before the first; an edit does not mind `conflicts`."""

    intake: IntakeOut | None
    conflicts: list[ConflictOut]


class ClientPatch(Patch):
    """Only what is sent changes, within the intake too."""

    shows = ClientOut

    name: Name = Field(default="", validate_default=False)
    timezone: Zone = Field(default="", validate_default=False)
    conditions: Conditions = []
    intake: IntakePatch | None = None

    @field_validator("intake")
    @classmethod
    def _is_told(cls, intake: IntakePatch | None) -> IntakePatch:
        # A null that is shown, before the first intake, is never left of what was sent.
        if intake is None:
            raise PydanticKnownError("model_attributes_type")
        return intake


class _Edition(Out):
    """What an edit begins from. A version of an intake never changes: its number is enough."""

    client: ClientRow
    intake: int | None


def told_of(body: ClientIn | ClientPatch) -> dict[str, Any]:
    """Return what a body tells of the intake, conditions with it, as columns by name."""
    told = told_of_intake(body.intake) if body.intake else {}
    return told | body.model_dump(include={"conditions"}, exclude_unset=True)


def show_row(account: Account, client: Client, intake_version: int | None) -> ClientRow:
    """Return a client as she is listed, with the ETag that an edit of her needs."""
    bare = ClientRow(
        id=account.id,
        name=account.name,
        timezone=account.timezone,
        locale=account.locale,
        conditions=client.conditions,
        created_at=account.created_at,
        erasure=show_erasure(client),
        etag="",
    )
    return bare.model_copy(update={"etag": etag_of(_Edition(client=bare, intake=intake_version))})


async def read_client(
    session: AsyncSession, client_id: UUID, me: Caller, now: datetime, library: Library
) -> ClientOut:
    """Return a client in a therapist's care; note it."""
    client = await access.client(session, client_id, me, now, "view client")
    return await show_client(session, await session.get_one(Account, client_id), client, library)


async def show_client(
    session: AsyncSession, account: Account, client: Client, library: Library
) -> ClientOut:
    """Return a client as her therapist sees her."""
    intake = await newest_intake(session, client.id)
    row = show_row(account, client, intake.number if intake else None)
    codes = held_against(client, intake.contraindications if intake else None)
    conflicts = await _conflicts(session, client, codes, library)
    beside = "".join(conflict.model_dump_json() for conflict in conflicts)
    return ClientOut(
        **row.model_dump(exclude={"etag"}),
        intake=show_intake(intake) if intake else None,
        conflicts=conflicts,
        etag=etag_beside(row.etag, beside),
    )


async def _conflicts(
    session: AsyncSession, client: Client, codes: frozenset[str], library: Library
) -> list[ConflictOut]:
    """Return what goes on although one of these codes forbids it."""
    if not codes:
        return []
    rows = await session.scalars(_GOING_ON.where(Prescription.client_id == client.id))
    found = ((row, _left(row, codes, library)) for row in rows)
    return [
        ConflictOut(prescription_id=row.id, exercise=row.exercise, contraindications=left)
        for row, left in found
        if left
    ]


def _left(row: Prescription, codes: frozenset[str], library: Library) -> list[str]:
    newest = row.versions[-1]
    return uncleared(library.pinned(row.exercise, newest.exercise_version), newest, codes)
