"""The real processes: their metrics for Prometheus, and how they end on a signal."""

import signal
import socket
from pathlib import Path

import httpx2
import pytest

from tests.processes import BIN, carryover, environment, free_port, running, serving, turns
from tests.waiting import WITHIN_S, eventually

OPERATORS = "an-operators-token-nobody-guesses"
QUEUED = "carryover_reminders_queued 0.0"


def figures(url: str, **headers: str) -> str:
    try:
        return httpx2.get(url, headers=headers, timeout=WITHIN_S).text
    except httpx2.TransportError:
        return ""


def until_turning(url: str, log: Path, **headers: str) -> None:
    """Wait for a successful turn; AssertionError with the log when there is none."""
    try:
        eventually(lambda: turns(figures(url, **headers)) >= 1, "a turn that ended well")
    except AssertionError:
        raise AssertionError(log.read_text()) from None


def is_healthy(env: dict[str, str]) -> bool:
    try:
        return carryover("healthcheck", "worker", env=env) == "worker: ok\n"
    except AssertionError:
        return False


def test_a_worker_shows_its_figures_on_its_port_and_leaves_when_told_to(
    database_url: str, tmp_path: Path
) -> None:
    port = free_port()
    env = environment(database_url, WORKER_METRICS_PORT=str(port), PUSH_TRANSPORT="console")
    url = f"http://127.0.0.1:{port}/metrics"
    with running(BIN / "carryover", "worker", env=env, log=tmp_path / "worker.log") as process:
        until_turning(url, tmp_path / "worker.log")
        eventually(lambda: QUEUED in figures(url), "the figure of what is queued")
        eventually(lambda: is_healthy(env), "a worker whose heart beats")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=WITHIN_S) == 0
    log = (tmp_path / "worker.log").read_text()
    assert "worker_drained" in log
    assert "error" not in log


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_api_with_its_worker_shows_the_figures_of_both(
    database_url: str, tmp_path: Path
) -> None:
    env = environment(database_url, METRICS_TOKEN=OPERATORS, PUSH_TRANSPORT="console")
    with serving(env, tmp_path / "api.log", "--with-worker") as (url, process):
        bearer = {"authorization": f"Bearer {OPERATORS}"}
        until_turning(f"{url}/metrics", tmp_path / "api.log", **bearer)
        text = figures(f"{url}/metrics", **bearer)
        assert "carryover_http_requests_total" in text
        assert turns(figures(f"{url}/metrics")) == 0
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=WITHIN_S)
    assert "worker_drained" in (tmp_path / "api.log").read_text()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_port_that_is_taken_is_said_in_one_line(database_url: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        env = environment(database_url, WORKER_METRICS_PORT=str(port), PUSH_TRANSPORT="console")
        log = tmp_path / "worker.log"
        with running(BIN / "carryover", "worker", env=env, log=log) as process:
            assert process.wait(timeout=WITHIN_S) == 1
    (line,) = log.read_text().splitlines()
    assert line.startswith(f"CARRYOVER_WORKER_METRICS_PORT: cannot listen on {port}")
