"""A running server with somebody who has a plan, and the tools that make clients of it.

Each generated client signs in, reads today, sends a check-in with an instant that has an offset,
and is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx2
import pytest

from tests.acting.credentials import PASSWORD
from tests.processes import carryover, environment, serving
from tests.sdk.tools import last_line, require_tools
from tests.waiting import WITHIN_S

ZONE = "America/Mexico_City"
ADMIN = ("--name", "Seeds", "--email", "ben@example.org", "--timezone", ZONE, "--country", "MX")


@dataclass(frozen=True, slots=True)
class Signed:
    """A server and somebody who can sign in there."""

    url: str
    email: str

    def env(self) -> dict[str, str]:
        """Return what the programs are told: each has a check-in of its own to send."""
        recorded = datetime.now(UTC).astimezone(ZoneInfo(ZONE)).replace(microsecond=0)
        return {
            "API_URL": self.url,
            "API_EMAIL": self.email,
            "API_PASSWORD": PASSWORD,
            "API_CHECK_IN": str(uuid4()),
            "API_RECORDED_AT": recorded.isoformat(),
        }


@pytest.fixture(scope="session")
def tools() -> None:
    require_tools()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """Yield what talks to a running server as Ben."""
    folder = tmp_path_factory.mktemp("server")
    env = environment(f"sqlite:///{folder}/api.db")
    carryover("migrate", env=env)
    carryover("create-practice", *ADMIN, "--password-stdin", env=env, stdin=f"{PASSWORD}\n")
    with serving(env, folder / "serve.log") as (url, _), httpx2.Client(base_url=url) as http:
        http.timeout = WITHIN_S
        who = {"email": "ben@example.org", "password": PASSWORD}
        tokens = made(http, "/v1/auth/sign-in", who, 200)
        http.headers["authorization"] = f"Bearer {tokens['access_token']}"
        yield http


@pytest.fixture
def ana(server: httpx2.Client) -> Signed:
    """A client who has signed in once, with an exercise a day."""
    return signed(server)


def signed(server: httpx2.Client) -> Signed:
    """Return a new client who has signed in once, with an exercise a day."""
    client = made(server, "/v1/clients", {"name": "Ana", "timezone": ZONE})
    today = datetime.now(ZoneInfo(ZONE)).date().isoformat()
    schedule = {"times": ["00:05"], "start_on": today}
    body = {"exercise": "chin-tuck", "schedule": schedule}
    made(server, f"/v1/clients/{client['id']}/prescriptions", body)
    code = made(server, f"/v1/clients/{client['id']}/invites", {})["code"]
    email = f"{uuid4()}@example.org"
    said = {"code": code, "timezone": ZONE, "email": email, "password": PASSWORD}
    made(server, "/v1/auth/redeem-invite", said, 200)
    return Signed(str(server.base_url).rstrip("/"), email)


def expect_told(output: str, env: dict[str, str]) -> None:
    """Expect what each program has to have seen, whatever language it is in."""
    recorded = datetime.fromisoformat(env["API_RECORDED_AT"]).astimezone(UTC)
    assert recorded.utcoffset() != datetime.fromisoformat(env["API_RECORDED_AT"]).utcoffset()
    assert last_line(output) == {
        "exercises": ["chin-tuck"],
        "recordedAt": recorded.isoformat().replace("+00:00", "Z"),
        "painAverage": 4,
        "painWorst": None,
        "problem": "invalid",
        "pointer": "/pain_average",
    }


def made(http: httpx2.Client, path: str, body: dict[str, Any], status: int = 201) -> Any:
    answer = http.post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()
