#!/bin/sh
# Django 5.2.19 and zxcvbn 4.5.0. Expected: their lists of 20,000 and 30,000 common passwords are a
# blocklist for any minimum length. Real: 48 and 31 entries have 15 characters or more, among them
# mojibake: under a 15-character rule, as NIST SP 800-63B-4 wants, such a check refuses nearly nothing.
# Why it matters here: the list in content/passwords/ is drawn from far longer ones, by length, and what
# people do to reach 15 (a short common one twice, a run of keys) is recognised by rules beside it.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install Django==5.2.19 zxcvbn==4.5.0
seen=$("$dir/v/bin/python" - <<'PY'
import gzip
from pathlib import Path
import django
from zxcvbn.frequency_lists import FREQUENCY_LISTS

file = next(Path(django.__file__).parent.glob("contrib/auth/common-passwords*"))
lists = {"django": gzip.open(file, "rt", encoding="utf-8").read().split("\n")}
lists["zxcvbn"] = list(FREQUENCY_LISTS["passwords"])
for name, words in lists.items():
    print(name, len(words), sum(len(word) >= 15 for word in words), end=" ")
PY
)
echo "entries, and those of 15 characters or more: $seen"
[ "$seen" = "django 19641 48 zxcvbn 30000 31 " ]
