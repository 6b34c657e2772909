"""The list of what a release consists of has every locked package, and what lies in the folders."""

import tomllib

import pytest

from scripts.sbom import lent, locked
from tests.processes import ROOT


@pytest.fixture(scope="module")
def listed() -> dict[str, dict]:
    if not (ROOT / ".tools/bin/uv").exists():
        pytest.skip("needs .tools/bin/uv: make setup")
    found = locked()
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.5")
    return {each["name"]: each for each in found["components"]}


def test_every_dependency_of_production_is_listed_with_a_digest(listed):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    direct = [*project["dependencies"], *project["optional-dependencies"]["pdf"]]
    names = {each.split(">")[0].split("=")[0].split("[")[0] for each in direct}
    assert names <= listed.keys()
    versions = {
        each["name"]: each["version"]
        for each in tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    }
    for name, component in listed.items():
        assert component["version"] == versions[name]
        files = component["externalReferences"]
        assert any(each["hashes"][0]["alg"] == "SHA-256" for each in files), name


def test_what_is_for_developers_alone_is_not(listed):
    assert not {"pytest", "ruff", "mypy", "hypothesis"} & listed.keys()


def test_what_others_made_and_we_keep_a_copy_of_is_listed_too():
    assert {each["purl"].partition("@")[0] for each in lent()} == {
        "pkg:npm/htmx.org",
        "pkg:npm/swagger-ui-dist",
    }
    assert all(each["version"] and each["hashes"] for each in lent())
