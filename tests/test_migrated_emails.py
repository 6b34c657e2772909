"""E-mails and codes of before 0014."""

from datetime import UTC, datetime
from uuid import UUID

from alembic import command
from sqlalchemy import Connection, insert, text

from api.platform.migrate import alembic_config
from api.tables import Account, OneTimeCode
from tests.test_migrations import ONE, on_connection, someone


def test_emails_are_brought_to_their_form_where_it_is_free(database_url: str) -> None:
    kept = {
        "jo\u0308rg@xn--mller-kva.de": "jörg@müller.de",
        "ben@example.org": "ben@example.org",
        # Another account's already: it is left, and does no harm.
        "e\u0301va@x.de": "e\u0301va@x.de",
        "éva@x.de": "éva@x.de",
        "not an address": "not an address",
    }
    on_connection(database_url, someone)
    on_connection(database_url, lambda connection: with_emails(connection, list(kept)))
    for way, to in ((command.downgrade, "0013"), (command.upgrade, "head")):
        on_connection(database_url, lambda connection: way(alembic_config(connection), to))  # noqa: B023
    query = text("SELECT name, email FROM accounts WHERE email IS NOT NULL")
    found = on_connection(database_url, lambda connection: connection.execute(query).all())
    assert {row.name: row.email for row in found} == kept


def with_emails(connection: Connection, emails: list[str]) -> None:
    """Store therapists with these e-mails, each named by hers."""
    made = {"created_at": datetime(2026, 3, 2, tzinfo=UTC), "practice_id": ONE, "timezone": "UTC"}
    who = {"role": "therapist", "admin": False, "locale": "en", "password_hash": "none"}
    for number, email in enumerate(emails, start=2):
        one = {"id": UUID(int=number), "name": email, "email": email}
        connection.execute(insert(Account).values(made | who | one))


def test_a_code_of_before_has_no_tries_behind_it(database_url: str) -> None:
    on_connection(database_url, someone)
    made = {"created_at": datetime(2026, 3, 2, tzinfo=UTC), "account_id": ONE, "purpose": "invite"}
    code = {"id": ONE, "code_hash": "x", "expires_at": datetime(2026, 3, 5, tzinfo=UTC)}
    on_connection(
        database_url,
        lambda connection: connection.execute(insert(OneTimeCode).values(made | code)),
    )
    for way, to in ((command.downgrade, "0013"), (command.upgrade, "head")):
        on_connection(database_url, lambda connection: way(alembic_config(connection), to))  # noqa: B023
    query = text("SELECT email_tries FROM one_time_codes")
    assert on_connection(database_url, lambda connection: connection.scalar(query)) == 0
