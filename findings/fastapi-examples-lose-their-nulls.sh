#!/bin/sh
# FastAPI 0.165.0. Expected: an example given in a model's json_schema_extra stands in /openapi.json as it was
# given. Real: every null in it is dropped, also of fields that are required and may be null, so that the
# example is refused by the schema that it stands in.
# Why it matters here: examples are given back their nulls before the description is written
# (api/platform/http/contract.py), or linters and mock servers refuse them.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install fastapi==0.165.0
seen=$("$dir/v/bin/python" - <<'PY'
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

class Told(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"pain": None, "stress": 3}]})
    pain: int | None
    stress: int

app = FastAPI()

@app.post("/told")
def tell(body: Told) -> None: ...

schema = app.openapi()["components"]["schemas"]["Told"]
print(schema["required"], schema["examples"])
PY
)
echo "required, and the example: $seen"
[ "$seen" = "['pain', 'stress'] [{'stress': 3}]" ]
