"""The example answers of the description are what the operations really answer."""

import os

import pytest
from jsonschema_rs import Draft202012Validator

from tests.answers import answers_of, write

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_every_operation_answers_as_its_example_and_its_schema_say(app, care):
    answers = await answers_of(app, care)
    if "WRITE_ANSWERS" in os.environ:
        write(answers)
        app.openapi_schema = None
    document = app.openapi()
    for methods in document["paths"].values():
        for operation in methods.values():
            name = operation["operationId"]
            for status, response in operation["responses"].items():
                for content in response.get("content", {}).values() if status < "300" else ():
                    schema = content["schema"] | {"components": document["components"]}
                    validator = Draft202012Validator(schema, validate_formats=True)
                    assert "example" in content, f"{name}: run `make answers`"
                    for answer in (content["example"], answers[name]):
                        told = [error.message for error in validator.iter_errors(answer)]
                        assert told == [], name
