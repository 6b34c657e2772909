"""PostgreSQL's own programs: found, compared with the server, and told of the database.

The password goes by their environment, never by their arguments, which every user can read.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from api.platform.database_urls import SETTING, read_url
from api.platform.faults import Fault
from api.platform.settings import Settings, environment_of_others

TOOLS = "CARRYOVER_POSTGRES_TOOLS"
# More than any program says of an error.
MOST = 1 << 16
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
# Of the URL, by the name of what asyncpg takes: what libpq calls it in the environment.
NAMED = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "database": "PGDATABASE",
    "ssl": "PGSSLMODE",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "servicefile": "PGSERVICEFILE",
    "krbsrvname": "PGKRBSRVNAME",
    "gsslib": "PGGSSLIB",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}


def find_tool(name: str, settings: Settings) -> str:
    """Return the path of a program. Raises Fault."""
    folder = settings.postgres_tools
    found = shutil.which(name, path=None if folder is None else str(folder))
    if found is None:
        where = f"in {folder}" if folder else "on the PATH"
        raise Fault(
            f"{TOOLS}: there is no {name} {where}. Install PostgreSQL's client programs "
            "(postgresql-client), or name the folder that has them."
        )
    return found


def find_as_new(name: str, settings: Settings, server: int) -> str:
    """Return the path of a program that knows a server of this version. Raises Fault."""
    tool = find_tool(name, settings)
    done = subprocess.run(  # noqa: S603 -- found by its name
        [tool, "--version"], capture_output=True, text=True, check=False
    )
    found = _VERSION.search(done.stdout)
    if found is None:
        raise Fault(f"{TOOLS}: {tool} does not tell its version.")
    if int(found[1]) < server:
        raise Fault(
            f"{TOOLS}: {tool} is of version {found[1]}, the server of {server}. It has to be as "
            f"new: install postgresql-client-{server}, or name its folder."
        )
    return tool


def environment_for(settings: Settings) -> dict[str, str]:
    """Return the environment in which PostgreSQL's programs find our database."""
    url = read_url(settings)
    told: Mapping[str, Any] = url.get_dialect()().create_connect_args(url)[1]
    ours = {name: _text(told[name]) for name in NAMED if told.get(name) is not None}
    known = {NAMED[name]: value for name, value in ours.items()}
    return environment_of_others(known | {"PGAPPNAME": "carryover", "PGCONNECT_TIMEOUT": "5"})


def fault_of_tool(tool: str, told: str) -> Fault:
    """Return what a program said last; of what it found in rows, only the SQLSTATE is known."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    said = next((line for line in lines if "error:" in line or "ERROR:" in line), "")
    return Fault(f"{SETTING}: {said or f'{tool} has failed'}.")


@contextmanager
def running(
    settings: Settings, *command: str, is_fed: bool = False, is_read: bool = False
) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], str]]]:
    """Run a program while the block lasts; yields it, and what returns what it said."""
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(  # noqa: S603 -- the same
            command,
            env=environment_for(settings),
            stderr=told,
            stdin=subprocess.PIPE if is_fed else subprocess.DEVNULL,
            stdout=subprocess.PIPE if is_read else subprocess.DEVNULL,
        )

        def said() -> str:
            told.seek(0)
            return told.read(MOST).decode(errors="replace")

        try:
            yield process, said
        finally:
            if process.poll() is None:
                process.kill()
            for pipe in (process.stdin, process.stdout):
                with suppress(BrokenPipeError):
                    if pipe:
                        pipe.close()
            process.wait()


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
