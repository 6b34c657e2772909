"""The callers of the access table with their records, and how they send its requests."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
from httpx2 import Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.challenges import challenge_for
from api.platform.db import transaction
from api.safety.alerts import open_alert
from api.tables import Account, Export, ExportArchive
from tests.access_bodies import BENS, Things
from tests.access_table import ROWS, Row
from tests.acting.care import Care, body_of
from tests.acting.credentials import ANA, BEN, give_password, invite, issued, sign_in
from tests.acting.passkeys import give_passkey
from tests.acting.reminding import a_reminder, deliver
from tests.acting.second_factors import code_at, give_factor
from tests.cast import Cast, Person, endless_sign_in
from tests.databases import KEYS


@dataclass(frozen=True, slots=True)
class World:
    """The cast, and the ids of each client's records."""

    cast: Cast
    things: dict[str, Things]

    @property
    def anas(self) -> Things:
        return self.things["ana"]

    def person(self, name: str) -> Person:
        person: Person = getattr(self.cast, name)
        return person

    def owner(self, row: Row) -> Person:
        """Return who may call a route for Ana's records: Ana, or Ben, who is also an admin."""
        usual = "ben" if row.may in ("therapist", "admin") else "ana"
        return self.person(row.by or usual)

    async def ask(
        self, name: str, who: str | None, asked: Things | None = None, **more: Any
    ) -> Response:
        """Send a row's request as one of the cast, for the records `asked` (default: Ana's)."""
        row, asked = ROWS[name], asked or self.anas
        method, template = name.split(" ")
        slots = {slot: getattr(asked, row.names.get(slot, slot)) for slot in asked.__slots__}
        url = template.format(**slots)
        if row.body is not None and "json" not in more:
            more["json"] = row.body(asked, self.things.get(who or "", self.anas))
        http = self.cast.ana.http
        if who is None:
            return await http.request(method, url + row.query, **more)
        return await self.person(who).call(method, url + row.query, **more)

    async def condition(self, name: str) -> dict[str, str]:
        """Return the If-Match header for an edit of Ana's record as it is now."""
        if not ROWS[name].edits:
            return {}
        read = await self.ask(name.replace("PATCH", "GET"), "ben")
        body_of(read)
        return {"if-match": read.headers["etag"]}


async def build_world(care: Care) -> World:
    """Return the cast after giving each client records of her own."""
    cast = care.cast
    pairs = {"ana": (cast.ana, cast.ben), "cy": (cast.cy, cast.dora), "fay": (cast.fay, cast.eve)}
    things = {name: await belongings(*pair) for name, pair in pairs.items()}
    things["ana"].therapist_id = str(cast.dora.id)
    async with transaction(care.sessions) as session:
        for name, (client, therapist) in pairs.items():
            alert = await open_alert(session, client.id, "silent", [{}], care.clock.at)
            things[name].alert_id = str(alert.id)
            another = endless_sign_in(client.id, care.clock.at, id=uuid4())
            session.add(another)
            things[name].sign_in_id = str(another.id)
            therapists = endless_sign_in(therapist.id, care.clock.at, id=uuid4())
            session.add(therapists)
            things[name].own_sign_in_id = str(therapists.id)
            things[name].export_id = await a_copy(session, client.id, client.id, care.clock.at)
            things[name].copy_id = await a_copy(session, client.id, therapist.id, care.clock.at)
    await give_factor(care, cast.ben, confirmed=False)
    things["ana"].passkey_id = str(await give_passkey(care, cast.ben, BENS))
    things["ana"].signed_in_as = (cast.ben.id, sign_in_of(cast.ben))
    for name, steps in (("code_before", -1), ("code_now", 0), ("code_next", 1)):
        setattr(things["ana"], name, code_at(care.clock.at, steps))
    for name, (client, therapist) in pairs.items():
        hers = replace(care, cast=replace(cast, ana=client))
        row = await a_reminder(hers, things[name].prescription_id)
        await deliver(hers, row, things[name].installation_id)
        things[name].reminder_id = str(row.id)
        brief = {"subject_id": UUID(things[name].appointment_id), "slot": "brief"}
        brief |= {"account_id": therapist.id, "source": "brief"}
        things[name].brief_id = str((await a_reminder(hers, None, **brief)).id)
    return World(cast, things)


async def a_copy(session: AsyncSession, client_id: UUID, asked_by: UUID, now: datetime) -> str:
    """Return the id of a copy of a client's data that somebody asked for and can fetch."""
    row = Export(id=uuid4(), created_at=now, client_id=client_id, asked_by=asked_by)
    row.state, row.expires_at = "ready", now + timedelta(hours=24)
    session.add(row)
    await session.flush()
    session.add(ExportArchive(created_at=now, export_id=row.id, content=b"PK"))
    return str(row.id)


async def belongings(client: Person, therapist: Person) -> Things:
    """Give a client a prescription, a log, a check-in and a phone."""
    body = {"exercise": "chin-tuck", "schedule": {"times": ["09:00"]}}
    path = f"/v1/clients/{client.id}/prescriptions"
    row = body_of(await therapist.post(path, body), 201)
    things = Things(str(client.id), row["id"], str(uuid4()), str(uuid4()), f"phone-{client.id}")
    things.weekly_check_in_id = str(uuid4())
    world = World(Cast(*[client] * 6), {"ana": things})
    for name in (
        "PUT /v1/me/logs/{log_id}",
        "PUT /v1/me/check-ins/{date}",
        "PUT /v1/me/weekly-check-ins/{monday}",
        "PUT /v1/me/devices/{installation_id}",
    ):
        body_of(await world.ask(name, "ana"), 201)
    things.episode_id = await made(client, therapist, "episodes", {"starts_on": "2026-02-23"})
    things.goal_id = await made(client, therapist, "goals", {"text": "Lift my child"})
    held = {"starts_at": "2026-02-27T09:00:00Z"}
    things.appointment_id = await made(client, therapist, "appointments", held)
    holiday = {"from": "2026-03-23", "to": "2026-03-27", "reason": "holiday"}
    things.excused_id = await made(client, therapist, "excused", holiday)
    holiday = {"from": "2026-04-06", "to": "2026-04-10", "reason": "holiday"}
    things.my_excused_id = await made(client, therapist, "excused", holiday)
    return things


async def made(client: Person, therapist: Person, noun: str, body: dict[str, str]) -> str:
    """Return the id of a record that the therapist created for a client."""
    added = body_of(await therapist.post(f"/v1/clients/{client.id}/{noun}", body), 201)
    return str(added["id"])


def sign_in_of(person: Person) -> UUID:
    """Return the sign-in that someone's token descends from."""
    return UUID(jwt.decode(person.token, options={"verify_signature": False})["fam"])


async def with_secrets(care: Care, world: World) -> World:
    """Return the world with one-time codes and refresh tokens of Ana's."""
    await give_password(care, care.ben, BEN)
    await give_password(care, care.ana, ANA)
    reset = await issued(care, care.ana)
    tokens = body_of(await sign_in(care.ana.http, ANA))
    secrets = {"reset_code": reset, "refresh_token": tokens["refresh_token"]}
    (ana,) = await care.rows(select(Account).where(Account.id == care.ana.id))
    secrets["challenge"] = challenge_for(ana, care.clock.at, KEYS)
    mine = replace(world.anas, invite=await invite(care), **secrets)
    return replace(world, things=world.things | {"ana": mine})


def absent(things: Things) -> Things:
    """Return ids of no stored record."""
    ids = ("client_id", "prescription_id", "log_id", "check_in_id", "installation_id")
    ids += ("excused_id", "my_excused_id")
    ids += ("episode_id", "appointment_id", "therapist_id", "alert_id", "reminder_id")
    ids += ("brief_id", "sign_in_id", "own_sign_in_id", "goal_id", "export_id", "copy_id")
    ids += ("passkey_id",)
    return replace(things, **{name: str(uuid4()) for name in ids})
