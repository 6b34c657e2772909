"""A process that has imported every command, and forks one for each line on standard input.

A line is JSON: `command`, `env`, and `files`, which its standard input, output and error become.
It answers with the exit code.
"""

import gc
import json
import os
import pkgutil
import sys
import threading
from importlib import import_module
from typing import IO, Any

import carryover
import commands


def main() -> None:
    """Fork until standard input ends; a forked process leaves by the end of its command."""
    for module in pkgutil.iter_modules(commands.__path__):
        import_module(f"commands.{module.name}")
    assert threading.active_count() == 1, "a fork would keep the locks of other threads"
    # A child that collects would touch, and so copy, every page that holds an object of ours.
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            become(json.loads(line))
            carryover.app()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def become(request: dict[str, Any]) -> None:
    """Take on the environment, files and arguments of a command."""
    os.environ.clear()
    os.environ.update(request["env"])
    sys.stdin, sys.stdout, sys.stderr = map(opened, range(3), request["files"])
    sys.argv = ["carryover", *request["command"]]


def opened(fd: int, file: str) -> IO[str]:
    flags = os.O_WRONLY | os.O_CREAT if fd else os.O_RDONLY
    os.dup2(os.open(file, flags, 0o600), fd)
    return os.fdopen(fd, "w" if fd else "r", closefd=False)


if __name__ == "__main__":
    main()
