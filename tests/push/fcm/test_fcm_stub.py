"""The stand-in itself: it refuses what FCM refuses, logs before it answers, and goes away."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.fcm_stub import FcmStub
from tests.waiting import WITHIN_S, eventually, until

SEND = "/v1/projects/p/messages:send"
BEARER = {"Authorization": "Bearer t"}
ROOT = Path(__file__).parents[3]


async def post(url: str, body: Any, headers: dict[str, str] = BEARER) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=body, headers=headers) as response,
    ):
        return response.status, await response.json()


def status_of(body: Any) -> str:
    return str(body["error"]["status"])


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer"}])
async def test_it_wants_a_bearer(stub: FcmStub, headers: dict[str, str]) -> None:
    status, body = await post(stub.url + SEND, {"message": {"fid": "a"}}, headers)
    assert (status, status_of(body)) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"message": {}},
        {"message": {"fid": ""}},
        {"message": {"fid": "a", "token": "b"}},
        {"message": {"fid": 7}},
        {"message": {"fid": "a"}, "extra": 1},
        {"message": {"fid": "a", "extra": 1}},
        {"message": {"fid": "a", "android": {"extra": 1}}},
        {"message": {"fid": "a", "android": {"ttl": "soon"}}},
        {"message": {"fid": "a", "android": {"priority": "urgent"}}},
        {"message": {"fid": "a", "apns": {"headers": {"apns-expiration": 1}}}},
        {"message": {"fid": "a", "data": {"n": 1}}},
        {"message": {"fid": "a", "data": {"google.x": "1"}}},
        {"message": {"fid": "a", "data": {"x": "y" * 4096}}},
    ],
)
async def test_it_refuses_what_fcm_refuses(stub: FcmStub, body: Any) -> None:
    status, answer = await post(stub.url + SEND, body)
    assert (status, status_of(answer)) == (400, "INVALID_ARGUMENT")
    assert stub.accepted == []


async def test_a_dry_run_is_not_an_acceptance(stub: FcmStub) -> None:
    body = {"message": {"fid": "a"}, "validate_only": True}
    assert (await post(stub.url + SEND, body))[0] == 200
    assert stub.accepted == []


async def test_control_scripts_what_comes_next(stub: FcmStub) -> None:
    ordered = {"behaviour": "503", "times": 2, "retry_after": 5}
    assert (await post(f"{stub.url}/control", ordered))[0] == 200
    message = {"message": {"fid": "a"}}
    assert [(await post(stub.url + SEND, message))[0] for _ in range(3)] == [503, 503, 200]
    await post(f"{stub.url}/control", {"behaviour": "500", "times": None})
    assert [(await post(stub.url + SEND, message))[0] for _ in range(3)] == [500, 500, 500]
    assert (await post(f"{stub.url}/control", {"behaviour": "unheard of"}))[0] == 400


async def test_a_prefix_of_the_target_goes_before_the_script(stub: FcmStub) -> None:
    stub.script("503", times=None)
    assert (await post(stub.url + SEND, {"message": {"fid": "404-bare:a"}}))[0] == 404


@contextmanager
def running(directory: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port_file = directory / "port"
    command = [sys.executable, "-m", "tests.fcm_stub", "--log", str(directory / "log")]
    process = subprocess.Popen(
        [*command, "--port-file", str(port_file), *options], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        eventually(port_file.exists, "the stub to start")
        yield process, f"http://127.0.0.1:{port_file.read_text()}"
    finally:
        process.kill()
        process.wait()


def log_of(directory: Path) -> list[Any]:
    """Return what was accepted so far."""
    return [json.loads(line) for line in (directory / "log").read_text().splitlines()]


async def test_as_a_process_it_logs_before_it_answers(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("3600")
    with running(tmp_path, "--clock-file", str(clock)) as (process, url):
        before = datetime.now(UTC)
        assert (await post(url + SEND, {"message": {"fid": "a"}}))[0] == 200
        (entry,) = log_of(tmp_path)
        assert (entry["kind"], entry["value"], entry["message"]) == ("fid", "a", {"fid": "a"})
        taken_on = datetime.fromisoformat(entry["at"]) - timedelta(hours=1)
        assert before <= taken_on <= datetime.now(UTC)
        process.send_signal(signal.SIGKILL)
    assert len(log_of(tmp_path)) == 1


async def test_as_a_process_it_stops_on_sigterm_with_requests_hanging(tmp_path: Path) -> None:
    with running(tmp_path) as (process, url):
        async with aiohttp.ClientSession() as session:
            message = {"message": {"fid": "hang:a"}}
            asked = session.post(url + SEND, json=message, headers=BEARER)
            hanging = asyncio.create_task(asked.__aenter__())
            await until(lambda: log_of(tmp_path), "the request to be accepted")
            process.terminate()
            assert process.wait(WITHIN_S) == 0
            with pytest.raises(aiohttp.ClientError):
                await hanging
    assert [entry["value"] for entry in log_of(tmp_path)] == ["hang:a"]


PARENT = """
import pathlib, subprocess, sys, time
directory = pathlib.Path(sys.argv[1])
command = [sys.executable, "-m", "tests.fcm_stub", "--log", str(directory / "log")]
child = subprocess.Popen([*command, "--port-file", str(directory / "port")])
(directory / "pid").write_text(str(child.pid))
while not (directory / "port").exists():
    time.sleep(0.02)
"""


def test_as_a_process_it_ends_with_its_parent(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=WITHIN_S, stdout=subprocess.DEVNULL)
    pid = int((tmp_path / "pid").read_text())
    eventually(lambda: not _alive(pid), "the stub to end with its parent")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        # Gone, but not yet reaped by whoever inherited it.
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False
