"""Keys that an operator makes once, and keeps."""

from dataclasses import asdict

from api.platform.vapid import new_key_pair
from commands.running import show


def make_web_push_key() -> None:
    """Make a key of web push, and print both halves as JSON."""
    show(asdict(new_key_pair()))
