"""The threat model names tests that there are."""

import re

from tests.processes import ROOT

PAGE = ROOT / "docs/security/threat-model.md"
NAMED = re.compile(r"`((?:tests/)?[\w/]+\*?\.py|tests/[\w/]+/)`")


def test_every_test_that_is_named_exists():
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    seen = 0
    for line in rows:
        folder = ""
        for name in NAMED.findall(line):
            seen += 1
            path = name if name.startswith("tests/") else f"{folder}{name}"
            folder = path.rpartition("/")[0] + "/"
            assert list(ROOT.glob(path.rstrip("/"))), (line, name)
    assert seen > 30
