"""`carryover content`: its commands, and what each takes. The work is done in `content.py`."""

from pathlib import Path
from typing import Annotated

import typer

content = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Check, draft, review and release what stands under content/.",
)
CONTENT = Path(__file__).resolve().parent.with_name("content")
Folder = Annotated[Path, typer.Option("--in", help="Another folder of content.")]


@content.command("check")
def check_content(
    path: Annotated[Path, typer.Argument(help="A folder of content, or one file of it.")] = CONTENT,
) -> None:
    """Tell everything that is wrong, with file, line and field.

    The words and doses of released versions are compared with what they were.
    """
    from commands.content import tell_faults

    tell_faults(path)


@content.command("new")
def new_item(
    slug: Annotated[str, typer.Argument(help="Its name in addresses, as chin-tuck.")],
    root: Folder = CONTENT,
) -> None:
    """Write the file of a new item, with every field and what belongs there."""
    from commands.content import write_draft

    write_draft(slug, root)


@content.command("review")
def review_item(
    slug: Annotated[str, typer.Argument(help="The item that was reviewed.")],
    reviewer: Annotated[str, typer.Option(help="The clinician who reviewed it, with her title.")],
    date: Annotated[str | None, typer.Option(help="When, as 2026-11-29; else today.")] = None,
    root: Folder = CONTENT,
) -> None:
    """Sign an item for a clinician who reviewed it.

    It counts for this version and what it says now: the rest of the file stays as it is.
    """
    from commands.content import sign

    sign(slug, reviewer, date, root)


@content.command("release")
def release_content(root: Folder = CONTENT) -> None:
    """Keep what every version says; what changes later needs a new version."""
    from commands.content import release

    release(root)
