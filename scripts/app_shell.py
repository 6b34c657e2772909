"""Writes `app/shell.js`: the version of the app, and every file that starts it, with its hash.

The service worker keeps just these (`app/sw.js`). A test says when they are not the folder's.
"""

import hashlib
import json
from pathlib import Path

APP = Path(__file__).resolve().parent.parent / "app"
SHELL = APP / "shell.js"
# What the service worker itself is made of, and what stands outside of the app.
APART = {"sw.js", "shell.js", "reminding.js", "invite.js"}
# The system keeps those that it needs when the app is installed.
ICONS = {"icons/icon-512.png", "icons/maskable-512.png", "icons/apple-touch-icon.png"}
KEPT = {".html", ".css", ".js", ".webmanifest", ".svg", ".png"}
DIGITS = 12
# Half of a hash tells versions apart as well, and is carried over the wire.
HASH_DIGITS = 32


def shell() -> str:
    """Return the text of the file as it has to be."""
    hashes = {name: digest((APP / name).read_bytes()) for name in names()}
    version = hashlib.sha256(json.dumps(hashes).encode()).hexdigest()[:DIGITS]
    listed = json.dumps({"version": version, "files": hashes}, indent=2)
    return f"// Written by `make app`.\nself.SHELL = {listed};\n"


def digest(content: bytes) -> str:
    """Return the hash by which the service worker knows a file."""
    return hashlib.sha256(content).hexdigest()[:HASH_DIGITS]


def names() -> list[str]:
    """Return the names of all files that the app needs to start, relative to its folder."""
    found = (file.relative_to(APP) for file in APP.rglob("*") if file.suffix in KEPT)
    kept = (each.as_posix() for each in found if "node_modules" not in each.parts)
    return sorted(name for name in kept if name not in APART | ICONS)


if __name__ == "__main__":
    SHELL.write_text(shell())
