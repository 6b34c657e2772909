#!/bin/sh
# textstat 0.7.13. Expected: once installed, it measures a text; syllables come from what is in the package.
# Real: since 0.7.9 the English syllables are those of a corpus of nltk, which is fetched over the network
# when first asked for; without one, flesch_kincaid_grade raises LookupError. Spanish still works.
# Why it matters here: tests need no network, so 0.7.8 is pinned, which brings the corpus as a package.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install textstat==0.7.13
export HOME="$dir" NLTK_DATA="$dir"
# Nobody listens there: the same as no network.
export http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9
seen=$("$dir/v/bin/python" - <<'PY' 2>/dev/null
from textstat import textstat
try:
    textstat.set_lang("en")
    print(textstat.flesch_kincaid_grade("Sit tall on a chair."))
except LookupError as error:
    print(type(error).__name__)
PY
)
echo "textstat 0.7.13 without a network: $seen"
[ "$seen" = "LookupError" ]
