"""Sign-ins of before 0015, and those that the version before begins while it still serves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import Connection, insert, select, text

from api.platform.migrate import alembic_config
from api.tables import Account, RefreshToken, SignIn
from tests.test_migrations import ONE, on_connection, someone

BEGAN = datetime(2026, 3, 2, 8, 0, 0, 123000, tzinfo=UTC)
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
THERAPIST = UUID(int=2)


def sign_in(number: int, account: UUID = ONE, began: datetime = BEGAN) -> dict[str, Any]:
    return {"id": UUID(int=number), "created_at": began, "account_id": account}


def token(
    number: int, parent: int | None, hours: int = 0, *, used: bool = False, of: int = 10
) -> dict[str, Any]:
    """Return a token as the version before stored it, so many hours after its sign-in."""
    made = BEGAN + hours * AN_HOUR
    return {
        "id": UUID(int=number),
        "created_at": made,
        "sign_in_id": UUID(int=of),
        "parent_id": parent and UUID(int=parent),
        "token_hash": str(number),
        "expires_at": made + 90 * A_DAY,
        "first_used_at": made + AN_HOUR if used else None,
    }


def of_before(connection: Connection, sign_ins: list[Any], tokens: list[Any]) -> None:
    """Insert rows with the columns that the version before knows, and no others."""
    for model, rows in ((SignIn, sign_ins), (RefreshToken, tokens)):
        for row in rows:
            connection.execute(insert(model.__table__).values(row))


def a_therapist(connection: Connection) -> None:
    person = {"practice_id": ONE, "role": "therapist", "admin": False, "name": "Ben"}
    more = {"id": THERAPIST, "created_at": BEGAN, "locale": "en", "timezone": "UTC"}
    connection.execute(insert(Account).values(person | more))


def generations(connection: Connection) -> dict[int, int]:
    rows = connection.execute(select(RefreshToken.id, RefreshToken.generation))
    return {row.id.int: row.generation for row in rows}


def ends(connection: Connection) -> dict[int, tuple[datetime, datetime]]:
    rows = connection.execute(select(SignIn.id, SignIn.last_used_at, SignIn.expires_at))
    return {row.id.int: (row.last_used_at, row.expires_at) for row in rows}


@pytest.fixture
def before(database_url: str) -> Iterator[str]:
    """A database of the version before, with a client and a therapist, migrated in the test."""
    on_connection(database_url, someone)
    on_connection(database_url, a_therapist)
    on_connection(database_url, lambda each: command.downgrade(alembic_config(each), "0013"))
    yield database_url
    up(database_url)


def up(url: str) -> None:
    on_connection(url, lambda each: command.upgrade(alembic_config(each), "head"))


def test_the_families_of_before_get_their_generations(before: str) -> None:
    line = [token(20, None, used=True), token(21, 20, 2, used=True), token(22, 20, 3)]
    line += [token(23, 21, 4, used=True), token(24, 23, 5)]
    # A change of the password is beyond what there was; another sign-in counts for itself.
    changed = [token(30, None, 6, used=True), token(31, 30, 7)]
    other = [token(40, None, 1, of=11)]
    rows = ([sign_in(10), sign_in(11)], line + changed + other)
    on_connection(before, lambda connection: of_before(connection, *rows))
    up(before)
    found = on_connection(before, generations)
    assert found == {20: 0, 21: 1, 22: 1, 23: 2, 24: 3, 30: 5, 31: 6, 40: 0}


def test_the_sign_ins_of_before_get_their_end(before: str) -> None:
    long_ago = BEGAN - 40 * A_DAY
    sign_ins = [sign_in(10), sign_in(11, THERAPIST), sign_in(12, THERAPIST, long_ago), sign_in(13)]
    tokens = [token(20, None, used=True), token(21, 20, 5), token(22, None, 3, of=11)]
    tokens.append(token(23, None, 3, of=12))
    on_connection(before, lambda connection: of_before(connection, sign_ins, tokens))
    up(before)
    assert on_connection(before, ends) == {
        10: (BEGAN + 5 * AN_HOUR, BEGAN + 5 * AN_HOUR + 90 * A_DAY),
        11: (BEGAN + 3 * AN_HOUR, BEGAN + 15 * AN_HOUR),
        12: (BEGAN + 3 * AN_HOUR, long_ago + 30 * A_DAY),
        13: (BEGAN, BEGAN + 90 * A_DAY),
    }


def test_what_the_version_before_adds_is_filled(database_url: str) -> None:
    on_connection(database_url, someone)
    on_connection(database_url, a_therapist)
    # A successor, its sibling, one of a change of the password; of a first one nothing is known.
    line = [token(20, None, used=True), token(21, 20, 2, used=True), token(22, 21, 3)]
    line += [token(23, 20, 4), token(24, None, 5)]
    rows = ([sign_in(10), sign_in(11, THERAPIST)], line)
    on_connection(database_url, lambda connection: of_before(connection, *rows))
    assert on_connection(database_url, generations) == {20: 0, 21: 1, 22: 2, 23: 2, 24: 2}
    assert on_connection(database_url, ends) == {
        10: (BEGAN, BEGAN + 90 * A_DAY),
        11: (BEGAN, BEGAN + 12 * AN_HOUR),
    }


def test_what_came_of_a_token_stays_when_that_is_forgotten(before: str) -> None:
    rows = ([sign_in(10)], [token(20, None, used=True), token(21, 20, 2)])
    on_connection(before, lambda connection: of_before(connection, *rows))
    up(before)
    gone = text("DELETE FROM refresh_tokens WHERE token_hash = '20'")
    on_connection(before, lambda connection: connection.execute(gone))
    assert on_connection(before, generations) == {21: 1}


def test_all_of_it_goes_down_and_up_again(before: str) -> None:
    line = [token(20, None, used=True), token(21, 20, 2, used=True), token(22, 21, 4)]
    rows = ([sign_in(10)], line)
    on_connection(before, lambda connection: of_before(connection, *rows))
    up(before)
    gone = text("DELETE FROM refresh_tokens WHERE token_hash = '20'")
    on_connection(before, lambda connection: connection.execute(gone))
    on_connection(before, lambda each: command.downgrade(alembic_config(each), "0013"))
    up(before)
    assert on_connection(before, generations) == {21: 0, 22: 1}
