"""People who join and leave the practice: a colleague who moves on, a client who is discharged."""

from dataclasses import dataclass, field

from api.platform.clock import SetClock
from demo.calls import Http
from demo.phones import Phone
from demo.plots import BERLIN
from demo.stories.practice import ADMIN, FORMER, PASSWORD

WELL = "Emil Brandt"
NEWCOMER = "Mira Sommer"


@dataclass(slots=True)
class Comings:
    """The state of these events: the clock, how requests are sent, the ids that were created."""

    clock: SetClock
    http: Http
    ids: dict[str, str] = field(default_factory=dict)

    async def admin(self) -> Phone:
        """Return the admin's browser, freshly signed in."""
        phone = Phone(self.http, self.clock)
        self.ids[ADMIN.name] = await phone.sign_in(ADMIN.email, PASSWORD)
        return phone


async def engage(people: Comings) -> None:
    """Invite a therapist, who joins and takes a client into care."""
    admin, colleague = await people.admin(), Phone(people.http, people.clock)
    made = await admin.post("/v1/therapists", {"name": FORMER.name})
    credentials = {"email": FORMER.email, "password": PASSWORD}
    await colleague.redeem({"code": made["invite"]["code"], "timezone": BERLIN, **credentials})
    client = await colleague.post("/v1/clients", {"name": WELL, "timezone": BERLIN})
    people.ids |= {FORMER.name: made["therapist"]["id"], WELL: client["id"]}


async def hand_over(people: Comings) -> None:
    """Reassign the client of a therapist who leaves, and deactivate his account."""
    admin = await people.admin()
    to = {"therapist_id": people.ids[ADMIN.name]}
    await admin.post(f"/v1/clients/{people.ids[WELL]}/reassign", to)
    await admin.post(f"/v1/therapists/{people.ids[FORMER.name]}/deactivate", {})


async def say_goodbye(people: Comings) -> None:
    """Discharge the client."""
    admin = await people.admin()
    reason = {"reason": "Free of pain for four weeks."}
    await admin.post(f"/v1/clients/{people.ids[WELL]}/discharge", reason)


async def invite_another(people: Comings) -> None:
    """Invite a therapist who has not redeemed the invite yet."""
    admin = await people.admin()
    await admin.post("/v1/therapists", {"name": NEWCOMER})
