"""Carryover: home care between two sessions of neuromuscular therapy."""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, NoReturn, TypeVar

import typer
import uvloop
from prometheus_client import start_http_server
from pydantic import ValidationError
from sqlalchemy import select

from api.accounts.codes import issue_code
from api.accounts.passwords import hash_password, weakness
from api.accounts.practices import NewPractice, create_practice, fault_of
from api.app import create_app
from api.library import ContentError, load
from api.operations.health import read_health
from api.platform.clock import clock_of
from api.platform.db import Sessions, is_unavailable, open_sessions, transaction
from api.platform.http.errors import Problem
from api.platform.http.reference import openapi_document, settings_table
from api.platform.log_lines import configure_logs
from api.platform.migrate import upgrade
from api.platform.servers import build_server, leave_within, quieten_collector
from api.platform.settings import Settings
from api.tables import Account
from demo.run import run_demo
from push.start import CannotPush, build_worker

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)
T = TypeVar("T")
# Longer than the 25 s of draining pushes; after that, a database that does not answer is left.
LEAVE_S = 32.0
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)]


@app.command()
def demo(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    fresh: Annotated[bool, typer.Option("--fresh", help="Seed the example anew.")] = False,
) -> None:
    """Run everything at once on an example practice; pushes are printed."""
    settings = _settings(environment="demo", push_transport="console")
    configure_logs()
    _run(lambda: run_demo(settings, host, port, fresh, _serve))


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    with_worker: Annotated[
        bool, typer.Option("--with-worker", help="Push reminders from this process too.")
    ] = False,
) -> None:
    """Serve the API."""
    settings = _settings()
    configure_logs()
    _run(lambda: _serve(settings, host, port, with_worker))


@app.command()
def worker() -> None:
    """Push reminders until told to stop.

    On PostgreSQL as many workers as you like share the work.
    On SQLite there is one, best inside the API: carryover serve --with-worker.

    SIGTERM or Ctrl-C begins nothing more and finishes what is in flight.
    That takes 25 s at most; what is cut off then is never sent again.

    CARRYOVER_WORKER_METRICS_PORT names a port of 127.0.0.1 for Prometheus.
    Each worker on a machine needs one of its own.
    """
    settings = _settings()
    configure_logs()
    if settings.worker_metrics_port:
        _show_metrics(settings.worker_metrics_port)
    _run(lambda: _work(settings))


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    _with_database(lambda sessions, _: upgrade(sessions))
    typer.echo("The database is at the newest schema.", err=True)


@app.command("create-practice")
def create_practice_command(
    name: Annotated[str, typer.Option(help="The practice's name.")],
    email: Annotated[str, typer.Option(help="E-mail of its first therapist, the admin.")],
    timezone: Annotated[str, typer.Option(help="IANA zone, as Europe/Berlin.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    therapist: Annotated[str, typer.Option(help="The therapist's name.")] = "Therapist",
    country: Annotated[
        str | None, typer.Option(help="Two letters, as DE: safety texts name its emergency number.")
    ] = None,
) -> None:
    """Open a practice with its first therapist; prints their ids as JSON."""
    if fault := fault_of(name, email, timezone, country):
        _fail(fault)
    password, email = _password(password_stdin), email.strip().lower()
    if code := weakness(password, email):
        _fail(f"{code}: choose a password of 15 characters or more, not a common one.")

    async def create(sessions: Sessions, settings: Settings) -> dict[str, str]:
        hashed, letters = await hash_password(password), country and country.upper()
        new = NewPractice(name.strip(), timezone, therapist, email, hashed, letters)
        async with transaction(sessions) as session:
            practice, admin = await create_practice(session, new, clock_of(settings).now())
        return {"practice_id": str(practice), "therapist_id": str(admin), "email": email}

    _print(_with_database(create))


@app.command("reset-password")
def reset_password(email: Annotated[str, typer.Option(help="Whose password.")]) -> None:
    """Make a one-time code for POST /v1/auth/reset-password; prints it as JSON."""

    async def issue(sessions: Sessions, settings: Settings) -> dict[str, str]:
        async with transaction(sessions) as session:
            account_id = await session.scalar(
                select(Account.id).where(Account.email == email.strip().lower())
            )
            if account_id is None:
                _fail("No account has this e-mail.")
            now = clock_of(settings).now()
            code, expires_at = await issue_code(session, account_id, "password_reset", None, now)
        return {"code": code, "expires_at": expires_at.isoformat()}

    _print(_with_database(issue))


@app.command()
def healthcheck(process: Literal["api", "worker"]) -> None:
    """Tell by the exit code whether the API could serve, or a worker's heart beats."""

    async def check(sessions: Sessions, settings: Settings) -> bool:
        health = await read_health(sessions, clock_of(settings).now())
        return health.worker if process == "worker" else health.ready

    healthy = _with_database(check)
    typer.echo(f"{process}: {'ok' if healthy else 'unavailable'}")
    raise typer.Exit(0 if healthy else 1)


@app.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    sys.stdout.write(openapi_document(create_app(Settings(environment="demo"))))


@app.command("settings-docs")
def settings_docs() -> None:
    """Print the table of settings as Markdown."""
    sys.stdout.write(settings_table())


async def _serve(
    settings: Settings,
    host: str,
    port: int,
    with_worker: bool,
    listeners: list[socket.socket] | None = None,
) -> None:
    sessions, clock, library = open_sessions(settings), clock_of(settings), load()
    server = build_server(create_app(settings, sessions, clock, library), settings, host, port)
    # uvicorn re-raises the signal after its shutdown; it must not end the process before the drain.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    pushing = build_worker(settings, sessions, clock, library) if with_worker else None
    working = asyncio.create_task(pushing.run()) if pushing else None
    quieten_collector()
    try:
        await server.serve(listeners)
    finally:
        leave_within(LEAVE_S)
        if pushing and working:
            pushing.stop()
            await working
        await sessions.engine.dispose()


async def _work(settings: Settings) -> None:
    sessions = open_sessions(settings)
    pushing = build_worker(settings, sessions, clock_of(settings), load())
    loop = asyncio.get_running_loop()

    def stop() -> None:
        pushing.stop()
        leave_within(LEAVE_S)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    quieten_collector()
    try:
        await pushing.run()
    finally:
        await sessions.engine.dispose()


def _show_metrics(port: int) -> None:
    try:
        start_http_server(port, "127.0.0.1")
    except OSError as error:
        _fail(f"CARRYOVER_WORKER_METRICS_PORT: cannot listen on {port} ({error.strerror}).")


def _with_database(job: Callable[[Sessions, Settings], Awaitable[T]]) -> T:
    """Run a job on the database of the settings."""
    settings = _settings()

    async def run() -> T:
        sessions = open_sessions(settings)
        try:
            return await job(sessions, settings)
        finally:
            await sessions.engine.dispose()

    return _run(run)


def _run(job: Callable[[], Awaitable[T]]) -> T:
    """Run a job to its end; an error that an operator can fix becomes one line and exit code 1."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(job())  # type: ignore[arg-type]
    except (ContentError, CannotPush) as error:
        _fail(str(error))
    except Problem as refusal:
        _fail(refusal.problem_title)
    except Exception as error:
        if not is_unavailable(error):
            raise
        _fail("The database cannot be reached, or is not migrated: run `carryover migrate`.")


def _settings(**given: Any) -> Settings:
    try:
        return Settings(**given)
    except ValidationError as error:
        _fail("; ".join(f"{_setting(e['loc'])}{e['msg']}" for e in error.errors()))


def _setting(loc: tuple[Any, ...]) -> str:
    return f"CARRYOVER_{str(loc[0]).upper()}: " if loc else ""


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return password


def _print(found: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(found) + "\n")


def _fail(message: str) -> NoReturn:
    typer.echo(message.removeprefix("Value error, "), err=True)
    raise typer.Exit(1)
