"""A canary: one word goes into everything that a person can send, and must come out nowhere."""

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import structlog
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from prometheus_client import generate_latest
from sqlalchemy import select, text

from api.platform.log_lines import configure_logs
from api.tables import AuditEvent, FailedAttempts
from tests.acting.care import Care, body_of
from tests.acting.credentials import give_password, invite, redeem, sign_in

# In small letters, since e-mails are stored so.
CANARY = "zq7pelican"
EMAIL, SECRET = f"{CANARY}@example.org", f"{CANARY} and four seas"
JSON = {"content-type": "application/json"}
TODAY = "2026-03-02"


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """Log as a process of the product does, but into memory."""
    root, written = logging.getLogger(), io.StringIO()
    handlers, level, before = root.handlers[:], root.level, structlog.get_config()
    configure_logs()
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(written))
    yield written
    root.handlers[:], root.level = handlers, level
    structlog.configure(**before)


@pytest.fixture
def answers(http: AsyncClient) -> list[Response]:
    """Collect every answer there is."""
    seen: list[Response] = []

    async def keep(answer: Response) -> None:
        await answer.aread()
        seen.append(answer)

    http.event_hooks = {"response": [keep]}
    return seen


async def say_it_well(care: Care) -> None:
    """Send the canary wherever it is welcome."""
    ida = {"name": CANARY, "timezone": "Europe/Berlin", "intake": {"medication": CANARY}}
    mine = f"/v1/clients/{body_of(await care.ben.post('/v1/clients', ida), 201)['id']}"
    body_of(await care.ben.get(mine))
    body_of(await care.ben.get(f"{mine}/intakes"))
    body_of(await care.ben.get("/v1/clients"))
    clearance = {"reason": CANARY}
    item = await care.prescribe("09:00", note=CANARY, clearance=clearance)
    item = await care.edit(item, note=f"{CANARY} again")
    body_of(await care.check_in(TODAY, note=CANARY, pain_worst=9), 201)
    body_of(await care.log(item, TODAY, "09:00", "partial", note=CANARY), 201)
    await say_a_goal(care)
    held = {"starts_at": "2026-03-02T07:00:00Z", "note": CANARY}
    session = body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/appointments", held), 201)
    told = {"note": CANARY, "recorded_at": held["starts_at"]}
    body_of(await care.ana.put(f"/v1/me/appointments/{session['id']}/feedback", told), 201)
    phone = {"platform": "ios", "app_version": CANARY, CANARY: CANARY}
    target = {"kind": "token", "value": CANARY}
    body_of(await care.ana.put(f"/v1/me/devices/{CANARY}", phone | {"target": target}), 201)
    await care.act_on(item, "pause", {"reason": CANARY})
    await care.act_on(item, "stop", {"reason": CANARY})
    body_of(await care.ben.post("/v1/therapists", {"name": CANARY}), 201)
    body_of(await care.ben.post(f"{mine}/discharge", {"reason": CANARY}))
    for path in ("/v1/me/today", "/v1/me/plan", "/v1/me/check-ins", "/v1/me"):
        body_of(await care.ana.get(path))
    body_of(await redeem(care.ana.http, await invite(care), email=EMAIL, password=SECRET))
    body_of(await sign_in(care.ana.http, EMAIL, SECRET))


async def say_a_goal(care: Care) -> None:
    """Have the canary for a goal, in two wordings, and rate it."""
    goals = f"/v1/clients/{care.ana.id}/goals"
    goal = body_of(await care.ben.post(goals, {"text": CANARY}), 201)
    path, changed = f"/v1/goals/{goal['id']}", {"text": f"{CANARY} again"}
    body_of(await care.ben.patch(path, changed, headers={"if-match": goal["etag"]}))
    week = {"id": str(uuid4()), "recorded_at": f"{TODAY}T08:00:00Z", "note": CANARY}
    week["goals"] = [{"goal_id": goal["id"], "rating": 3}]
    body_of(await care.ana.put(f"/v1/me/weekly-check-ins/{TODAY}", week), 201)
    for who, where in (
        (care.ben, goals),
        (care.ben, path),
        (care.ben, f"/v1/clients/{care.ana.id}/brief"),
        (care.ana, "/v1/me/goals"),
        (care.ana, "/v1/me/weekly-check-ins"),
    ):
        assert CANARY in (await who.get(where)).text


async def say_it_badly(care: Care, app: FastAPI) -> None:
    """Send the canary wherever it is refused."""
    for method, path, operation in operations(app):
        names = properties(app, operation)
        url = re.sub(r"{\w+}", CANARY, path)
        who = care.ana if "/me" in path else care.ben
        await who.call(method, f"{url}?{asked(operation)}")
        if names:
            await who.call(method, url, json=dict.fromkeys(names, CANARY))
            await who.call(method, url, json={f"my {CANARY}": CANARY})
            await who.call(method, url, json=CANARY)
            await who.call(method, url, content=f'{{"{CANARY}": "{CANARY}', headers=JSON)
            kind = {"content-type": f"text/{CANARY}"}
            await who.call(method, url, content=CANARY, headers=kind)
    for _ in range(11):
        await sign_in(care.ana.http, EMAIL, f"{SECRET}?")
        await redeem(care.ana.http, CANARY, email=EMAIL, password=SECRET)
    for header in ("authorization", "x-app-version", "if-match", "accept-language", "user-agent"):
        await care.ana.get("/v1/me", headers={header: f"Bearer {CANARY}"})
    await care.ana.call("DELETE", f"/v1/clients/{CANARY}/intakes?{CANARY}={CANARY}")
    await care.ana.get("/v1/clients")
    await care.ana.call("PURGE", f"/v1/{CANARY}?{CANARY}={CANARY}")
    await care.ana.call(CANARY.upper(), f"/{CANARY}")


def operations(app: FastAPI) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            # These end the sign-in that the others are asked with.
            if operation["operationId"] not in ("sign_out", "erase_me"):
                yield method.upper(), path, operation


def properties(app: FastAPI, operation: dict[str, Any]) -> list[str]:
    """Return the names of an operation's body."""
    schema = json.dumps(operation.get("requestBody", {}))
    schemas = app.openapi()["components"]["schemas"]
    found = (name for name in schemas if f'schemas/{name}"' in schema)
    return [field for name in found for field in schemas[name].get("properties", {})]


def asked(operation: dict[str, Any]) -> str:
    parameters = operation.get("parameters", [])
    return "&".join(f"{p['name']}={CANARY}" for p in parameters if p["in"] == "query")


def outlets(logs: io.StringIO, printed: Any, answers: list[Response]) -> dict[str, str]:
    """Return all that leaves the process and is not an answer to the one who may see it."""
    return {
        "logs": logs.getvalue(),
        "output": "".join(printed.readouterr()),
        "metrics": generate_latest().decode(),
        "error bodies": "\n".join(a.text for a in answers if a.status_code >= 400),
        "headers": "\n".join(f"{a.headers}" for a in answers),
    }


async def test_the_canary_comes_out_nowhere(care, app, logs, capsys, answers):
    await give_password(care, care.ben, "ben@example.org")
    await say_it_well(care)
    secrets = [a.json()["code"] for a in answers if a.url.path.endswith("/invites")]
    tokens = [a.json() for a in answers if "access_token" in a.text]
    secrets += [token[kind] for token in tokens for kind in ("access_token", "refresh_token")]
    await say_it_badly(care, app)
    statuses = {answer.status_code for answer in answers}
    assert statuses >= {200, 201, 400, 401, 403, 404, 405, 415, 422, 429}
    for name, written in outlets(logs, capsys, answers).items():
        assert CANARY not in written.lower(), name
        for secret in [*secrets, care.ana.token, care.ben.token, SECRET]:
            assert secret not in written, name
    assert CANARY not in "\n".join(await traces(care)).lower()


async def test_what_was_stopped_for_safety_comes_out_nowhere(care, logs, capsys, answers):
    item = await care.prescribe("09:00")
    body_of(await care.check_in(TODAY, red_flags=["constant_night_pain"]), 201)
    hurt = {"pain_before": 1, "pain_after": 7, "stop_signs": ["dizziness"]}
    body_of(await care.log(item, TODAY, "09:00", **hurt), 201)
    for alert in body_of(await care.ben.get("/v1/alerts"))["items"]:
        body_of(await care.ben.post(f"/v1/alerts/{alert['id']}/acknowledge"))
    body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/safety-events"))
    await care.act_on(item, "resume", {"note": "Her cancer is ten years ago."})
    for name, written in outlets(logs, capsys, answers).items():
        for word in ("cancer", "dizziness", "pain", "red_flag", "chin-tuck", "Ana"):
            assert word not in written, (name, word)


async def test_a_refused_code_leaves_no_trace_of_itself(care, casting, logs, capsys, answers):
    http, ida = care.ana.http, await casting.client(care.ben, "Ida")
    body_of(await redeem(http, await invite(care), email=EMAIL, password=SECRET))
    code, of_ida = await invite(care), await invite(care, ida)
    typed = {"email": EMAIL.upper(), "password": SECRET}
    for _ in range(3):
        assert (await redeem(http, code)).status_code == 401
        assert (await redeem(http, code, email=EMAIL, password=f"{SECRET}?")).status_code == 401
        assert (await redeem(http, of_ida, **typed)).status_code == 409
        assert (await redeem(http, code, email=f"{EMAIL}@", password=SECRET)).status_code == 422
    for name, written in outlets(logs, capsys, answers).items():
        for secret in (CANARY, code, of_ida, SECRET):
            assert secret.lower() not in written.lower(), (name, secret)


async def traces(care: Care) -> list[str]:
    """Return what the database keeps about who did what, as text."""
    events = await care.rows(select(AuditEvent))
    assert {"add client", "view client", "prescribe"} <= {event.action for event in events}
    counters = await care.rows(select(FailedAttempts.key))
    assert counters
    return [f"{event.action} {event.subject}" for event in events] + list(counters)


async def test_an_error_nobody_expected_is_500_and_tells_nothing(care, logs, capsys, database_url):
    await break_inserts(care, database_url)
    broken = await care.ben.post("/v1/clients", {"name": CANARY, "timezone": "Europe/Berlin"})
    assert (broken.status_code, broken.json()["code"]) == (500, "internal")
    assert broken.headers["content-type"] == "application/problem+json"
    written = logs.getvalue()
    (failed,) = [line for line in map(json.loads, written.splitlines()) if "frames" in line]
    assert failed["request_id"] == broken.json()["request_id"]
    assert failed["error"] in ("IntegrityError", "DBAPIError", "InternalError")
    assert CANARY not in "".join([written, *capsys.readouterr(), broken.text]).lower()


BROKEN = {
    "sqlite": [
        "CREATE TRIGGER broken BEFORE INSERT ON accounts BEGIN SELECT RAISE(ABORT, 'no'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RAISE EXCEPTION 'no %', NEW.name; END $$",
        "CREATE TRIGGER broken BEFORE INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION broken()",
    ],
}


async def break_inserts(care: Care, database_url: str) -> None:
    """Have the database fail at any new account, where it can with the name in its message."""
    async with care.sessions.engine.begin() as connection:
        for statement in BROKEN[database_url.partition(":")[0]]:
            await connection.execute(text(statement))


async def test_a_request_leaves_one_line_with_its_route_and_not_its_path(care, logs):
    answer = await care.ben.get(f"/v1/clients/{uuid4()}?q={CANARY}")
    (line,) = map(json.loads, logs.getvalue().splitlines())
    assert line.keys() == {
        *("event", "level", "timestamp", "request_id", "method", "route", "status", "ms")
    }
    assert (line["method"], line["route"], line["status"]) == (
        "GET",
        "/v1/clients/{client_id}",
        404,
    )
    assert line["request_id"] == answer.headers["x-request-id"]


async def test_a_librarys_warning_is_passed_on_without_what_it_was_about(logs):
    logging.getLogger("some.library").warning("cannot read %s", CANARY)
    logging.getLogger("some.library").error(f"cannot read {CANARY}")
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("some.library").exception("it broke: %s", CANARY)
    written = logs.getvalue()
    assert CANARY not in written
    lines = [json.loads(line) for line in written.splitlines()]
    assert [line["template"] for line in lines] == ["cannot read %s", "str", "it broke: %s"]
    assert lines[2]["error"] == "ValueError"
