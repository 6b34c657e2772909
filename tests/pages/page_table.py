"""The access table of the pages: who may open each and send each form, with a valid example.

A new page or form gets its row here; test_page_access.py fails until it has one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests import access_bodies as bodies
from tests.access_bodies import TODAY, Things, made_passkey
from tests.acting.credentials import OTHER, PASSWORD

May = Literal["public", "therapist", "admin"]


@dataclass(frozen=True, slots=True)
class Row:
    """`form` makes what is sent from the ids of the records; `whose` is whom a page is about.

    A form that `edits` carries the ETag that the page at its path shows.
    """

    may: May
    whose: Literal["client", "practice"] | None = None
    query: str = ""
    form: Callable[[Things], Mapping[str, Any]] | None = None
    edits: bool = False


def fixed(**form: Any) -> Callable[[Things], Mapping[str, Any]]:
    """Return what makes the same form of any records."""
    return lambda _: form


def proven(which: str) -> Callable[[Things], Mapping[str, Any]]:
    """Return what shows a password and one of the codes that are good now."""
    return lambda asked: {"current_password": PASSWORD, "code": getattr(asked, which)}


def proven_by_passkey(asked: Things) -> Mapping[str, Any]:
    """Return what shows a password and what a passkey signed."""
    body = bodies.proven_by_passkey(asked, asked)
    return {"current_password": PASSWORD, **body["passkey"]}


PLAN, ITEM = "/clients/{client_id}/plan", "/clients/{client_id}/plan/{prescription_id}"


DOSE = {
    "dose.reps": "8",
    "schedule.times": "10:00",
    "schedule.weekdays": ["mon", "tue"],
    "schedule.interval_weeks": "1",
    "schedule.window_min": "60",
    "schedule.timezone_mode": "floating",
    "max_pain": "4",
    "do": "save",
    "seen": "draft_item",
}
ROWS = {
    "GET /": Row("public"),
    "GET /sign-in": Row("public"),
    "POST /sign-in": Row("public"),
    # Without a right password just before they lead to the form.
    "GET /sign-in/code": Row("public"),
    "POST /sign-in/code": Row("public"),
    # What it takes, a browser alone can give: tests/pages/test_passkeys.py.
    "GET /sign-in/passkey": Row("public"),
    "POST /sign-in/passkey": Row("public"),
    "GET /library": Row("therapist", query="?region=neck&q=chin"),
    "GET /library/{slug}": Row("therapist"),
    "GET /library/{slug}/picture.svg": Row("therapist"),
    f"GET {PLAN}": Row("therapist", "client"),
    f"GET {PLAN}/add": Row("therapist", "client"),
    f"GET {PLAN}/add/{{slug}}": Row("therapist", "client"),
    f"POST {PLAN}/add/{{slug}}": Row("therapist", "client", form=fixed(**DOSE)),
    f"GET {ITEM}": Row("therapist", "client"),
    f"POST {ITEM}": Row("therapist", "client", form=fixed(**DOSE), edits=True),
    f"GET {ITEM}/versions": Row("therapist", "client"),
    f"GET {ITEM}/pause": Row("therapist", "client"),
    f"POST {ITEM}/pause": Row("therapist", "client", form=fixed(reason="Flu.")),
    f"GET {ITEM}/resume": Row("therapist", "client"),
    f"POST {ITEM}/resume": Row("therapist", "client", form=fixed(note="Well again.")),
    f"GET {ITEM}/stop": Row("therapist", "client"),
    f"POST {ITEM}/stop": Row("therapist", "client", form=fixed(reason="Done.")),
    "GET /clients/{client_id}": Row("therapist", "client"),
    "POST /clients/{client_id}/brief/read": Row(
        "therapist", "client", form=lambda _: {"as_of": TODAY}
    ),
    "GET /clients/{client_id}/brief.pdf": Row("therapist", "client"),
    "GET /clients/{client_id}/letter": Row("therapist", "client"),
    "POST /clients/{client_id}/letter": Row("therapist", "client", form=fixed(pain="Less.")),
    # What is refused as a PDF is shown as the form again.
    "GET /clients/{client_id}/letter.pdf": Row("therapist", "client"),
    "POST /clients/{client_id}/letter.pdf": Row("therapist", "client", form=fixed(pain="Less.")),
    "GET /clients/{client_id}/sessions": Row("therapist", "client"),
    "GET /clients/{client_id}/sessions/new": Row("therapist", "client"),
    "POST /clients/{client_id}/sessions/new": Row(
        "therapist", "client", form=fixed(date="2026-03-09", time="10:00", status="planned")
    ),
    "GET /clients/{client_id}/sessions/{appointment_id}": Row("therapist", "client"),
    "POST /clients/{client_id}/sessions/{appointment_id}": Row(
        "therapist",
        "client",
        form=fixed(date="2026-02-27", time="10:00", status="completed"),
        edits=True,
    ),
    "GET /clients/{client_id}/episodes/new": Row("therapist", "client"),
    "POST /clients/{client_id}/episodes/new": Row(
        "therapist", "client", form=fixed(starts_on="2026-03-02")
    ),
    "GET /clients/{client_id}/episodes/{episode_id}": Row("therapist", "client"),
    "POST /clients/{client_id}/episodes/{episode_id}": Row(
        "therapist", "client", form=fixed(planned_weeks="8"), edits=True
    ),
    "GET /clients/{client_id}/goals": Row("therapist", "client"),
    "POST /clients/{client_id}/goals": Row("therapist", "client", form=fixed(text="Drive again")),
    "GET /clients/{client_id}/goals/{goal_id}": Row("therapist", "client"),
    "POST /clients/{client_id}/goals/{goal_id}": Row(
        "therapist", "client", form=fixed(state="reached"), edits=True
    ),
    "GET /clients/{client_id}/excused": Row("therapist", "client"),
    "POST /clients/{client_id}/excused": Row(
        "therapist",
        "client",
        form=fixed(**{"from": "2026-03-16", "to": "2026-03-17", "reason": "sick"}),
    ),
    "POST /clients/{client_id}/excused/{excused_id}/remove": Row("therapist", "client"),
    "GET /settings": Row("therapist"),
    "POST /settings": Row(
        "therapist", form=fixed(locale="es-MX", timezone="Europe/Berlin", lead_min="30")
    ),
    "POST /settings/sign-ins/{own_sign_in_id}/end": Row("therapist"),
    "POST /settings/sign-ins/seen": Row("therapist", form=fixed(until="2026-03-02T08:00:00Z")),
    "GET /settings/second-factor": Row("therapist"),
    # One is begun already. Each code is used once: those of three steps are good at a time.
    "GET /settings/second-factor/confirm": Row("therapist"),
    "POST /settings/second-factor/confirm": Row(
        "therapist", form=lambda asked: {"code": asked.code_before}
    ),
    "GET /settings/second-factor/codes": Row("therapist"),
    "POST /settings/second-factor/codes": Row("therapist", form=proven("code_now")),
    "GET /settings/second-factor/remove": Row("therapist"),
    "POST /settings/second-factor/remove": Row("therapist", form=proven("code_next")),
    "POST /settings/second-factor": Row("therapist", form=proven_by_passkey),
    "GET /settings/passkeys": Row("therapist"),
    "GET /settings/passkeys/add": Row("therapist"),
    "POST /settings/passkeys/add": Row("therapist", form=proven_by_passkey),
    "POST /settings/passkeys": Row("therapist", form=lambda asked: made_passkey(asked, asked)),
    "GET /settings/passkeys/{passkey_id}/remove": Row("therapist"),
    "POST /settings/passkeys/{passkey_id}/remove": Row("therapist", form=proven_by_passkey),
    "GET /settings/password": Row("therapist"),
    "POST /settings/password": Row(
        "therapist",
        form=fixed(current_password=PASSWORD, new_password=OTHER, repeated=OTHER),
    ),
    "GET /alerts": Row("therapist", query="?status=all"),
    "POST /alerts": Row("therapist", form=lambda asked: {"alert": asked.alert_id}),
    "GET /clients/new": Row("therapist"),
    "POST /clients/new": Row("therapist", form=fixed(name="Noor", timezone="Europe/Berlin")),
    "GET /clients/{client_id}/details": Row("therapist", "client"),
    "POST /clients/{client_id}/details": Row(
        "therapist", "client", edits=True, form=fixed(name="Ana M.", timezone="Europe/Berlin")
    ),
    "GET /clients/{client_id}/copy": Row("therapist", "client"),
    "POST /clients/{client_id}/copy": Row("therapist", "client"),
    "GET /clients/{client_id}/copy/{copy_id}.zip": Row("therapist", "client"),
    "GET /clients/{client_id}/invite": Row("therapist", "client"),
    "POST /clients/{client_id}/invite": Row("therapist", "client"),
    "GET /people": Row("admin"),
    "GET /people/new": Row("admin"),
    "POST /people/new": Row("admin", form=fixed(name="Gil")),
    "GET /people/{therapist_id}": Row("admin", "practice"),
    "POST /people/{therapist_id}": Row("admin", "practice", edits=True, form=fixed(name="Dora B.")),
    "GET /people/{therapist_id}/invite": Row("admin", "practice"),
    "POST /people/{therapist_id}/invite": Row("admin", "practice"),
    "GET /practice": Row("admin"),
    "POST /practice": Row("admin", edits=True, form=fixed(retention_months="120")),
    "GET /audit": Row("admin"),
    # Near the end, since they take Ana out of Ben's care and Dora out of the practice.
    "GET /clients/{client_id}/discharge": Row("therapist", "client"),
    "POST /clients/{client_id}/discharge": Row("therapist", "client"),
    "GET /people/clients/{client_id}": Row("admin", "client"),
    "POST /people/clients/{client_id}": Row("admin", "client", form=fixed(readmit="yes")),
    "GET /people/clients/{client_id}/erase": Row("admin", "client"),
    "POST /people/clients/{client_id}/erase": Row("admin", "client"),
    "POST /people/clients/{client_id}/keep": Row("admin", "client"),
    "GET /people/{therapist_id}/deactivate": Row("admin", "practice"),
    "POST /people/{therapist_id}/deactivate": Row("admin", "practice"),
    "POST /people/{therapist_id}/reactivate": Row("admin", "practice"),
    # Last, since it ends the sign-in.
    "POST /sign-out": Row("therapist"),
}
