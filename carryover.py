"""Carryover: home care between two sessions of neuromuscular therapy."""

import gc
from pathlib import Path
from typing import Annotated, Literal

import typer

from commands.audit_app import audit
from commands.content_app import content

# What a command needs is imported when it runs: its health checks run every few seconds.
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=__doc__,
)
app.add_typer(content, name="content")
app.add_typer(audit, name="audit")
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"carryover {version('carryover')}")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Carryover: home care between two sessions of neuromuscular therapy."""


@app.command()
def demo(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    fresh: Annotated[bool, typer.Option("--fresh", help="Seed the example anew.")] = False,
) -> None:
    """Run everything on an example practice. Pushes are printed."""
    from commands.example import run_example

    run_example(host, port, fresh)


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    with_worker: Annotated[
        bool, typer.Option("--with-worker", help="Push reminders from this process too.")
    ] = False,
) -> None:
    """Serve the API."""
    from commands.serving import run_api

    run_api(host, port, with_worker)


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
    from commands.working import run_worker

    run_worker()


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from commands.schema import apply_migrations

    apply_migrations()


@app.command("create-practice")
def create_practice(
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
    """Open a practice with its first therapist. Prints their ids as JSON."""
    from commands.practices import open_practice

    open_practice(name, email, timezone, therapist, country, password_stdin)


@app.command("reset-password")
def reset_password(email: Annotated[str, typer.Option(help="Whose password.")]) -> None:
    """Make a one-time code for a new password. Prints it as JSON.

    It is for POST /v1/auth/reset-password.
    """
    from commands.practices import issue_reset

    issue_reset(email)


@app.command("web-push-key")
def web_push_key() -> None:
    """Make a key for pushes to browsers. Prints it as JSON.

    `private` is for CARRYOVER_WEB_PUSH_KEY: keep it secret, and keep it.
    With another one every browser has to subscribe anew.
    """
    from commands.keys import make_web_push_key

    make_web_push_key()


@app.command("new-secret-key")
def new_secret_key() -> None:
    """Make a key for CARRYOVER_SECRET_KEY. Prints it as JSON, and changes nothing.

    docs/operations/secret-keys.md tells how it takes the place of the one in use.
    """
    from commands.keys import print_new_key

    print_new_key()


@app.command("reset-second-factor")
def reset_second_factor(email: Annotated[str, typer.Option(help="Whose second factor.")]) -> None:
    """Remove a second factor and its recovery codes, for who has lost both. Noted in the audit.

    From then on the password alone signs in: be sure who asks.
    """
    from commands.practices import reset_factor

    reset_factor(email)


@app.command()
def healthcheck(process: Literal["api", "worker"]) -> None:
    """Tell by the exit code whether all is well.

    api: the API could serve, database and schema are there.

    worker: a worker of this database has been heard of in the last minute.
    """
    # It ends before there is anything to collect, and looking for it is a tenth of its cost.
    gc.disable()
    from commands.health import check

    check(process)


@app.command()
def backup(
    path: Annotated[Path, typer.Argument(help="A new file; one that stands is left alone.")],
    recipient: Annotated[
        list[str] | None,
        typer.Option(help="Public key of age that it is encrypted to, age1...; may be repeated."),
    ] = None,
) -> None:
    """Write all of the database into one file, while it is in use. Prints what it is as JSON.

    Of a SQLite file it is a SQLite file, of PostgreSQL what pg_dump writes.
    """
    from commands.backups import back_up

    back_up(path, recipient or [])


@app.command()
def restore(
    path: Annotated[Path, typer.Argument(help="A file that carryover backup wrote.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace all that the database has now.")
    ] = False,
    identity: Annotated[
        Path | None, typer.Option(help="File with the secret key of age that opens it.")
    ] = None,
) -> None:
    """Make the database what it was when a backup was made. Stop API and workers before.

    Brings it to this version's schema, and ends all sign-ins: nobody knows which ended since.
    """
    from commands.restoring import restore_from

    restore_from(path, force, identity)


@app.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from commands.documents import print_openapi

    print_openapi()


@app.command("settings-docs")
def settings_docs() -> None:
    """Print the table of settings as Markdown."""
    from commands.documents import print_settings

    print_settings()


@app.command("problem-docs")
def problem_docs() -> None:
    """Print the table of problem codes as Markdown."""
    from commands.documents import print_problems

    print_problems()
