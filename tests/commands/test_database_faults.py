"""What an operator is told: one line that names what to mend, and exit code 1."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from tests.commands.acting import PRACTICE, told_by
from tests.databases import named
from tests.processes import environment

PASSWORD = "hunter2-in-the-url"
URL = "CARRYOVER_DATABASE_URL: "
KNOWN = "it has to begin with postgresql:// or sqlite:///"
NO_URL = "this is no URL of a database"
WHO = f"x:{PASSWORD}"

# What cannot be read as the URL of a database, and what has to be said of it.
URLS = [
    (f"mysql://{WHO}@h/y", KNOWN),
    (f"postgress://{WHO}@h/y", KNOWN),
    (f"postgresql+psycopg2://{WHO}@h/y", KNOWN),
    ("carryover.db", KNOWN),
    ("postgresql:/x", KNOWN),
    (f"postgresql://{WHO}@h:54e2/y", NO_URL),
    (f"postgresql://{WHO}@h:99999/y", NO_URL),
    (f"postgresql://{WHO}@h..x/y", NO_URL),
    (f"postgresql://{WHO}", NO_URL),
    ("postgresql://x@/y?host=a,b&host=c", NO_URL),
    (f"postgresql://{WHO}@h/y?prepared_statement_cache_size=few", NO_URL),
    (f"postgresql://{WHO}@h/y?sslmode=require", "TLS is demanded by ssl=require"),
    (f"postgresql://{WHO}@h/y?ssl=perhaps", "must be one of: disable, allow"),
    ("sqlite://", "it names no file"),
    ("sqlite:///", "it names no file"),
]


@pytest.mark.parametrize(("url", "words"), URLS)
def test_a_url_that_cannot_be_used_is_said_without_repeating_it(url: str, words: str) -> None:
    line = told_by("migrate", env=environment(url), secret=PASSWORD)
    assert line.startswith(URL)
    assert words in line


def test_a_piece_of_a_password_with_an_at_sign_does_not_pass_for_the_host() -> None:
    url = f"postgresql://x:a@{PASSWORD}/b@127.0.0.1:1/y"
    assert "the host of the URL" in told_by("migrate", env=environment(url), secret=PASSWORD)


SERVE, WORK = ("serve", "--port", "0"), ("worker",)
# Whom and what a running PostgreSQL refuses: the command, the role and password, the database.
REFUSED = [
    (("migrate",), "nobody", "empty", 'role "nobody" does not exist'),
    (("migrate",), "postgres", "nosuch", 'database "nosuch" does not exist'),
    (("migrate",), f"knows_password:{PASSWORD}", "empty", "Correct the password in the URL"),
    (("migrate",), "knows_password", "empty", "Correct the password in the URL"),
    (("migrate",), "wants_tls", "empty", "?ssl=require asks for TLS"),
    (("migrate",), "reads_only", "empty", "permission denied"),
    (("healthcheck", "worker"), "nobody", "empty", 'role "nobody" does not exist'),
    (SERVE, "nobody", "empty", 'role "nobody" does not exist'),
    (WORK, "postgres", "nosuch", 'database "nosuch" does not exist'),
    (PRACTICE, f"knows_password:{PASSWORD}", "empty", "Correct the password in the URL"),
]


@pytest.mark.parametrize(("command", "role", "database", "words"), REFUSED)
def test_what_postgresql_refuses_is_said_in_its_words(
    strict: str, command: tuple[str, ...], role: str, database: str, words: str
) -> None:
    url = named(strict, database).replace("postgres@", f"{role}@", 1)
    line = told_by(*command, env=environment(url), secret=PASSWORD)
    assert line.startswith(f"{URL}PostgreSQL says: ")
    assert words in line


@pytest.mark.parametrize("command", [SERVE, WORK, PRACTICE])
@pytest.mark.parametrize("server", ["sqlite", "postgresql"])
def test_a_database_without_its_schema_ends_what_needs_it(
    strict: str, tmp_path: Path, server: str, command: tuple[str, ...]
) -> None:
    url = strict if server == "postgresql" else f"sqlite:///{tmp_path}/empty.db"
    line = told_by(*command, env=environment(url))
    told = "this database lacks this version's schema. Run `carryover migrate`."
    assert line == f"{URL}{told}"


@contextmanager
def answering(reply: bytes | None) -> Iterator[int]:
    """Listen on a port that answers each first message so; None for never."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            while True:
                try:
                    caller, _ = listener.accept()
                except OSError:
                    return
                with caller:
                    caller.recv(100)
                    caller.sendall(reply or b"")

        if reply is not None:
            Thread(target=answer, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


# What a host does when it is asked, what the URL demands, the words.
HOSTS = [
    (None, "", "does not answer within 5 s"),
    (b"N", "?ssl=require", "speaks no TLS. Turn it on there"),
    (b"", "", "the connection was cut"),
]


@pytest.mark.parametrize(("reply", "demanded", "words"), HOSTS)
def test_a_host_that_is_no_postgresql_is_not_waited_for(
    reply: bytes | None, demanded: str, words: str
) -> None:
    with answering(reply) as port:
        url = f"postgresql://{WHO}@127.0.0.1:{port}/y{demanded}"
        line = told_by("migrate", env=environment(url), secret=PASSWORD)
    assert line.startswith(URL)
    assert words in line
    assert f"127.0.0.1:{port}" in line


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        ("127.0.0.1:1/y", "127.0.0.1:1"),
        ("no.such.host.invalid/y", "no.such.host.invalid:5432"),
        ("/y?host=/nosuch", "/nosuch"),
    ],
)
def test_where_nobody_listens_is_said(where: str, shown: str) -> None:
    line = told_by("migrate", env=environment(f"postgresql://{WHO}@{where}"), secret=PASSWORD)
    assert line.startswith(f"{URL}no PostgreSQL answers at {shown} (")
