"""Keys that an operator makes once, and keeps."""

from dataclasses import asdict

from api.platform.ids import new_secret_key
from api.platform.keys import id_of
from api.platform.vapid import new_key_pair
from commands.running import show


def make_web_push_key() -> None:
    """Make a key of web push, and print both halves as JSON."""
    show(asdict(new_key_pair()))


def print_new_key() -> None:
    """Make a secret key, and print it with the id by which tokens will name it."""
    key = new_secret_key()
    show({"secret_key": key, "key_id": id_of(key)})
