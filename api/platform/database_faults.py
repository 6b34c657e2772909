"""What is wrong with the database, told to the operator: by SQLSTATE, SQLite's code, or errno."""

import os
import ssl
from pathlib import Path
from typing import Any

from sqlalchemy.exc import ArgumentError, InterfaceError

from api.platform.database_urls import SETTING, file_of, server_of, unreadable
from api.platform.db import is_unavailable
from api.platform.faults import Fault
from api.platform.settings import Settings

# What to do about a refusal of PostgreSQL, by the beginning of its SQLSTATE.
ADVICE = {
    "28P01": "Correct the password in the URL.",
    "28000": "Create the role, name another one, or let it in by pg_hba.conf; "
    "?ssl=require asks for TLS.",
    "3D000": "Create it with createdb, or name another one.",
    "42501": "Give the role of the URL that right.",
    "25006": "Name the server that takes writes, not its standby.",
}
# What is wrong with a SQLite file, by the beginning of SQLite's error name.
FILE_FAULTS = {
    "SQLITE_CANTOPEN": "cannot be opened. It has to be a file in a folder, "
    "and this user needs the right to write both.",
    "SQLITE_READONLY": "cannot be written. This user needs the right to write it and its folder, "
    "on a file system that is not mounted read-only.",
    "SQLITE_PERM": "cannot be used. This user needs the right to write it.",
    "SQLITE_NOTADB": "is no SQLite database. Name another file, or move it away.",
    "SQLITE_CORRUPT": "is damaged. Restore it from a backup.",
    "SQLITE_FULL": "cannot grow: the disk is full. Make room.",
    "SQLITE_IOERR": "cannot be read or written: the disk fails, or is full.",
}
OTHERWISE = "Start it, or correct host and port."
NO_TLS = "Turn it on there, or demand none in the URL."
LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED")
# Starting up, shutting down, too many connections, and a lock that others hold.
PASSING = ("57P", "53", "55P03", "40")


def fault_of(error: BaseException, settings: Settings) -> Fault | None:
    """Return what an operator has to know of an error; None for one that is the program's own."""
    if isinstance(error, Fault):
        return error
    if isinstance(error, ArgumentError):
        return unreadable()
    if isinstance(error, OSError):
        return _of_path(error, settings) if error.filename else _of_connection(error, settings)
    cause = getattr(error, "orig", error)
    found = _of_sqlite(cause, settings) or _of_server(cause)
    if found is None and is_unavailable(error):
        why = str(cause) if isinstance(error, InterfaceError) else "it does not answer as it should"
        found = Fault(f"{SETTING}: {why}.", passes=not isinstance(error, InterfaceError))
    return found


def _of_path(error: OSError, settings: Settings) -> Fault:
    named, why = Path(error.filename), os.strerror(error.errno or 0)
    told = f"{named} cannot be used ({why}). This user needs the right to write there."
    is_ours = settings.is_sqlite and file_of(settings).is_relative_to(named)
    return Fault(f"{SETTING}: {told}" if is_ours else told)


def _of_connection(error: OSError, settings: Settings) -> Fault:
    server = server_of(settings)
    if "rejected SSL upgrade" in str(error):
        return Fault(f"{SETTING}: what answers at {server} speaks no TLS. {NO_TLS}")
    if isinstance(error, ssl.SSLError):
        return Fault(f"{SETTING}: no TLS with {server} ({error.reason}).")
    if isinstance(error, TimeoutError):
        return Fault(f"{SETTING}: {server} does not answer within 5 s. {OTHERWISE}", passes=True)
    why = error.strerror or "the connection was cut"
    return Fault(f"{SETTING}: no PostgreSQL answers at {server} ({why}). {OTHERWISE}", passes=True)


def _of_sqlite(cause: Any, settings: Settings) -> Fault | None:
    code = getattr(cause, "sqlite_errorname", None) or ""
    if code.startswith(LOCKED):
        return Fault(f"{SETTING}: another process holds {file_of(settings)}.", passes=True)
    for beginning, told in FILE_FAULTS.items():
        if code.startswith(beginning):
            return Fault(f"{SETTING}: {file_of(settings)} {told}")
    return None


def _of_server(cause: Any) -> Fault | None:
    """Return the fault of which PostgreSQL itself has told, in its own words."""
    state = getattr(cause, "sqlstate", None) or ""
    for beginning, advice in ADVICE.items():
        if state.startswith(beginning):
            return Fault(f"{SETTING}: PostgreSQL says: {cause}. {advice}")
    if state.startswith(PASSING):
        return Fault(f"{SETTING}: PostgreSQL says: {cause}.", passes=True)
    return None
