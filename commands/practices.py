"""What an operator does for people: a practice's beginning, a lost password or second factor."""

import sys

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import record
from api.accounts.codes import issue_code
from api.accounts.passwords import ACCEPTED, hash_password, weakness
from api.accounts.practices import NewPractice, create_practice, objection_to
from api.accounts.second_factors import forget_second_factor
from api.platform.clock import clock_of
from api.platform.db import Sessions, transaction
from api.platform.emails import NotAnEmail, normal_email
from api.platform.http.errors import Problem
from api.platform.instants import utc_text
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
    settings, known = read_settings(), _known_email(email)

    async def issue(sessions: Sessions) -> dict[str, str]:
        async with transaction(sessions) as session:
            account = await _whose(session, known)
            now = clock_of(settings).now()
            code, expires_at = await issue_code(session, account.id, "password_reset", None, now)
        return {"code": code, "expires_at": utc_text(expires_at)}

    show(run_with_database(settings, issue))


def reset_factor(email: str) -> None:
    """Remove a person's second factor and her recovery codes, note it, and print whose it was."""
    settings, known = read_settings(), _known_email(email)

    async def reset(sessions: Sessions) -> dict[str, str]:
        async with transaction(sessions) as session:
            account = await _whose(session, known)
            if not await forget_second_factor(session, account.id):
                fail("This account has no second factor.")
            now, practice_id = clock_of(settings).now(), account.practice_id
            about = {"therapist_id": str(account.id)}
            action = "reset second factor"
            record(session, now, action, practice_id=practice_id, actor_id=None, subject=about)
        return about

    show(run_with_database(settings, reset))


async def _whose(session: AsyncSession, email: str) -> Account:
    """Return whose e-mail it is, or end."""
    await require_schema(session)
    account = await session.scalar(select(Account).where(Account.email == email))
    if account is None:
        fail("No account has this e-mail.")
    return account


def _known_email(typed: str) -> str:
    try:
        return normal_email(typed)
    except NotAnEmail:
        fail("This is no e-mail address.")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    typer.echo(ACCEPTED, err=True)
    try:
        password: str = typer.prompt(
            "Password", hide_input=True, confirmation_prompt=True, err=True
        )
    except typer.Abort:
        fail("No password was typed. Where there is no terminal, use --password-stdin.")
    return password
