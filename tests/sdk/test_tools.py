"""Without a registry clients are not tested: that is said, and fails where it must not be."""

import pytest

from scripts.sdk_tools import Missing
from tests.sdk import tools


def missing() -> None:
    raise Missing("No registry.")


@pytest.fixture(autouse=True)
def without_a_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "build", missing)
    for name in tools.REQUIRED_BY:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", tools.REQUIRED_BY)
def test_it_fails_where_clients_have_to_be_tested(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(name, "true")
    with pytest.raises(pytest.fail.Exception, match=r"CLIENTS ARE NOT TESTED. No registry\."):
        tools.require_tools()


def test_elsewhere_it_is_skipped_and_says_so():
    with pytest.raises(pytest.skip.Exception, match=r"CLIENTS ARE NOT TESTED. No registry\."):
        tools.require_tools()
