"""Schemathesis: every request that the OpenAPI file allows, or nearly, gets an answer it allows."""

import json
import os
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from anyio import from_thread, to_thread
from httpx2 import AsyncClient, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from tests.acting.care import body_of
from tests.cast import Cast, Person
from tests.conftest import NOW
from tests.databases import sqlite_clone

DOCUMENT = Path(__file__).resolve().parent.parent / "docs/reference/openapi.json"


def described() -> dict[str, Any]:
    """Return the OpenAPI description without security: the test adds tokens, Schemathesis none."""
    document = json.loads(DOCUMENT.read_text())
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    return document


SCHEMA = schemathesis.openapi.from_dict(described())
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
# A stale ETag and a body that is too large are refused before what the body says is looked at.
# Schemathesis does not count these as refusals of a wrong body.
REFUSED_UNREAD = (412, 413)
# CONTRACT_EXAMPLES=500 searches for longer.
EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "12"))


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Use SQLite alone: other tests cover what differs between the two databases."""
    return sqlite_clone(sqlite_template, tmp_path)


@pytest.fixture
async def known(cast: Cast) -> dict[str, Any]:
    """Valid values such as existing ids, by name: random ids would end every case at a 404."""
    body = {"exercise": "chin-tuck", "schedule": {"times": ["09:00"]}}
    row = body_of(await cast.ben.post(f"/v1/clients/{cast.ana.id}/prescriptions", body), 201)
    phone = {"platform": "ios", "target": {"kind": "token", "value": "one-target"}}
    body_of(await cast.ana.put("/v1/me/devices/one-phone", phone), 201)
    today, soon = NOW.date().isoformat(), (NOW + timedelta(minutes=5)).isoformat()
    return {
        "client_id": str(cast.ana.id),
        "prescription_id": row["id"],
        "installation_id": "one-phone",
        "exercise": "chin-tuck",
        "slug": "chin-tuck",
        "conditions": ["neck_pain"],
        "slot": "09:00",
        "timezone": "America/Mexico_City",
        "effective_on": today,
        "schedule": {"times": ["10:15"], "weekdays": ["tue"]},
        "If-Match": row["etag"],
        **dict.fromkeys(["date", "local_date", "from", "to", "on", "until_on"], today),
        **dict.fromkeys(["recorded_at", "starts_at"], soon),
        **{name: [] for name in ("red_flags", "stop_signs", "body_map")},
    }


@cache
def cases(label: str) -> st.SearchStrategy[Case]:
    """Return cases of an operation: half of them valid, half of them slightly invalid."""
    return st.one_of(*(OPERATIONS[label].as_strategy(mode) for mode in GenerationMode))


def with_truth(place: Any, known: dict[str, Any]) -> Any:
    """Return parameters or a body with known valid values in place of the random ones."""
    if not hasattr(place, "items"):
        return place
    return {name: known.get(name, value) for name, value in place.items()}


async def send(http: AsyncClient, case: Case, caller: Person) -> Response:
    asked = case.as_transport_kwargs(base_url="http://api")
    headers = {**asked["headers"], "Authorization": f"Bearer {caller.token}"}
    raw = [(name.encode(), str(value).encode("latin-1")) for name, value in headers.items()]
    body = json.dumps(asked["json"]).encode() if "json" in asked else asked.get("data")
    return await http.request(
        asked["method"], asked["url"], params=asked["params"], headers=raw, content=body
    )


@pytest.mark.parametrize("label", OPERATIONS)
async def test_every_answer_is_as_the_description_says(
    label: str, http: AsyncClient, cast: Cast, known: dict[str, Any]
) -> None:
    right, other = (cast.ana, cast.ben) if "/v1/me" in label else (cast.ben, cast.ana)

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(label), st.booleans(), st.sampled_from([right, right, right, other]))
    def ask(case: Case, truly: bool, caller: Person) -> None:
        if truly:
            for place in ("path_parameters", "query", "headers", "body"):
                setattr(case, place, with_truth(getattr(case, place), known))
        answer = from_thread.run(send, http, case, caller)
        try:
            # An invalid case may become valid when a known value replaces its faulty one.
            is_judged = not truly and answer.status_code not in REFUSED_UNREAD
            also = [checks.negative_data_rejection] if is_judged else []
            case.validate_response(answer, checks=CHECKS + also)
        except FailureGroup as found:
            raise AssertionError("\n".join(map(str, found.exceptions))) from None

    # Hypothesis is synchronous: it runs in a thread, and this loop answers its requests.
    await to_thread.run_sync(ask)
