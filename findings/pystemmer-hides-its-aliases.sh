#!/bin/sh
# PyStemmer 3.1.0. Expected: algorithms(aliases=True) lists all names that a Stemmer takes, "es"
# among them, as its documentation says.
# Real: it lists the same names as without, and no code of a language; Stemmer("es") works.
# Why it matters here: whether a language has a stemmer is asked by making one.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install pystemmer==3.1.0
seen=$("$dir/v/bin/python" - <<'PY'
import Stemmer
listed = Stemmer.algorithms(aliases=True)
print("es" in listed, listed == Stemmer.algorithms(), Stemmer.Stemmer("es").stemWord("hombros"))
PY
)
echo "PyStemmer 3.1.0: $seen"
[ "$seen" = "False True hombr" ]
