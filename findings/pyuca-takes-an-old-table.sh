#!/bin/sh
# pyuca 1.2. Expected: Collator() uses the newest collation table in the package, 10.0.0.
# Real: it takes 9.0.0 on every Python from 3.6 on, and letters that came in between (Masaram Gondi,
# say) get keys made up from their code points, which sort elsewhere.
# Why it matters here: keys of names are stored and compared for years, so the class is named.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install pyuca==1.2
seen=$("$dir/v/bin/python" - <<'PY'
from pyuca import Collator
from pyuca.collator import Collator_10_0_0
letter = "\U00011D00"  # A letter of Unicode 10.
usual, newest = Collator(), Collator_10_0_0()
print(type(usual).__name__, usual.sort_key(letter)[0] > 0xF000, newest.sort_key(letter)[0] > 0xF000)
PY
)
echo "pyuca 1.2: $seen"
[ "$seen" = "Collator_9_0_0 True False" ]
