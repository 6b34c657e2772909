"""Reading the database's URL, so that what is wrong with it is told without repeating it."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from api.platform.faults import Fault
from api.platform.settings import ROOT, Settings

SETTING = "CARRYOVER_DATABASE_URL"
CACHE = "prepared_statement_cache_size"
# What both SQLAlchemy and asyncpg take from a URL as text.
OPTIONS = {
    "gsslib",
    "host",
    "krbsrvname",
    "passfile",
    "port",
    CACHE,
    "service",
    "servicefile",
    "ssl",
    "target_session_attrs",
}


def read_url(settings: Settings) -> URL:
    """Return the URL with its asynchronous driver. Raises Fault, which repeats no part of it."""
    try:
        url = make_url(settings.async_database_url)
        (url.host or "").encode("idna")
        is_whole = 0 <= (url.port or 0) < 2**16 and int(str(url.query.get(CACHE, 0))) >= 0
    except (ArgumentError, ValueError):
        is_whole = False
    if not is_whole:
        raise unreadable()
    if settings.is_sqlite and not url.database:
        raise Fault(f"{SETTING}: it names no file. Write sqlite:///path.")
    if not settings.is_sqlite and not url.query.keys() <= OPTIONS:
        raise Fault(
            f"{SETTING}: what follows the ? is not all known. Known are "
            f"{', '.join(sorted(OPTIONS))}; TLS is demanded by ssl=require."
        )
    return url


def file_of(settings: Settings) -> Path:
    """Return the SQLite file of these settings; a path that does not begin with / is of ours."""
    return ROOT / (read_url(settings).database or "")


def unreadable() -> Fault:
    """Return what to say of a URL that cannot be read."""
    return Fault(
        f"{SETTING}: this is no URL of a database. Write postgresql://user:password@host/name, "
        "with %40 for an @ in the password, or sqlite:///path."
    )


def server_of(settings: Settings) -> str:
    """Return where the server of these settings is, for people to read."""
    url = read_url(settings)
    # Of two @ one belongs to the password: a piece of it would pass for the host.
    if settings.async_database_url.count("@") > 1:
        return "the host of the URL"
    host = url.host or url.query.get("host") or "localhost"
    hosts = host if isinstance(host, str) else ", ".join(host)
    return hosts if hosts.startswith("/") else f"{hosts}:{url.port or 5432}"
