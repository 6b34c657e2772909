"""The description passes a linter that is not ours."""

from pathlib import Path

import pytest

from tests.sdk.tools import DOCUMENT, run_node

pytestmark = pytest.mark.usefixtures("tools")
RULES = Path(__file__).resolve().parent / "redocly.yaml"


def test_redocly_finds_nothing_in_the_description(tmp_path):
    lint = ("@redocly/cli/bin/cli.js", "lint", DOCUMENT, "--config", RULES)
    # It would look for a newer version of itself, and tell of its use.
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    found = run_node(*lint, "--format=github-actions", cwd=tmp_path, env=quiet)
    assert "::error" not in found
    assert "::warning" not in found
