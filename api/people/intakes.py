"""What a client disclosed: what is sent of it, how versions follow one another, how it is shown."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.library import Library
from api.library.codes import require_code, require_codes, require_side
from api.platform.http.edits import Patch
from api.platform.http.fields import Code, Flag, In, Note, Out, each_once
from api.platform.http.paging import Paging
from api.tables import Client, Intake

# Each group of codes, and where a body has it.
CODES = {"conditions": "/conditions", "contraindications": "/intake/contraindications"}
LISTS = {*CODES, "places"}
# PostgreSQL keeps the members of an object in an order of its own.
_spelled = partial(json.dumps, sort_keys=True)
TEXTS = ("other_conditions", "medication", "previous_treatment", "family_history")
_NEWEST = select(Intake).order_by(Intake.number.desc()).limit(1)


def _filled(value: str | None) -> str | None:
    """Return a text without the blanks around it; what is blank altogether is none."""
    return (value or "").strip() or None


class PlaceIn(In):
    """Where she has pain when her care begins, in codes of the vocabulary: regions and sides."""

    region: Code
    side: Code | None = None
    tingling: Flag = False


class PlaceOut(Out):
    region: str
    side: str | None
    tingling: bool


Disclosed = Annotated[Note | None, AfterValidator(_filled)]


class IntakeIn(In):
    """What a client discloses; a blank text counts as none.

    Pain and tingling in `places` are known: she draws them without an alert of their spread.
    """

    contraindications: Annotated[list[Code], Field(max_length=40)] = []
    places: Annotated[list[PlaceIn], Field(max_length=60)] = []
    other_conditions: Disclosed = None
    medication: Disclosed = None
    previous_treatment: Disclosed = None
    family_history: Disclosed = None


class IntakeOut(Out):
    """One version; `conditions` are the client's tags as they were with it."""

    version: int
    conditions: list[str]
    contraindications: list[str]
    places: list[PlaceOut]
    other_conditions: str | None
    medication: str | None
    previous_treatment: str | None
    family_history: str | None
    created_at: datetime
    created_by: UUID


class IntakePage(Out):
    items: list[IntakeOut]
    next_cursor: str | None


class IntakePatch(Patch, IntakeIn):
    """Only what is sent changes; a null clears a text."""

    shows = IntakeOut


def told_of_intake(body: IntakeIn | IntakePatch) -> dict[str, Any]:
    """Return what a body tells of an intake, as columns by name; each place is whole."""
    told = body.model_dump(exclude_unset=True)
    if "places" in told:
        told["places"] = [each.model_dump() for each in body.places]
    return told


async def newest_intake(session: AsyncSession, client_id: UUID) -> Intake | None:
    """Return the version of a client's intake that holds, if she disclosed anything yet."""
    found: Intake | None = await session.scalar(_NEWEST.where(Intake.client_id == client_id))
    return found


def next_intake(client: Client, newest: Intake | None, told: Mapping[str, Any]) -> Intake | None:
    """Return the version in which a client's intake holds what was told, None if it does already.

    `told` has columns by name; codes and places that come twice are kept once.
    """
    before = {
        "conditions": client.conditions,
        "contraindications": newest.contraindications if newest else [],
        "places": newest.places if newest else [],
        **{name: getattr(newest, name, None) for name in TEXTS},
    }
    once = {name: each_once(told[name]) for name in LISTS & told.keys()}
    after = before | dict(told) | once
    if _unordered(after) == _unordered(before):
        return None
    number = newest.number + 1 if newest else 1
    return Intake(client_id=client.id, number=number, **after)


async def disclose(
    session: AsyncSession, client: Client, told: Mapping[str, Any], me: Caller, now: datetime
) -> None:
    """Store what was told as the next version of a client's intake, if it is anything new."""
    version = next_intake(client, await newest_intake(session, client.id), told)
    if version is not None:
        version.created_at, version.created_by = now, me.id
        client.conditions = version.conditions
        session.add(version)


async def read_intakes(
    session: AsyncSession, client_id: UUID, me: Caller, now: datetime, pages: Paging
) -> IntakePage:
    """Return a page of the versions of a client's intake, newest first; note it."""
    await access.client(session, client_id, me, now, "view intakes")
    query = select(Intake).where(Intake.client_id == client_id)
    rows = list(await session.scalars(pages.select(query, Intake.number, newest_first=True)))
    shown, cursor = pages.cut(rows, lambda row: (row.number,))
    return IntakePage(items=[show_intake(row) for row in shown], next_cursor=cursor)


def show_intake(row: Intake) -> IntakeOut:
    """Return a version of an intake as it is shown."""
    return IntakeOut(
        version=row.number,
        conditions=row.conditions,
        contraindications=row.contraindications,
        places=row.places,
        **{name: getattr(row, name) for name in TEXTS},
        created_at=row.created_at,
        created_by=row.created_by,
    )


def require_known(told: Mapping[str, Any], library: Library) -> None:
    """Refuse a code that the vocabulary does not have, and the middle of a limb."""
    for group, pointer in CODES.items():
        require_codes(library, group, told.get(group, ()), pointer)
    for pointer, group, code in _codes_of_places(told):
        if code is not None:
            require_code(library, group, code, pointer)
    # Nobody can draw such a place, so that it would make none known.
    for index, place in enumerate(told.get("places", ())):
        require_side(library, place["region"], place["side"], f"/intake/places/{index}/side")


def _codes_of_places(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """Yield (pointer, group, code) of each code of the places."""
    for index, place in enumerate(told.get("places", ())):
        yield f"/intake/places/{index}/region", "regions", place["region"]
        yield f"/intake/places/{index}/side", "sides", place["side"]


def _unordered(disclosed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same with codes and places in one order, since theirs tells nothing."""
    return dict(disclosed) | {name: sorted(disclosed[name], key=_spelled) for name in LISTS}
