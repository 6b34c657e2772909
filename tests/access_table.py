"""The access table: who may call each route, and what a request that is in order looks like.

A new route gets its row here; tests/test_access.py fails until it has one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from httpx2 import Response

from tests.api.care import shown
from tests.api.credentials import BEN, OTHER, PASSWORD
from tests.cast import Cast, Person

Json = dict[str, Any]
TODAY, NOON = "2026-03-02", "2026-03-02T12:00:00+00:00"
# A stranger to a row is refused: "client" notes it in the audit of the owner, "phone" does not,
# since a phone is whose it was last, nor "practice", whose therapists are no clients.
Whose = Literal["client", "phone", "practice"] | None
May = Literal["public", "anyone", "client", "therapist", "admin"]
# Who has the wrong role for it.
WRONG = {
    "public": (),
    "anyone": (),
    "client": ("ben", "dora"),
    "therapist": ("ana", "cy"),
    "admin": ("ana", "dora"),
}


@dataclass(slots=True)
class Things:
    """What belongs to one client, by the names that paths and bodies use."""

    client_id: str
    prescription_id: str
    log_id: str
    check_in_id: str
    installation_id: str
    invite: str = ""
    reset_code: str = ""
    refresh_token: str = ""
    excused_id: str = ""
    my_excused_id: str = ""
    episode_id: str = ""
    appointment_id: str = ""
    alert_id: str = ""
    therapist_id: str = ""
    slug: str = "chin-tuck"
    date: str = TODAY
    weekly_check_in_id: str = ""
    monday: str = TODAY


Body = Callable[[Things, Things], Json]


@dataclass(frozen=True, slots=True)
class Row:
    """`body` is made of the things that are asked for, and of the caller's own.

    `names` says which of the things a place in the path means, where it is not the one so called.
    """

    may: May
    body: Body | None = None
    whose: Whose = None
    query: str = ""
    edits: bool = False
    names: dict[str, str] = field(default_factory=dict)


def _check_in(asked: Things, _: Things) -> Json:
    return {"id": asked.check_in_id, "pain_average": 4, "recorded_at": NOON}


def _weekly(asked: Things, _: Things) -> Json:
    return {"id": asked.weekly_check_in_id, "energy": 4, "recorded_at": NOON}


def _log(_: Things, own: Things) -> Json:
    slot = {"prescription_id": own.prescription_id, "local_date": TODAY, "slot": "09:00"}
    return {**slot, "outcome": "done", "recorded_at": NOON}


def _successor(asked: Things, _: Things) -> Json:
    return {"therapist_id": asked.therapist_id}


def _read(asked: Things, _: Things) -> Json:
    return {"prescription_id": asked.prescription_id, "version": 1}


def _phone(asked: Things, _: Things) -> Json:
    target = {"kind": "token", "value": f"target-of-{asked.installation_id}"}
    return {"platform": "android", "target": target}


def fixed(**body: Any) -> Body:
    return lambda _asked, _own: dict(body)


RECORDED = "?recorded_at=2026-03-02T12:00:00Z"
ANYTIME = fixed(exercise="cat-cow", schedule={"times": ["10:00"]})
# In an order in which each can be called once: what ends something comes last.
ROWS = {
    "GET /livez": Row("public"),
    "GET /readyz": Row("public"),
    "GET /metrics": Row("public"),
    "GET /v1/app-config": Row("public"),
    "GET /invite": Row("public"),
    "POST /v1/auth/redeem-invite": Row(
        "public", lambda asked, _: {"code": asked.invite, "timezone": "Europe/Berlin"}
    ),
    "GET /v1/vocabulary": Row("anyone"),
    "GET /v1/check-in-questions": Row("anyone"),
    "GET /v1/exercises": Row("anyone"),
    "GET /v1/exercises/{slug}": Row("anyone"),
    "GET /v1/exercises/{slug}/picture.svg": Row("anyone"),
    "GET /v1/clients": Row("therapist"),
    "POST /v1/clients": Row("therapist", fixed(name="Ida", timezone="Europe/Berlin")),
    "GET /v1/clients/{client_id}": Row("therapist", whose="client"),
    "PATCH /v1/clients/{client_id}": Row("therapist", fixed(name="Ana"), "client", edits=True),
    "POST /v1/clients/{client_id}/invites": Row("therapist", whose="client"),
    "GET /v1/clients/{client_id}/intakes": Row("therapist", whose="client"),
    "GET /v1/clients/{client_id}/excused": Row("therapist", whose="client"),
    "POST /v1/clients/{client_id}/excused": Row(
        "therapist", fixed(**{"from": "2026-03-16", "to": "2026-03-17", "reason": "sick"}), "client"
    ),
    "DELETE /v1/clients/{client_id}/excused/{excused_id}": Row("therapist", whose="client"),
    "GET /v1/clients/{client_id}/prescriptions": Row("therapist", whose="client"),
    "POST /v1/clients/{client_id}/prescriptions": Row("therapist", ANYTIME, "client"),
    "GET /v1/clients/{client_id}/appointments": Row("therapist", whose="client"),
    "POST /v1/clients/{client_id}/appointments": Row(
        "therapist", fixed(starts_at="2026-03-09T10:00:00Z"), "client"
    ),
    "GET /v1/appointments/{appointment_id}": Row("therapist", whose="client"),
    "PATCH /v1/appointments/{appointment_id}": Row(
        "therapist", fixed(status="completed"), "client", edits=True
    ),
    "GET /v1/clients/{client_id}/episodes": Row("therapist", whose="client"),
    "POST /v1/clients/{client_id}/episodes": Row(
        "therapist", fixed(starts_on="2026-03-09"), "client"
    ),
    "GET /v1/episodes/{episode_id}": Row("therapist", whose="client"),
    "PATCH /v1/episodes/{episode_id}": Row(
        "therapist", fixed(planned_weeks=8), "client", edits=True
    ),
    "GET /v1/clients/{client_id}/check-ins": Row("therapist", whose="client"),
    "GET /v1/clients/{client_id}/check-ins/{date}/history": Row("therapist", whose="client"),
    "GET /v1/clients/{client_id}/weekly-check-ins": Row("therapist", whose="client"),
    "GET /v1/clients/{client_id}/logs": Row("therapist", whose="client"),
    "GET /v1/clients/{client_id}/safety-events": Row("therapist", whose="client"),
    "GET /v1/alerts": Row("therapist"),
    "POST /v1/alerts/{alert_id}/acknowledge": Row("therapist", fixed(useful=True), "client"),
    "GET /v1/clients/{client_id}/adherence": Row("therapist", whose="client"),
    "GET /v1/clients/{client_id}/trends": Row("therapist", whose="client"),
    "GET /v1/prescriptions/{prescription_id}": Row("therapist", whose="client"),
    "GET /v1/prescriptions/{prescription_id}/versions": Row("therapist", whose="client"),
    "PATCH /v1/prescriptions/{prescription_id}": Row(
        "therapist", fixed(max_pain=4), "client", edits=True
    ),
    "GET /v1/me": Row("client"),
    "PATCH /v1/me": Row("client", fixed(check_in_time="19:00")),
    "GET /v1/me/today": Row("client"),
    "GET /v1/me/plan": Row("client"),
    "GET /v1/me/trends": Row("client"),
    "GET /v1/me/check-ins": Row("client"),
    "PUT /v1/me/check-ins/{date}": Row("client", _check_in, "client"),
    "GET /v1/me/check-ins/{date}/history": Row("client"),
    "GET /v1/me/weekly-check-ins": Row("client"),
    "PUT /v1/me/weekly-check-ins/{monday}": Row("client", _weekly, "client"),
    "GET /v1/me/appointments": Row("client"),
    "PUT /v1/me/appointments/{appointment_id}/feedback": Row(
        "client", fixed(pressure="right", recorded_at=NOON), "client"
    ),
    "POST /v1/me/acknowledgements": Row("client", _read, "client"),
    "GET /v1/me/logs": Row("client"),
    "PUT /v1/me/logs/{log_id}": Row("client", _log, "client"),
    "DELETE /v1/me/logs/{log_id}": Row("client", whose="client", query=RECORDED),
    "GET /v1/me/reminders/upcoming": Row("anyone"),
    "GET /v1/me/excused": Row("client"),
    "POST /v1/me/excused": Row(
        "client", fixed(**{"from": "2026-03-19", "to": "2026-03-20", "reason": "sick"})
    ),
    "DELETE /v1/me/excused/{excused_id}": Row(
        "client", whose="client", names={"excused_id": "my_excused_id"}
    ),
    "GET /v1/me/consents": Row("client"),
    "PUT /v1/me/consents": Row("client", fixed(share_with_therapist=True)),
    "GET /v1/me/access-log": Row("client"),
    "PUT /v1/me/devices/{installation_id}": Row("anyone", _phone),
    "POST /v1/me/devices/{installation_id}/test-push": Row("anyone", whose="phone"),
    "DELETE /v1/me/devices/{installation_id}": Row("anyone", whose="phone"),
    "POST /v1/prescriptions/{prescription_id}/pause": Row("therapist", fixed(), "client"),
    "POST /v1/prescriptions/{prescription_id}/resume": Row(
        "therapist", fixed(note="May go on."), "client"
    ),
    "POST /v1/prescriptions/{prescription_id}/stop": Row("therapist", fixed(), "client"),
    "GET /v1/therapists": Row("admin"),
    "POST /v1/therapists": Row("admin", fixed(name="Ida", admin=False)),
    "GET /v1/therapists/{therapist_id}": Row("admin", whose="practice"),
    "PATCH /v1/therapists/{therapist_id}": Row(
        "admin", fixed(name="Dora", admin=False), "practice", edits=True
    ),
    "POST /v1/therapists/{therapist_id}/invites": Row("admin", whose="practice"),
    "GET /v1/practice/clients": Row("admin"),
    "GET /v1/audit": Row("admin"),
    "POST /v1/auth/refresh": Row("public", lambda asked, _: {"refresh_token": asked.refresh_token}),
    "POST /v1/auth/sign-in": Row("public", fixed(email=BEN, password=PASSWORD)),
    "POST /v1/auth/change-password": Row(
        "anyone", fixed(current_password=PASSWORD, new_password=OTHER)
    ),
    "POST /v1/auth/sign-out": Row("anyone"),
    "POST /v1/auth/reset-password": Row(
        "public", lambda asked, _: {"code": asked.reset_code, "password": OTHER}
    ),
    "POST /v1/clients/{client_id}/discharge": Row("therapist", fixed(), "client"),
    "POST /v1/clients/{client_id}/readmit": Row("admin", fixed(), "client"),
    "POST /v1/clients/{client_id}/reassign": Row("admin", _successor, "client"),
    "POST /v1/therapists/{therapist_id}/deactivate": Row("admin", fixed(), "practice"),
    "POST /v1/therapists/{therapist_id}/reactivate": Row("admin", whose="practice"),
}


@dataclass(frozen=True, slots=True)
class World:
    """The cast with what belongs to each client."""

    cast: Cast
    things: dict[str, Things]

    @property
    def anas(self) -> Things:
        return self.things["ana"]

    def person(self, name: str) -> Person:
        person: Person = getattr(self.cast, name)
        return person

    def owner(self, row: Row) -> Person:
        """Return who may, for what is Ana's: she herself or Ben, who is admin too."""
        return self.cast.ben if row.may in ("therapist", "admin") else self.cast.ana

    async def ask(
        self, name: str, who: str | None, asked: Things | None = None, **more: Any
    ) -> Response:
        """Send a row's request for someone's things, Ana's if not said, as one of the cast."""
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
        """Return the If-Match header that an edit of Ana's record needs now."""
        if not ROWS[name].edits:
            return {}
        read = await self.ask(name.replace("PATCH", "GET"), "ben")
        shown(read)
        return {"if-match": read.headers["etag"]}
