#!/bin/sh
# tzdata 2026.6 (PyPI). Expected: an old name of a zone resolves, by its links, to a zone of its own
# country, so that zone.tab tells the country. Real: links go straight to a merged zone elsewhere:
# Iceland ends in the Ivory Coast, Jan Mayen in Germany, EST in Panama, Truk in Papua New Guinea.
# Why it matters here: the emergency number of where a client is follows her phone's zone.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install tzdata==2026.6
seen=$("$dir/v/bin/python" - <<'PY'
from importlib.resources import files
data = files("tzdata") / "zoneinfo"
links = dict(reversed(line.split()[1:3]) for line in (data / "tzdata.zi").read_text().splitlines() if line.startswith("L "))
countries = {row.split("\t")[2]: row.split("\t")[0] for row in (data / "zone.tab").read_text().splitlines() if row and row[0] != "#"}
def country(name):
    while name not in countries and name in links:
        name = links[name]
    return countries.get(name)
print(*(f"{name}={country(name)}" for name in ("Iceland", "Atlantic/Jan_Mayen", "EST", "Pacific/Truk", "Asia/Calcutta")))
PY
)
echo "tzdata 2026.6: $seen"
[ "$seen" = "Iceland=CI Atlantic/Jan_Mayen=DE EST=PA Pacific/Truk=PG Asia/Calcutta=IN" ]
