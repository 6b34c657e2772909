"""The health checks: run every few seconds, so that they import no more than they need."""

import typer

from api.operations.health import Health, ask_health
from api.platform.clock import clock_of
from commands.running import read_settings, run_with_database


def check(process: str) -> None:
    """Print whether the API could serve, or a worker's heart beats; end with 1 if not."""
    settings = read_settings()
    health = run_with_database(
        settings, lambda sessions: ask_health(sessions, clock_of(settings).now())
    )
    wrong = _wrong(health, process)
    typer.echo(f"{process}: {wrong or 'ok'}")
    raise typer.Exit(1 if wrong else 0)


def _wrong(health: Health, process: str) -> str | None:
    if not health.migrations:
        return "unavailable, the database lacks this version's schema: run `carryover migrate`"
    if process == "worker" and not health.worker:
        return "unavailable, no worker was heard of in the last minute"
    return None
