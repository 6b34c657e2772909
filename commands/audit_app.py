"""`carryover audit`: its command, and what it takes. The work is done in `audits.py`."""

from typing import Annotated

import typer

audit = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Tell whether the audit is still what it was.",
)


@audit.command("verify")
def verify(
    end: Annotated[
        list[str] | None,
        typer.Option(help="An end of the chain that was noted elsewhere; may be repeated."),
    ] = None,
    seal_anew: Annotated[
        bool, typer.Option("--seal-anew", help="First accept the end that the chain has now.")
    ] = False,
) -> None:
    """Follow the chain of the audit. Prints as JSON how many links it has; ends with 1 if broken.

    Only an end that was noted elsewhere shows a cut by somebody who could write all tables.
    """
    from commands.audits import verify_audit

    verify_audit(end or [], seal_anew)
