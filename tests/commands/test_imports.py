"""What the commands that run often import, and so what they cost."""

import re
import resource
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from tests.commands.acting import ended
from tests.processes import BIN, ROOT, answers, environment, free_port, running
from tests.waiting import eventually

# Of what importing the application costs; a check that imported tables or FastAPI would cost more.
MOST_OF_THE_APPLICATION = 0.5
# What is imported and what it costs hardly depends on the database; asking takes seconds.
ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HEAVY = ("aiohttp", "alembic", "api.app", "api.library", "api.tables", "argon2", "fastapi")
HEAVY += ("firebase_admin", "prometheus_client", "push", "uvicorn", "yaml")
DATABASE = ("api.platform", "asyncpg", "pydantic_settings", "sqlalchemy")
# What only one of the two processes that stay needs: each is a sixth smaller without the other's.
PUSHING = ("aiohttp", "apscheduler", "firebase_admin", "google.auth", "requests")
ANSWERING = ("api.platform.servers", "argon2", "email_validator", "fastapi", "starlette", "uvicorn")
LISTED = """
import sys
from carryover import app
try:
    app()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def imported(*command: str, env: dict[str, str]) -> set[str]:
    """Return the modules that a process has imported when its command has ended."""
    done = ended(sys.executable, "-c", LISTED, *command, env=env)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize("command", [("--help",), ("--version",), ("serve", "--help")])
def test_help_imports_neither_the_application_nor_a_database(command: tuple[str, ...]) -> None:
    found = imported(*command, env=environment("sqlite:///unused.db"))
    assert "carryover" in found
    assert not found & {*HEAVY, *DATABASE}


def test_a_health_check_imports_no_more_than_the_database_needs(database_url: str) -> None:
    found = imported("healthcheck", "api", env=environment(database_url))
    assert "api.operations.health" in found
    assert not found & set(HEAVY)


@ON_ONE
def test_the_api_loads_nothing_of_what_pushes(database_url: str, tmp_path: Path) -> None:
    log, port = tmp_path / "api.log", free_port()
    url = f"http://127.0.0.1:{port}"
    command = (sys.executable, "-c", LISTED, "serve", "--port", str(port))
    with running(*command, env=environment(database_url), log=log) as process:
        eventually(lambda: answers(f"{url}/livez", process), "the API to answer")
        assert httpx2.get(f"{url}/v1/me").status_code == 401
    found = set(log.read_text().splitlines()[-1].split())
    assert "api.app" in found
    # Nor what reads the answer of a passkey, before there is one.
    assert not found & {"push", *PUSHING, "webauthn", "OpenSSL"}


@ON_ONE
def test_a_worker_loads_nothing_of_what_answers_requests(database_url: str, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    command = (sys.executable, "-c", LISTED, "worker")
    with running(*command, env=environment(database_url), log=log):
        eventually(lambda: "worker_started" in log.read_text(), "the worker to start")
    found = set(log.read_text().splitlines()[-1].split())
    assert "push.worker" in found
    assert not found & {"api.access", "api.app", *ANSWERING}


def cpu_s(*command: str | Path, env: dict[str, str]) -> float:
    """Return the seconds of CPU that a command took, the least of two: what else runs only adds."""
    took = []
    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True, cwd=ROOT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return min(took)


@ON_ONE
def test_a_health_check_takes_a_fraction_of_what_the_application_does(database_url: str) -> None:
    env = environment(database_url)
    # What is compiled is kept, as it is after `make setup` and in the image.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    checking = cpu_s(BIN / "carryover", "healthcheck", "api", env=env)
    importing = cpu_s(sys.executable, "-c", "import api.app", env=env)
    assert checking < MOST_OF_THE_APPLICATION * importing


def test_what_is_run_is_compiled_wherever_it_is_installed_and_is_in_the_image() -> None:
    sources = sources_in("Makefile", r"^SOURCES := (.*)$")
    assert "commands" in sources
    for file in ("Dockerfile", "docs/how-to/deploy.md"):
        assert sources_in(file, r"python -m compileall -q (.*)$") == sources, file
    assert sources <= sources_in(".dockerignore", r"^!(.*)$")


def sources_in(file: str, pattern: str) -> set[str]:
    found = re.findall(pattern, (ROOT / file).read_text(), re.MULTILINE)
    return {name for names in found for name in names.split()}
