#!/bin/sh
# phonenumbers 9.0.43 (libphonenumber). Expected: its short numbers know what to dial for help in a
# country today. Real: they miss Honduras' 911 (one number since 2015), Serbia's 194 and Sri Lanka's
# ambulance 1990, and in the French overseas departments the 112 that works in all of the EU.
# Why it matters here: the numbers in content/safety/ can neither be taken from it nor checked by it
# alone. A country of whose number we are not certain has none there, and the text says "your local
# emergency number".
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install phonenumbers==9.0.43
seen=$("$dir/v/bin/python" - <<'PY'
from phonenumbers.shortnumberinfo import is_emergency_number
asked = (("911", "HN"), ("194", "RS"), ("1990", "LK"), ("112", "GP"), ("112", "FR"), ("911", "MX"))
print(*(f"{country}:{number}={is_emergency_number(number, country)}" for number, country in asked))
PY
)
echo "phonenumbers 9.0.43: $seen"
[ "$seen" = "HN:911=False RS:194=False LK:1990=False GP:112=False FR:112=True MX:911=True" ]
