#!/bin/sh
# pytest-xdist 3.8.0 with pytest 9.2.0. Expected: with --dist loadgroup, tests of one xdist_group run in one
# process, or it says that it cannot. Real: the mark does nothing, without a word, since the node id in which
# xdist notes the group is made anew by this pytest; with pytest 9.1.1 it works.
# Why it matters here: what is set up once a process is set up in each of them: tests of one server or one
# seeding have to share it by a file and a lock, or be one test.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cat > "$dir/test_group.py" <<'PY'
import os
import time
import pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("n", range(6))
def test_where(n):
    time.sleep(0.05)
    print("process", os.environ["PYTEST_XDIST_WORKER"])
PY
processes() {
    python3 -m venv "$dir/$1" && "$dir/$1/bin/pip" -q install "pytest==$1" pytest-xdist==3.8.0
    "$dir/$1/bin/pytest" -rP -n 2 --dist loadgroup -p no:cacheprovider "$dir/test_group.py" |
        grep -o '^process gw.*' | sort -u | wc -l
}
seen="$(processes 9.1.1) $(processes 9.2.0)"
echo "processes that one group ran in, with pytest 9.1.1 and with 9.2.0: $seen"
[ "$seen" = "1 2" ]
