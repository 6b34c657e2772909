"""Bringing the database to the schema of this version."""

import typer

from api.platform.migrate import upgrade
from commands.running import read_settings, run_with_database


def apply_migrations() -> None:
    """Apply the migrations that the database lacks."""
    run_with_database(read_settings(), upgrade)
    typer.echo("The database has this version's schema.", err=True)
