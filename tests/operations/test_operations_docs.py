"""The sample alerts and the dashboard name what there is, and each alert has its runbook."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import api.platform.http.connections
import api.platform.http.observe
import api.platform.http.proxies
import push.metrics
from tests.processes import ROOT

FOLDER = ROOT / "docs" / "operations"
NAME = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
LABEL = re.compile(r"\{[^}]*\}|\bby\s*\([^)]*\)|\[[^\]]*\]")
FUNCTIONS = {"histogram_quantile", "max_over_time"}
ENDINGS = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
LABELS = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"|\bby\s*\(([^)]*)\)")


def alerts() -> list[dict[str, Any]]:
    rules = yaml.safe_load((FOLDER / "prometheus-alerts.yml").read_text())
    return [rule for group in rules["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / "grafana-dashboard.json").read_text())[
        "panels"
    ]
    return found


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in alerts())
    yield from (target["expr"] for panel in panels() for target in panel["targets"])


def registered() -> set[str]:
    """The names under which the modules' metrics are scraped."""
    assert api.platform.http.observe.REQUESTS
    assert api.platform.http.connections.ENDED
    assert api.platform.http.proxies.IGNORED
    assert push.metrics.ENDED
    return {
        metric.name + ending
        for metric in REGISTRY.collect()
        if metric.name.startswith("carryover_")
        for ending in ENDINGS[metric.type]
    }


def names_in(expression: str) -> set[str]:
    return set(NAME.findall(LABEL.sub("", expression))) - FUNCTIONS


def test_the_names_in_an_expression_are_found() -> None:
    both = 'sum by (le_x) (rate(carryover_a_total{b_c=~"d_e"}[5m])) > carryover_f_g'
    assert names_in(both) == {"carryover_a_total", "carryover_f_g"}


@pytest.mark.parametrize("expression", sorted(set(expressions())))
def test_every_metric_that_is_named_exists(expression: str) -> None:
    assert names_in(expression)
    assert names_in(expression) <= registered()


@pytest.mark.parametrize("expression", sorted(set(expressions())))
def test_every_label_that_is_named_exists(expression: str) -> None:
    named = {
        label.strip()
        for one, several in LABELS.findall(expression)
        for label in (one, *several.split(","))
        if label.strip()
    }
    known = {"le", "instance"} | {
        label
        for module in (push.metrics, api.platform.http.observe, api.platform.http.connections)
        for metric in vars(module).values()
        for label in getattr(metric, "_labelnames", ())
    }
    assert named <= known


def test_every_alert_says_what_and_how_bad_and_has_its_own_name() -> None:
    names = [rule["alert"] for rule in alerts()]
    assert len(names) == len(set(names)) >= 11
    for rule in alerts():
        assert rule["labels"]["severity"] in ("page", "warn"), rule["alert"]
        assert rule["annotations"]["summary"], rule["alert"]


def test_the_runbook_has_an_entry_for_every_alert_and_no_other() -> None:
    headings = re.findall(r"^### (\S+)$", (FOLDER / "README.md").read_text(), re.MULTILINE)
    assert headings == [rule["alert"] for rule in alerts()]


def test_the_panels_have_a_place_of_their_own() -> None:
    places = [(each["gridPos"]["x"], each["gridPos"]["y"]) for each in panels()]
    assert len(places) == len(set(places)) == len({each["id"] for each in panels()}) >= 8


def test_the_runbook_names_every_reason_for_which_a_connection_is_ended() -> None:
    source = Path(api.platform.http.connections.__file__).read_text()
    given = re.findall(r'(?:_end|_refuse|labels)\("(\w+)"', source)
    told = (FOLDER / "README.md").read_text()
    assert {"crowded", "refused", "late_body", "not_http"} <= set(given)
    for reason in {*given, "late_headers"}:
        assert f"`{reason}`" in told, reason


def test_a_restore_with_docker_is_told_as_the_service_that_has_the_file_of_erasures() -> None:
    """Another would read no file, and everybody who was erased would come back."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    with_file = {
        name for name, each in services.items() if "erased:/app/var" in each.get("volumes", [])
    }
    told = (FOLDER / "backups.md").read_text().replace("\\\n", " ")
    restoring = re.findall(r"docker compose run\b[^\n]*?(\w+)\s+restore ", told)
    assert restoring
    assert set(restoring) <= with_file
