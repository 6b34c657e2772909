#!/bin/sh
# @hey-api/openapi-ts 0.99.0. Expected: npx @hey-api/openapi-ts@0.99.0 runs, or npm refuses to install. Real: its
# peer range ">=5.5.3" takes TypeScript 7, which has no API for programs, and it ends while it loads; with
# TypeScript 5.9.3 beside it, it runs. Why it matters here: docs/how-to/generating-a-client.md names both.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
version() {
    mkdir "$dir/$1" && cd "$dir/$1" && npm init -y >/dev/null
    npm install -s --no-audit --no-fund @hey-api/openapi-ts@0.99.0 typescript@"$1" >/dev/null 2>&1 || { echo refused; return; }
    npx --no-install openapi-ts --version >/dev/null 2>&1 && echo runs || echo ends
}
seen="$(version 7.0.2) $(version 5.9.3)"
echo "with TypeScript 7.0.2 and with 5.9.3: $seen"
[ "$seen" = "ends runs" ]
