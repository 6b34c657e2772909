"""What the description tells those who generate clients from it and write apps with them."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from api.library.reference import FOLDER, read_problems, read_words
from api.platform.http.contract import CHANGE, GIVEN, is_nullable
from tests.access_table import ROWS
from tests.processes import ROOT
from tests.refusals import DOCUMENT, codes_of_changes, listed_codes

WALL_TIMES = {"time", "times", "start", "end", "between", "check_in_time"}
# A code that is given in the code: `code="..."` or `code = "..."` or `code, title = "..."`.
GIVEN_IN_CODE = re.compile(r'(?:\bcode(?:, title)? ?= ?|status, code(?:, title)? = \d+, )"(\w+)"')
# Of forms and of commands, and of a field: what no operation gives.
NOT_OURS = {"malformed_form", "email_taken", "invisible_text"}
# The classes whose codes are always replaced.
REPLACED = {"bad_request", "conflict"}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """What is committed; that this is what the app says of itself is tested elsewhere."""
    found: dict[str, Any] = json.loads(DOCUMENT.read_text())
    return found


@pytest.fixture(scope="module")
def operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }


def schemas_in(part: Any) -> Iterator[dict[str, Any]]:
    """Yield everything in a part of the description that has a type, however deep."""
    if isinstance(part, dict):
        yield part
        for name, value in part.items():
            if name not in ("example", "examples"):
                yield from schemas_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from schemas_in(value)


def properties(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for model, schema in described["components"]["schemas"].items():
        for name, field in schema.get("properties", {}).items():
            yield model, name, field


def parameters(operations: dict[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for operation in operations.values():
        for parameter in operation.get("parameters", ()):
            yield f"{operation['operationId']}.{parameter['name']}", parameter


def test_it_is_for_phones_and_therapists_not_for_operators(operations):
    paths = {name.split(" ")[1] for name in operations}
    assert all(path.startswith("/v1/") for path in paths)
    left_out = ROWS.keys() - operations.keys()
    assert left_out == {"GET /livez", "GET /readyz", "GET /metrics", "GET /invite"}
    assert {"/v1/caseload", "/v1/clients/{client_id}/brief", "/v1/app-config"} <= paths


def test_it_says_where_the_server_is_and_under_which_licence(described):
    assert [server["url"] for server in described["servers"]] == ["/", "http://127.0.0.1:8000"]
    assert described["info"]["license"]["identifier"] == "Apache-2.0"


def test_every_operation_says_whether_it_needs_a_sign_in(operations):
    for name, operation in operations.items():
        public = ROWS[name].may == "public"
        assert operation["security"] == ([] if public else [{"HTTPBearer": []}]), name


def test_every_operation_has_an_example_of_each_good_answer_with_a_body(operations):
    for name, operation in operations.items():
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                assert all("example" in each for each in response.get("content", {}).values()), name


def test_every_field_and_every_parameter_is_described(described, operations):
    bare = [f"{model}.{name}" for model, name, field in properties(described) if not told(field)]
    bare += [name for name, parameter in parameters(operations) if not told(parameter)]
    assert bare == [], "content/reference/fields.yaml"


def test_no_field_is_said_to_be_null_that_never_is(described):
    for model, name, field in properties(described):
        says = re.search(r"\bnull\b", field["description"], re.IGNORECASE)
        assert not says or is_nullable(field), (model, name, field["description"])


def told(field: dict[str, Any]) -> bool:
    words = field.get("description", "")
    return words.endswith((".", "?")) and not words.startswith(("Left out,", "Read-only:"))


def test_no_word_of_a_field_is_for_nothing(described, operations):
    words = read_words()
    fields = {f"{model}.{name}" for model, name, _ in properties(described)}
    fields |= {name.partition(".")[2] for name in fields}
    assert words.fields.keys() <= fields
    names = {name for name, _ in parameters(operations)}
    assert words.parameters.keys() <= names | {name.partition(".")[2] for name in names}


def test_every_model_has_a_title_of_its_own_that_names_no_module_and_nothing_else_has_one(
    described,
):
    """Client generators drop one of two models that share a title."""
    schemas = described["components"]["schemas"]
    assert not [name for name in schemas if "__" in name]
    titles = [
        part["title"]
        for place in (described["paths"], schemas)
        for part in schemas_in(place)
        if isinstance(part.get("title"), str)
    ]
    assert sorted(titles) == sorted(schemas)


def test_nothing_has_a_default_that_a_generated_client_would_send(described):
    for part in (described["paths"], described["components"]["schemas"]):
        for schema in schemas_in(part):
            # `default` is also the name of a response.
            assert "default" not in schema or "description" in schema["default"], schema


def test_nothing_is_of_one_of_several_types(described):
    """Generators for Kotlin and Swift make the one of them that is a model of such a field."""
    for part in schemas_in(described["components"]["schemas"]):
        kinds = [each for each in part.get("anyOf", ()) if each.get("type") != "null"]
        assert len(kinds) <= 1, part
        assert not part.keys() & {"oneOf", "allOf"}, part


def test_a_wall_time_is_a_pattern_and_formats_are_those_that_all_generators_know(described):
    found = set()
    for model, name, field in properties(described):
        patterns = [each["pattern"] for each in schemas_in(field) if "pattern" in each]
        if name in WALL_TIMES and "integer" not in str(field):
            assert patterns == [r"^([01]\d|2[0-3]):[0-5]\d$"], (model, name)
            found.add(name)
        formats = {each.get("format") for each in schemas_in(field)}
        assert {each for each in formats if isinstance(each, str)} <= {"uuid", "date", "date-time"}
    assert found == WALL_TIMES


def test_every_code_that_the_code_gives_is_told_and_every_told_one_is_listed(operations):
    given = {
        code
        for path in (ROOT / "api").rglob("*.py")
        if "pages" not in path.parts
        for code in GIVEN_IN_CODE.findall(path.read_text())
    }
    told = read_problems().problems.keys()
    assert given - NOT_OURS - REPLACED <= told
    listed = {code for operation in operations.values() for code in listed_codes(operation)}
    assert listed | codes_of_changes() == told


def test_a_problem_is_said_to_come_from_operations_that_there_are(operations):
    ids = {operation["operationId"] for operation in operations.values()}
    for code, problem in read_problems().problems.items():
        by = [problem.by] if isinstance(problem.by, str) else problem.by
        assert set(by) <= ids | GIVEN.keys() | {CHANGE}, code


def test_every_refusal_lists_its_codes_in_words_and_as_examples(described, operations):
    for name, operation in operations.items():
        for status, response in operation["responses"].items():
            if status >= "400":
                (content,) = response["content"].values()
                assert content["examples"], (name, status)
                assert f" Codes: {', '.join(content['examples'])}." in response["description"]
                for code, example in content["examples"].items():
                    known = described["components"]["examples"]
                    shown = known[example["$ref"].rpartition("/")[2]]
                    assert shown["value"]["code"] == code
                    assert shown["description"].endswith("."), code
                    if status != "default":
                        assert shown["value"]["status"] == int(status), (name, code)


@pytest.mark.parametrize("file", ["fields.yaml", "problems.yaml"])
def test_the_words_stand_in_plain_yaml(file):
    """So that other tools read them as we do."""
    assert yaml.safe_load((FOLDER / file).read_text())


def test_the_document_is_small_enough_to_be_loaded_by_a_phone_developers_tools():
    assert DOCUMENT.stat().st_size < 1.5 * 1024 * 1024
