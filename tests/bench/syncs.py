"""A hundred changes in one sync, beside as many single PUTs of the build that had no sync."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2

from tests.bench.against.builds import Build, build_of, this_build
from tests.bench.against.practices import EMAIL, PASSWORD, Person, Practice
from tests.bench.against.sides import Side, side
from tests.bench.figures import Figure
from tests.bench.sending import Request, request_of
from tests.bench.uploads import check_in
from tests.databases import named, postgres_server, run_sql

BEFORE_SYNC = "1ab866e"
ITEMS = ("chin-tuck", "cat-cow", "glute-bridge")
TIMES = ("09:00", "12:00", "15:00", "19:00")
# Of these days nothing was told yet: with the check-ins, a hundred changes.
DAYS, CHECK_INS = 8, 4
# Of a single batch the clock of the processor would see few ticks.
PEOPLE = 4


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Measure both builds in turns, each turn with clients of its own."""
    turns = 2 if quick else 5
    figure = Figure(
        "sync of 100 changes",
        f"100 single PUTs of {BEFORE_SYNC}",
        "changes a second of processor",
        10,
    )
    figure.notes.append(
        f"96 logs and 4 check-ins of the last days, {PEOPLE} clients a turn, the API alone,"
        " PostgreSQL without fsync"
    )
    builds = this_build(), build_of(BEFORE_SYNC, folder / "other")
    with _sides(folder, builds, (turns + 1) * PEOPLE) as (ours, its):
        people = ours.practice.clients
        for turn in range(turns + 1):
            told = [
                (person, _changes(ours.practice.items[person.id]))
                for person in people[turn * PEOPLE : (turn + 1) * PEOPLE]
            ]
            batches = [_sync(ours, *each) for each in told]
            singles = [put for each in told for put in _puts(its, *each)]
            batch = ours.spend(batches, settles=False, connections=1)
            single = its.spend(singles, settles=False, connections=1)
            _require_held(ours, *told[0])
            # The first of them only warms up.
            if turn:
                figure.add(len(singles) / len(batches) / batch.api, 1 / single.api)
    return [figure]


def _require_held(of: Side, person: Person, changes: list[dict[str, Any]]) -> None:
    """Assert that a batch was stored, by sending it again: a refused one would be quick as well."""
    headers = {"authorization": f"Bearer {of.token(person)}"}
    url, body = f"http://127.0.0.1:{of.port}/v1/me/sync", {"cursor": None, "changes": changes}
    answer = httpx2.post(url, json=body, headers=headers).json()
    assert {each["status"] for each in answer["results"]} == {"merged"}, answer["results"][0]


@contextmanager
def _sides(folder: Path, builds: tuple[Build, Build], clients: int) -> Iterator[tuple[Side, Side]]:
    ours, other = builds
    with postgres_server() as server, ExitStack() as stack:
        run_sql(server, "CREATE DATABASE syncs_1")
        url = named(server, "syncs_1")
        other.run("migrate", url=url)
        with other.serving(url, folder / "filling.log") as (port, _):
            practice = _fill(other, url, port, clients)
        run_sql(server, "CREATE DATABASE syncs_0 TEMPLATE syncs_1")
        ours.run("migrate", url=named(server, "syncs_0"))
        yield (
            stack.enter_context(
                side(folder / "ours", ours, named(server, "syncs_0"), practice, worker=False)
            ),
            stack.enter_context(side(folder / "its", other, url, practice, worker=False)),
        )


def _fill(build: Build, url: str, port: int, clients: int) -> Practice:
    said = ("--name", "Praxis", "--email", EMAIL, "--timezone", "UTC", "--password-stdin")
    build.run("create-practice", *said, url=url, stdin=PASSWORD)
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}/v1", timeout=30) as http:
        found = _post(http, "/auth/sign-in", {"email": EMAIL, "password": PASSWORD})
        http.headers["authorization"] = f"Bearer {found['access_token']}"
        therapist = Person(found["account"]["id"], found["refresh_token"])
        people, items = [], {}
        for number in range(clients):
            her = _post(http, "/clients", {"name": f"Ana {number}", "timezone": "UTC"})["id"]
            items[her] = [_prescribe(http, her, exercise) for exercise in ITEMS]
            code = _post(http, f"/clients/{her}/invites")["code"]
            phone = _post(http, "/auth/redeem-invite", {"code": code, "timezone": "UTC"})
            people.append(Person(her, phone["refresh_token"]))
    return Practice(therapist, people, items)


def _prescribe(http: httpx2.Client, client: str, exercise: str) -> str:
    schedule = {"times": list(TIMES), "start_on": str(_days()[0])}
    body = {"exercise": exercise, "schedule": schedule}
    return str(_post(http, f"/clients/{client}/prescriptions", body)["id"])


def _changes(items: list[str]) -> list[dict[str, Any]]:
    """Return what a phone recorded in the evenings of these days."""
    logs = [
        {
            "kind": "log",
            "id": str(uuid4()),
            "body": {
                "prescription_id": item,
                "local_date": str(on),
                "slot": slot,
                "outcome": "done",
                "pain_before": 3,
                "pain_after": 2,
                "recorded_at": f"{on}T20:00:00Z",
            },
        }
        for on, item, slot in product(_days(), items, TIMES)
    ]
    told = [(on, check_in(on, number)) for number, on in enumerate(_days()[-CHECK_INS:])]
    return logs + [
        {"kind": "check_in", "id": body["id"], "body": body | {"date": str(on)}}
        for on, body in told
    ]


def _days() -> list[date]:
    """Return the dates before today, oldest first."""
    today = datetime.now(UTC).date()
    return [today - timedelta(days=back) for back in range(DAYS, 0, -1)]


def _sync(of: Side, person: Person, changes: list[dict[str, Any]]) -> Request:
    body = {"cursor": None, "changes": changes}
    return request_of(of.token(person), "POST", "/v1/me/sync", body)


def _puts(of: Side, person: Person, changes: list[dict[str, Any]]) -> list[Request]:
    token, found = of.token(person), []
    for each in changes:
        body = dict(each["body"])
        path = f"logs/{each['id']}"
        if each["kind"] == "check_in":
            path = f"check-ins/{body.pop('date')}"
        found.append(request_of(token, "PUT", f"/v1/me/{path}", body))
    return found


def _post(http: httpx2.Client, path: str, body: Any = None) -> Any:
    answer = http.post(path, json=body) if body is not None else http.post(path)
    assert answer.status_code in (200, 201), (path, answer.status_code, answer.text)
    return answer.json()
