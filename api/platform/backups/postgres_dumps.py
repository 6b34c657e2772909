"""All of a PostgreSQL database as pg_dump's own format, and back in one transaction."""

import subprocess
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from api.platform.backups.ages import Identity, decrypt, encrypt
from api.platform.backups.counted import Counted, Told
from api.platform.backups.files import BLOCK, Tell
from api.platform.backups.postgres_script import BEGIN, end_if_known, fault_of_script
from api.platform.backups.postgres_tools import fault_of_tool, find_as_new, find_tool, running
from api.platform.faults import Fault
from api.platform.settings import Settings

DUMP = (
    "--format=custom",
    "--no-owner",
    "--no-privileges",
    "--no-password",
    "--lock-wait-timeout=60s",
)
SCRIPT = ("--no-owner", "--no-privileges", "--exit-on-error", "--file=-")
# What rows hold is never repeated: of an error only its SQLSTATE.
RUN = (
    "--no-psqlrc",
    "--quiet",
    "--no-password",
    "--file=-",
    "--set=ON_ERROR_STOP=1",
    "--set=VERBOSITY=sqlstate",
)


@dataclass(frozen=True, slots=True)
class Source:
    """A backup of PostgreSQL: the file, and the keys that open it if it is encrypted."""

    path: Path
    identities: Sequence[Identity]


def dump(settings: Settings, server: int, target: BinaryIO, to: Sequence[Any], tell: Tell) -> None:
    """Write the database as it is at this moment into a file, encrypted if it is `to` anybody.

    Raises Fault and OSError.
    """
    tool = find_as_new("pg_dump", settings, server)
    with running(settings, tool, *DUMP, is_read=True) as (process, told):
        assert process.stdout
        reader = Counted(process.stdout, None, tell)
        if to:
            encrypt(reader, target, to)
        else:
            while block := reader.read(BLOCK):
                target.write(block)
        if process.wait() != 0:
            raise fault_of_tool("pg_dump", told())


def put_back(
    settings: Settings, server: int, source: Source, known: Collection[str], tell: Tell
) -> None:
    """Replace all tables by those of a backup, in one transaction.

    Until its end the database is what it was, also if this process is killed. Raises Fault if the
    backup is damaged, or of a migration that is not `known`.
    """
    made_by = find_as_new("pg_restore", settings, server)
    run_by = find_tool("psql", settings)
    with (
        running(settings, made_by, *SCRIPT, is_fed=True, is_read=True) as made,
        running(settings, run_by, *RUN, is_fed=True) as run,
    ):
        with _feeding(source, made[0], tell) as fed:
            is_taken = _pass_on(made[0], run[0])
            failed = made[0].wait() != 0
        if is_taken and (failed or fed()):
            # Nothing has been said of an end, so psql leaves the database as it was.
            run[0].kill()
            raise fed() or Fault(f"{source.path} is damaged: pg_restore cannot read all of it.")
        _end(run[0], known)
        if run[0].wait() != 0:
            raise fault_of_script(run[1](), source.path)


def _pass_on(made: subprocess.Popen[bytes], run: subprocess.Popen[bytes]) -> bool:
    """Pass the script on to psql; tell whether it took all of it."""
    assert made.stdout
    assert run.stdin
    try:
        run.stdin.write(BEGIN.encode())
        while block := made.stdout.read(BLOCK):
            run.stdin.write(block)
        run.stdin.flush()
    except BrokenPipeError:
        made.kill()
        return False
    return True


def _end(run: subprocess.Popen[bytes], known: Collection[str]) -> None:
    """Say that this was all, unless the migration is not known."""
    assert run.stdin
    with suppress(BrokenPipeError):
        run.stdin.write(end_if_known(known).encode())
        run.stdin.flush()
    with suppress(BrokenPipeError):
        run.stdin.close()


@contextmanager
def _feeding(
    source: Source, process: subprocess.Popen[bytes], tell: Tell
) -> Iterator[Callable[[], Exception | None]]:
    """Feed pg_restore while the block runs; yields what returns why not all was fed."""
    failed: list[Exception] = []

    def feed() -> None:
        assert process.stdin
        try:
            _feed(source, process.stdin, tell)
        except BrokenPipeError:
            # Why it stopped reading, it says itself.
            pass
        except (Fault, OSError) as error:
            failed.append(error)
            process.kill()
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close()

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    try:
        yield lambda: failed[0] if failed else None
    except BaseException:
        # Nobody reads what it makes, so that it would never take the rest.
        process.kill()
        raise
    finally:
        thread.join()


def _feed(source: Source, target: IO[bytes], tell: Tell) -> None:
    counted = Told(target, source.path.stat().st_size, tell)
    if source.identities:
        decrypt(source.path, counted, source.identities)
        return
    with source.path.open("rb") as file:
        while block := file.read(BLOCK):
            counted.write(block)
