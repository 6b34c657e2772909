"""The access table: who may call each route, and an example of a valid request.

A new route gets its row here; tests/test_access.py fails until it has one.
"""

from dataclasses import dataclass, field
from typing import Literal

from tests import access_bodies as bodies
from tests.access_bodies import NOON, Body, fixed
from tests.acting.credentials import ANA, OTHER, PASSWORD

# Whose record a route is about. Strangers are refused in all three cases, but only for "client"
# is the denial audited (under the client): a "phone" belongs to whoever is signed in on it,
# a "sign-in" to whose account it is, and "practice" is about therapists.
Whose = Literal["client", "phone", "sign-in", "practice"] | None
May = Literal["public", "anyone", "client", "therapist", "admin"]
# By who may call a route: some callers who may not, because of their role.
WRONG = {
    "public": (),
    "anyone": (),
    "client": ("ben", "dora"),
    "therapist": ("ana", "cy"),
    "admin": ("ana", "dora"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """`body` makes the request's body from the ids asked for and from the caller's own ids.

    `names` maps a path parameter to the field of Things that fills it, where the names differ.
    `or_admin`: an admin of the practice may call it too, whoever cares for the client.
    `by` calls it, since it ends every sign-in of hers.
    """

    may: May
    body: Body | None = None
    whose: Whose = None
    query: str = ""
    edits: bool = False
    or_admin: bool = False
    by: str = ""
    names: dict[str, str] = field(default_factory=dict)


def proven(which: str) -> Body:
    """Return the body that shows a password and one of the codes that are good now."""
    return lambda asked, _: {"current_password": PASSWORD, "code": getattr(asked, which)}


RECORDED = "?recorded_at=2026-03-02T12:00:00Z"
ANYTIME = fixed(exercise="cat-cow", schedule={"times": ["10:00"]})
# In an order in which each route can be called once: those that end something come last.
ROWS = {
    "GET /livez": Row("public"),
    "GET /readyz": Row("public"),
    "GET /metrics": Row("public"),
    "GET /v1/app-config": Row("public"),
    "GET /invite": Row("public"),
    "POST /v1/auth/redeem-invite": Row(
        "public",
        lambda asked, _: {
            "code": asked.invite,
            "timezone": "Europe/Berlin",
            "password": PASSWORD,
        },
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
    "GET /v1/clients/{client_id}/goals": Row("therapist", whose="client"),
    "POST /v1/clients/{client_id}/goals": Row("therapist", fixed(text="Swim again"), "client"),
    "GET /v1/goals/{goal_id}": Row("therapist", whose="client"),
    "PATCH /v1/goals/{goal_id}": Row("therapist", fixed(state="reached"), "client", edits=True),
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
    "GET /v1/clients/{client_id}/reminders": Row("therapist", whose="client"),
    "GET /v1/clients/{client_id}/safety-events": Row("therapist", whose="client"),
    "GET /v1/alerts": Row("therapist"),
    "GET /v1/alerts/usefulness": Row("therapist"),
    "GET /v1/caseload": Row("therapist"),
    "POST /v1/alerts/acknowledge": Row("therapist", bodies.seen),
    "POST /v1/alerts/{alert_id}/acknowledge": Row("therapist", fixed(useful=True), "client"),
    "GET /v1/clients/{client_id}/adherence": Row("therapist", whose="client"),
    "GET /v1/clients/{client_id}/trends": Row("therapist", whose="client"),
    "GET /v1/clients/{client_id}/brief": Row("therapist", whose="client"),
    "POST /v1/clients/{client_id}/brief/read": Row("therapist", whose="client"),
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
    "GET /v1/me/goals": Row("client"),
    "GET /v1/me/check-ins": Row("client"),
    "PUT /v1/me/check-ins/{date}": Row("client", bodies.check_in, "client"),
    "GET /v1/me/check-ins/{date}/history": Row("client"),
    "DELETE /v1/me/check-ins/{date}": Row("client", query=RECORDED),
    "GET /v1/me/weekly-check-ins": Row("client"),
    "PUT /v1/me/weekly-check-ins/{monday}": Row("client", bodies.weekly, "client"),
    "DELETE /v1/me/weekly-check-ins/{monday}": Row("client", query=RECORDED),
    "GET /v1/me/appointments": Row("client"),
    "PUT /v1/me/appointments/{appointment_id}/feedback": Row(
        "client", fixed(pressure="right", recorded_at=NOON), "client"
    ),
    "POST /v1/me/acknowledgements": Row("client", bodies.read, "client"),
    "GET /v1/me/logs": Row("client"),
    "PUT /v1/me/logs/{log_id}": Row("client", bodies.log, "client"),
    "DELETE /v1/me/logs/{log_id}": Row("client", whose="client", query=RECORDED),
    "POST /v1/me/sync": Row("client", bodies.synced),
    "GET /v1/me/reminders/upcoming": Row("anyone"),
    "GET /v1/me/reminders/{reminder_id}": Row("anyone", whose="phone"),
    "PUT /v1/me/reminders/{reminder_id}/receipt": Row(
        "anyone", fixed(received_at=NOON), whose="phone"
    ),
    "POST /v1/me/reminders/{reminder_id}/snooze": Row("client", fixed(minutes=10), whose="phone"),
    "GET /v1/me/brief-reminder": Row("therapist"),
    "PATCH /v1/me/brief-reminder": Row("therapist", fixed(lead_min=30)),
    "GET /v1/me/briefs": Row("therapist"),
    "GET /v1/me/briefs/{reminder_id}": Row(
        "therapist", whose="phone", names={"reminder_id": "brief_id"}
    ),
    "GET /v1/me/excused": Row("client"),
    "POST /v1/me/excused": Row(
        "client", fixed(**{"from": "2026-03-19", "to": "2026-03-20", "reason": "sick"})
    ),
    "GET /v1/me/excused/{excused_id}": Row(
        "client", whose="client", names={"excused_id": "my_excused_id"}
    ),
    "PATCH /v1/me/excused/{excused_id}": Row(
        "client", fixed(to="2026-04-11"), whose="client", names={"excused_id": "my_excused_id"}
    ),
    "DELETE /v1/me/excused/{excused_id}": Row(
        "client", whose="client", names={"excused_id": "my_excused_id"}
    ),
    "GET /v1/me/consents": Row("client"),
    "PUT /v1/me/consents": Row("client", fixed(share_with_therapist=True)),
    "GET /v1/me/access-log": Row("client"),
    "POST /v1/me/export": Row("client"),
    "GET /v1/me/exports": Row("client"),
    "GET /v1/me/exports/{export_id}": Row("client", whose="client"),
    "GET /v1/me/exports/{export_id}/archive": Row("client", whose="client"),
    "POST /v1/clients/{client_id}/export": Row("therapist", whose="client"),
    "GET /v1/clients/{client_id}/exports": Row("therapist", whose="client"),
    "GET /v1/clients/{client_id}/exports/{export_id}": Row(
        "therapist", whose="client", names={"export_id": "copy_id"}
    ),
    "GET /v1/clients/{client_id}/exports/{export_id}/archive": Row(
        "therapist", whose="client", names={"export_id": "copy_id"}
    ),
    "GET /v1/me/sign-ins": Row("anyone"),
    "DELETE /v1/me/sign-ins/{sign_in_id}": Row("anyone", whose="sign-in"),
    "PUT /v1/me/devices/{installation_id}": Row("anyone", bodies.phone, "phone"),
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
    "GET /v1/practice": Row("admin"),
    "PATCH /v1/practice": Row("admin", fixed(retention_months=120), edits=True),
    "GET /v1/practice/clients": Row("admin"),
    "GET /v1/audit": Row("admin"),
    "POST /v1/auth/refresh": Row("public", lambda asked, _: {"refresh_token": asked.refresh_token}),
    "GET /v1/auth/firebase": Row("anyone"),
    "PUT /v1/auth/firebase": Row("anyone", bodies.linked),
    "POST /v1/auth/firebase": Row("public", bodies.by_firebase),
    "DELETE /v1/auth/firebase": Row("anyone"),
    "POST /v1/auth/passkey/options": Row("public"),
    "POST /v1/auth/passkey": Row("public", bodies.signed_by_passkey),
    # Ben's password alone signs nobody in: he has a passkey.
    "POST /v1/auth/sign-in": Row("public", fixed(email=ANA, password=PASSWORD)),
    "POST /v1/auth/second-factor": Row(
        "public", lambda asked, _: {"challenge": asked.challenge, "code": "000000"}
    ),
    "GET /v1/me/second-factor": Row("therapist"),
    # One is begun already. Each code is used once: those of three steps are good at a time.
    "POST /v1/me/second-factor/confirm": Row(
        "therapist", lambda asked, _: {"code": asked.code_before}
    ),
    "POST /v1/me/second-factor/recovery-codes": Row("therapist", proven("code_now")),
    "POST /v1/me/second-factor/remove": Row("therapist", proven("code_next")),
    "POST /v1/me/second-factor": Row("therapist", bodies.proven_by_passkey),
    "GET /v1/me/passkeys": Row("therapist"),
    "POST /v1/me/passkeys/options": Row("therapist", bodies.proven_by_passkey),
    "POST /v1/me/passkeys": Row("therapist", bodies.made_passkey),
    "POST /v1/me/passkeys/proof": Row("therapist"),
    # Of no care: tests/accounts/test_passkey_proofs.py has that a stranger's is as one absent.
    "POST /v1/me/passkeys/{passkey_id}/remove": Row("therapist", bodies.proven_by_passkey),
    "POST /v1/auth/change-password": Row(
        "anyone", fixed(current_password=PASSWORD, new_password=OTHER)
    ),
    "POST /v1/auth/sign-out": Row("anyone"),
    "POST /v1/auth/reset-password": Row(
        "public", lambda asked, _: {"code": asked.reset_code, "password": OTHER}
    ),
    "POST /v1/clients/{client_id}/discharge": Row("therapist", fixed(), "client", or_admin=True),
    "POST /v1/clients/{client_id}/readmit": Row("admin", fixed(), "client"),
    "POST /v1/clients/{client_id}/reassign": Row("admin", bodies.successor, "client"),
    "POST /v1/therapists/{therapist_id}/deactivate": Row("admin", fixed(), "practice"),
    "POST /v1/therapists/{therapist_id}/reactivate": Row("admin", whose="practice"),
    "DELETE /v1/me": Row("client", by="cy"),
    "POST /v1/auth/keep-account": Row("public", fixed(email=ANA, password=OTHER)),
    "DELETE /v1/clients/{client_id}": Row("admin", whose="client"),
    "POST /v1/clients/{client_id}/keep": Row("admin", whose="client"),
}
