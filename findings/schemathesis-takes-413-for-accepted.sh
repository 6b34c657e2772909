#!/bin/sh
# schemathesis 4.32.5. Expected: negative_data_rejection is content with any 4xx answer to a body
# that breaks the schema. Real: it has a list, and 412, 413, 414 and 431 are not on it: a body that
# is refused for its size counts as "Schema-violating request accepted"; 5xx counts as refused.
# Why it matters here: bodies over the limit are refused before they are read against the schema.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install schemathesis==4.32.5
seen=$(cd "$dir" && "$dir/v/bin/python" - <<'PY'
import json
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

BODY = {"type": "object", "required": ["note"], "properties": {"note": {"type": "string", "maxLength": 5}}}
POST = {"requestBody": {"required": True, "content": {"application/json": {"schema": BODY}}},
        "responses": {"default": {"description": "any"}}}
ABOUT = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/notes": {"post": POST}}}

def verdict(status):
    def app(environ, start_response):
        kind = "application/json"
        body = json.dumps(ABOUT if environ["PATH_INFO"] == "/openapi.json" else {}).encode()
        start_response("200 OK" if environ["PATH_INFO"] == "/openapi.json" else f"{status} said", [("Content-Type", kind)])
        return [body]

    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    told = set()

    @settings(max_examples=5, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(schema["/notes"]["POST"].as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def ask(case):
        try:
            case.call_and_validate(checks=[negative_data_rejection])
            told.add("refused")
        except BaseException as error:
            told.add("accepted" if "Schema-violating request accepted" in str(error) + str(getattr(error, "exceptions", "")) else repr(error))

    ask()
    return f"{status}={'/'.join(sorted(told))}"

print(*map(verdict, (400, 412, 413, 414, 422, 431, 500)))
PY
)
echo "schemathesis 4.32.5: $seen"
[ "$seen" = "400=refused 412=accepted 413=accepted 414=accepted 422=refused 431=accepted 500=refused" ]
