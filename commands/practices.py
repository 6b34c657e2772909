"""What an operator does for people: a practice's beginning, a lost password."""

import sys

import typer
from sqlalchemy import select

from api.accounts.codes import issue_code
from api.accounts.passwords import ACCEPTED, hash_password, weakness
from api.accounts.practices import NewPractice, create_practice, objection_to
from api.platform.clock import clock_of
from api.platform.db import Sessions, transaction
from api.platform.emails import NotAnEmail, normal_email
from api.platform.http.errors import Problem
from api.platform.schema import require_schema
from api.tables import Account
from commands.running import fail, read_settings, run_with_database, show


def open_practice(
    name: str, email: str, timezone: str, therapist: str, country: str | None, from_stdin: bool
) -> None:
    """Open a practice with its first therapist, and print their ids."""
    settings = read_settings()
    if objection := objection_to(name, email, timezone, country):
        fail(objection)
    password, email = _password(from_stdin), normal_email(email)
    if code := weakness(password, email):
        fail(f"{code}: {ACCEPTED}")

    async def create(sessions: Sessions) -> dict[str, str]:
        hashed, letters = await hash_password(password), country and country.upper()
        new = NewPractice(name.strip(), timezone, therapist, email, hashed, letters)
        async with transaction(sessions) as session:
            await require_schema(session)
            practice, admin = await create_practice(session, new, clock_of(settings).now())
        return {"practice_id": str(practice), "therapist_id": str(admin), "email": email}

    try:
        show(run_with_database(settings, create))
    except Problem as refusal:
        fail(refusal.problem_title)


def issue_reset(email: str) -> None:
    """Make a one-time code with which a person sets a new password, and print it."""
    settings = read_settings()
    try:
        known = normal_email(email)
    except NotAnEmail:
        fail("This is no e-mail address.")

    async def issue(sessions: Sessions) -> dict[str, str]:
        async with transaction(sessions) as session:
            await require_schema(session)
            account_id = await session.scalar(select(Account.id).where(Account.email == known))
            if account_id is None:
                fail("No account has this e-mail.")
            now = clock_of(settings).now()
            code, expires_at = await issue_code(session, account_id, "password_reset", None, now)
        return {"code": code, "expires_at": expires_at.isoformat()}

    show(run_with_database(settings, issue))


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return password
