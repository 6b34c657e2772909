"""What a browser is asked about a page that it shows: functions that return what they found."""

from pathlib import Path


def script(name: str) -> str:
    """Return the text of a script of this folder."""
    return (Path(__file__).parent / f"{name}.js").read_text()
