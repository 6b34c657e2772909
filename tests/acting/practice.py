"""What an admin does with the therapists and clients of a practice, in one line each."""

from uuid import UUID

from httpx2 import Response
from sqlalchemy import select

from api.tables import AuditEvent
from tests.acting.care import Care, Json, body_of
from tests.acting.credentials import PASSWORD, redeem
from tests.cast import Person

THERAPISTS, PEOPLE = "/v1/therapists", "/v1/practice/clients"
DORA = "dora@example.org"


async def invited(care: Care, name: str = "Dan", **more: object) -> Json:
    return body_of(await care.ben.post(THERAPISTS, {"name": name} | more), 201)


async def at_work(care: Care, name: str, **more: object) -> Person:
    """Return a new therapist, who has redeemed her invite and is signed in."""
    code = (await invited(care, name, **more))["invite"]["code"]
    own = {"email": f"{name.lower()}@example.org", "password": PASSWORD}
    tokens = body_of(await redeem(care.ben.http, code, **own))
    account_id = UUID(tokens["account"]["id"])
    return Person(account_id, care.ben.practice_id, care.ben.http, tokens["access_token"])


async def read(care: Care, person: Person) -> Json:
    return body_of(await care.ben.get(f"{THERAPISTS}/{person.id}"))


async def edit(me: Person, person: Person, **changes: object) -> Response:
    path = f"{THERAPISTS}/{person.id}"
    etag = (await me.get(path)).headers["etag"]
    return await me.patch(path, changes, headers={"if-match": etag})


async def deactivate(care: Care, person: Person, to: Person | None = None) -> Response:
    body = {"reassign_to": str(to.id)} if to else None
    return await care.ben.post(f"{THERAPISTS}/{person.id}/deactivate", body)


async def staff_noted(care: Care) -> list[tuple]:
    """Return (action, therapist id) of each audit event about a therapist, oldest first."""
    events = await care.rows(select(AuditEvent).order_by(AuditEvent.id))
    done = [event for event in events if event.subject and "therapist_id" in event.subject]
    assert all(event.actor_id == care.ben.id for event in done)
    return [(event.action, event.subject["therapist_id"]) for event in done]


async def act_on_client(me: Person, client: Person, verb: str, **body: object) -> Response:
    """Discharge, readmit or reassign a client; `verb` is the last part of the path."""
    return await me.post(f"/v1/clients/{client.id}/{verb}", body)


async def discharge(care: Care) -> Json:
    return body_of(await act_on_client(care.ben, care.ana, "discharge"))


async def reassign(care: Care, to: Person) -> Json:
    return body_of(await act_on_client(care.ben, care.ana, "reassign", therapist_id=str(to.id)))


async def people(care: Care, **asked: object) -> dict[str, list[str]]:
    """Return the names of the practice's clients, each with the names of their therapists."""
    rows = body_of(await care.ben.get(PEOPLE, params=asked))["items"]
    return {row["name"]: [carer["name"] for carer in row["therapists"]] for row in rows}


async def ends_noted(care: Care) -> list[str]:
    """Return the audited discharges, readmissions and reassignments of Ana, oldest first."""
    ends = ("discharge client", "readmit client", "reassign client")
    query = select(AuditEvent.action).where(
        AuditEvent.action.in_(ends), AuditEvent.client_id == care.ana.id
    )
    return list(await care.rows(query.order_by(AuditEvent.created_at, AuditEvent.id)))
