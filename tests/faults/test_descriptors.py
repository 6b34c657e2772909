"""The API when it may open few files, and many connect who say nothing."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.processes import BIN, answers, environment, free_port, running
from tests.waiting import WITHIN_S, eventually

pytestmark = [
    pytest.mark.faults,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
DESCRIPTORS = 128
# Only then is `carryover` started, so that it finds the limit at its start.
LIMITED = f"""
import os, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, ({DESCRIPTORS}, {DESCRIPTORS}))
os.execv(sys.argv[1], sys.argv[1:])
"""


@contextmanager
def limited(env: dict[str, str], log: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run `carryover serve` with few descriptors; yields its port once it answers."""
    port = free_port()
    serve = (BIN / "carryover", "serve", "--port", str(port))
    with running(sys.executable, "-c", LIMITED, *serve, env=env, log=log) as process:
        url = f"http://127.0.0.1:{port}/livez"
        eventually(lambda: answers(url, process), "the API to answer")
        yield port, process


def connect(stack: ExitStack, port: int, count: int) -> list[socket.socket]:
    """Open connections that say nothing."""
    return [
        stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=WITHIN_S))
        for _ in range(count)
    ]


def test_140_silent_sockets_keep_nobody_out_and_no_stop_waiting(
    database_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "api.log"
    env = environment(database_url, HEADERS_WITHIN_S="600", BODY_WITHIN_S="600")
    with ExitStack() as stack, limited(env, log) as (port, process):
        connect(stack, port, 140)
        for _ in range(3):
            for path in ("livez", "readyz"):
                answer = httpx2.get(f"http://127.0.0.1:{port}/{path}", timeout=WITHIN_S)
                assert answer.status_code == 200
        assert log.read_text().count("connections_lowered") == 1
        (awaited,) = connect(stack, port, 1)
        awaited.sendall(
            b"POST /v1/auth/sign-in HTTP/1.1\r\nhost: api\r\n"
            b"content-type: application/json\r\ncontent-length: 90\r\n\r\n{"
        )
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=WITHIN_S)
    assert "exit_forced" not in log.read_text()


def test_without_a_descriptor_left_it_neither_ends_nor_spins(
    database_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "api.log"
    with limited(environment(database_url), log) as (port, process):
        open_files = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (open_files + 4, DESCRIPTORS))
        with ExitStack() as stack:
            connect(stack, port, 40)
            before = cpu_s(process.pid)
            time.sleep(2)
            assert cpu_s(process.pid) - before < 1, "it spins"
            assert process.poll() is None
        url = f"http://127.0.0.1:{port}/livez"
        eventually(lambda: answers(url, process), "it to answer again")


def cpu_s(pid: int) -> float:
    """Return the seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
