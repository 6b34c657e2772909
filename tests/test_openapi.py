"""The published reference is the code's: the API's description, the table of settings."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from api.app import create_app
from api.library.reference import problems_table
from api.platform.db import open_sessions
from api.platform.http.fields import In, PhoneIn
from api.platform.http.reference import openapi_document, settings_table
from tests.databases import settings_for

REFERENCE = Path(__file__).resolve().parent.parent / "docs/reference"
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
UPLOAD_PROBLEM = {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/UploadProblem"}}
}
UPLOADS = {
    "PUT /v1/me/check-ins/{date}",
    "DELETE /v1/me/check-ins/{date}",
    "PUT /v1/me/weekly-check-ins/{monday}",
    "DELETE /v1/me/weekly-check-ins/{monday}",
    "PUT /v1/me/logs/{log_id}",
    "DELETE /v1/me/logs/{log_id}",
    "PUT /v1/me/appointments/{appointment_id}/feedback",
    "PUT /v1/me/reminders/{reminder_id}/receipt",
    "POST /v1/me/sync",
}
HAND_WRITTEN = {
    "SignInIn",
    "RefreshIn",
    "RedeemInviteIn",
    "ResetPasswordIn",
    "ClientIn",
    "PrescriptionIn",
    "DeviceIn",
    "CheckInIn",
    "LogIn",
    "MePatch",
}


@pytest.fixture(scope="session")
def document(tmp_path_factory: pytest.TempPathFactory) -> str:
    settings = settings_for(f"sqlite:///{tmp_path_factory.mktemp('reference')}/unused.db")
    return openapi_document(create_app(settings, open_sessions(settings)))


@pytest.fixture(scope="session")
def described(document: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(document)
    return found


@pytest.fixture(scope="session")
def operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }


def reached(described: dict[str, Any], part: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema in a part of the description, and those that it refers to, once."""
    waiting, known = [part], set()
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            yield found
            waiting += found.values()
            name = str(found.get("$ref", "")).rpartition("/")[2]
            if name and name not in known:
                known.add(name)
                waiting.append(described["components"]["schemas"][name])
        elif isinstance(found, list):
            waiting += found


def models(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for model in base.__subclasses__():
        yield model
        yield from models(model)


def examples(model: type[BaseModel]) -> list[Any]:
    more: Any = model.model_config.get("json_schema_extra") or {}
    return list(more.get("examples", []))


def test_the_committed_description_is_what_the_app_says_of_itself(document):
    committed = (REFERENCE / "openapi.json").read_text()
    assert document == committed, "run `make openapi`"


def test_the_committed_table_of_settings_is_the_codes():
    committed = (REFERENCE / "settings.md").read_text()
    assert settings_table() == committed, "run `make settings-docs`"


def test_the_committed_table_of_problem_codes_is_the_contents():
    committed = (REFERENCE / "problems.md").read_text()
    assert problems_table() == committed, "run `make problem-docs`"


def test_every_operation_has_an_id_of_its_own_a_summary_and_a_sentence(operations):
    ids = [operation["operationId"] for operation in operations.values()]
    assert len(set(ids)) == len(ids)
    for name, operation in operations.items():
        assert operation["summary"], name
        assert operation["description"].endswith("."), name


def test_every_operation_says_what_a_good_answer_looks_like(operations):
    for name, operation in operations.items():
        good = {status: r for status, r in operation["responses"].items() if status[0] == "2"}
        assert good, name
        for status, response in good.items():
            if status == "204":
                assert "content" not in response, name
            else:
                assert all(kind["schema"] for kind in response["content"].values()), name


def test_every_refusal_is_described_as_a_problem(operations):
    for name, operation in operations.items():
        refused = {status: r for status, r in operation["responses"].items() if status >= "400"}
        assert "default" in refused, name
        for status, response in refused.items():
            assert response["description"], name
            expected = UPLOAD_PROBLEM if name in UPLOADS else PROBLEM
            shape = {kind: {"schema": c["schema"]} for kind, c in response["content"].items()}
            assert shape == expected, (name, status)


def test_a_private_operation_says_that_it_may_refuse_the_token_the_role_and_the_id(operations):
    for name, operation in operations.items():
        said = operation["responses"].keys()
        assert ("401" in said) >= bool(operation["security"]), name
        if name.split()[1].startswith(("/v1/clients", "/v1/prescriptions")):
            assert "403" in said, name
            assert ("404" in said) == ("{" in name), name
    assert "403" not in operations["GET /v1/exercises"]["responses"]
    assert "404" in operations["PUT /v1/me/logs/{log_id}"]["responses"]


def test_beside_each_instant_that_a_phone_shows_stands_its_local_time(described, operations):
    shown = []
    for name, operation in operations.items():
        if "/v1/me" in name:
            good = {status: r for status, r in operation["responses"].items() if status < "300"}
            for schema in reached(described, good):
                fields = schema.get("properties", {})
                for instant in fields.keys() & {"due_at", "starts_at", "until_at"}:
                    shown.append(instant)
                    assert instant.replace("_at", "_local") in fields, (name, instant)
    assert len(shown) >= 8


def test_the_key_of_a_repeated_request_is_a_plain_text_that_may_be_left_out(operations):
    """A pattern beside an `anyOf` with null is what generated validators do not compile."""
    keys = [
        parameter
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["name"] == "Idempotency-Key"
    ]
    assert keys
    for key in keys:
        assert not key["required"]
        assert key["schema"]["type"] == "string"
        assert "anyOf" not in key["schema"]


def test_what_takes_input_says_that_it_may_refuse_it(operations):
    for name, operation in operations.items():
        if "requestBody" in operation or "parameters" in operation:
            assert "422" in operation["responses"], name


def test_the_frameworks_own_error_schemas_are_gone(described, document):
    assert "ValidationError" not in document
    assert {"Problem", "FieldProblem"} <= described["components"]["schemas"].keys()


def test_an_edit_is_described_with_the_condition_it_needs(operations):
    for name in ("PATCH /v1/clients/{client_id}", "PATCH /v1/prescriptions/{prescription_id}"):
        condition = [p for p in operations[name]["parameters"] if p["name"] == "If-Match"]
        assert condition[0]["required"]
        assert {"412", "428"} <= operations[name]["responses"].keys()


def test_the_main_bodies_have_examples_that_the_api_accepts(described):
    shown = {
        name for name, schema in described["components"]["schemas"].items() if "examples" in schema
    }
    assert shown >= HAND_WRITTEN
    for model in [*models(In), *models(PhoneIn)]:
        for example in examples(model):
            found = model.model_validate_json(json.dumps(example))
            assert found.model_fields_set == example.keys(), model.__name__


@pytest.mark.parametrize("method", ["PATCH", "POST", "PUT"])
def test_no_body_has_a_default_that_a_generated_client_would_send(operations, described, method):
    bodies = {
        name: operation["requestBody"]
        for name, operation in operations.items()
        if name.startswith(f"{method} ") and "requestBody" in operation
    }
    assert bodies
    for name, body in bodies.items():
        for schema in reached(described, body):
            assert "default" not in schema, (name, schema)


def test_a_default_is_told_in_words(described):
    schemas = described["components"]["schemas"]
    told = {
        ("PrescriptionIn", "max_pain"): "Left out, it is 5.",
        ("ScheduleIn", "weekdays"): "Left out, it is mon, tue, wed, thu, fri, sat, sun.",
        ("PrescriptionIn", "remind"): "Left out, it is true.",
    }
    for (schema, field), words in told.items():
        assert schemas[schema]["properties"][field]["description"].endswith(words)
        assert field not in schemas[schema].get("required", [])
