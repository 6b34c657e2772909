"""A therapist with clients who have told what they do for months, made by the API of any build."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx2

from tests.bench.against.builds import Build
from tests.bench.pasts import SLOT, live_past

EMAIL, PASSWORD = "ben@example.org", "eight grey pelicans"
TIMED = (
    ("chin-tuck", {"sets": 2, "reps": 10}),
    ("doorway-pec", {"sets": 1, "reps": 3, "hold_s": 30}),
    ("calf-stretch", {"sets": 1, "reps": 3, "hold_s": 30}),
    ("cat-cow", {"sets": 1, "reps": 10}),
    ("median-glide", {"sets": 1, "reps": 10}),
    ("upper-trap-stretch", {"sets": 1, "reps": 3, "hold_s": 30}),
    ("thoracic-extension", {"sets": 1, "reps": 10}),
    ("glute-bridge", {"sets": 3, "reps": 10}),
)
# The last days of a past are left open: these are told while it is measured.
OPEN_DAYS = 8
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# Everything of a plan began before the past did.
BEGINNINGS = """
SET session_replication_role = replica;
UPDATE accounts SET created_at = created_at - {days};
UPDATE clients SET created_at = created_at - {days};
UPDATE care_links SET created_at = created_at - {days};
UPDATE zone_changes SET from_at = from_at - {days}, created_at = created_at - {days};
UPDATE prescriptions SET created_at = created_at - {days};
UPDATE prescription_versions SET created_at = created_at - {days},
    effective_on = (effective_on - {days})::date, start_on = (start_on - {days})::date;
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with the refresh token of her phone."""

    id: str
    refresh_token: str


@dataclass(frozen=True, slots=True)
class Practice:
    """A therapist, her clients, and the ids of each one's items."""

    therapist: Person
    clients: list[Person]
    items: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Size:
    """How many clients a practice has, each with so many items, and for how many days."""

    clients: int
    items: int
    days: int


def live(build: Build, url: str, port: int, size: Size) -> Practice:
    """Fill a database that a build has migrated and serves; return who lives there."""
    said = ("--name", "Praxis", "--email", EMAIL, "--timezone", "UTC", "--password-stdin")
    build.run("create-practice", *said, url=url, stdin=PASSWORD)
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}/v1", timeout=30) as http:
        practice = _people(http, size)
    asyncio.run(_grow_old(url, size.days))
    return practice


def _people(http: httpx2.Client, size: Size) -> Practice:
    signed_in = _post(http, "/auth/sign-in", {"email": EMAIL, "password": PASSWORD})
    http.headers["authorization"] = f"Bearer {signed_in['access_token']}"
    therapist = Person(signed_in["account"]["id"], signed_in["refresh_token"])
    clients, items = [], {}
    for number in range(size.clients):
        client = _post(http, "/clients", {"name": f"Ana {number}", "timezone": "UTC"})
        items[client["id"]] = [_prescribe(http, client["id"], each) for each in TIMED[: size.items]]
        _visit(http, client["id"])
        code = _post(http, f"/clients/{client['id']}/invites", None)["code"]
        phone = _post(http, "/auth/redeem-invite", {"code": code, "timezone": "UTC"})
        clients.append(Person(client["id"], phone["refresh_token"]))
    return Practice(therapist, clients, items)


def _prescribe(http: httpx2.Client, client: str, item: tuple[str, dict[str, int]]) -> str:
    slug, dose = item
    schedule = {"times": [SLOT], "weekdays": WEEKDAYS, "interval_weeks": 1, "window_min": 120}
    body = {"exercise": slug, "dose": dose, "schedule": schedule, "remind": True}
    return str(_post(http, f"/clients/{client}/prescriptions", body)["id"])


def _visit(http: httpx2.Client, client: str) -> None:
    """Note sessions three weeks and one week ago, and the next."""
    now = datetime.now(UTC).replace(microsecond=0)
    for days in (-21, -7, 7):
        status = "planned" if days > 0 else "completed"
        at = (now + timedelta(days=days)).isoformat()
        body = {"starts_at": at, "duration_min": 50, "status": status}
        _post(http, f"/clients/{client}/appointments", body)


def _post(http: httpx2.Client, path: str, body: Any) -> dict[str, Any]:
    answer = http.post(path, json=body) if body is not None else http.post(path)
    assert answer.status_code in (200, 201), (path, answer.status_code, answer.text)
    found: dict[str, Any] = json.loads(answer.content)
    return found


async def _grow_old(url: str, days: int) -> None:
    """Set back when all began, and tell of every date until the days that are left open."""
    connection = await asyncpg.connect(url)
    await connection.execute(BEGINNINGS.format(days=f"interval '{days + 1} days'"))
    await connection.close()
    await live_past(url, days, until=OPEN_DAYS)
