"""Signing in, refreshing tokens, and what codes are for."""

from functools import cache
from typing import Any

from argon2 import PasswordHasher
from httpx2 import AsyncClient, Response
from sqlalchemy import update

from api.accounts.codes import issue_code
from api.platform.db import transaction
from api.tables import Account
from tests.acting.care import Care, Json, body_of
from tests.cast import Person

AUTH = "/v1/auth"
BEN, EVE, ANA = "ben@example.org", "eve@example.org", "ana@example.org"
PASSWORD, OTHER = "four seas, one quiet boat", "eleven herons at low tide"


@cache
def cheap_hash(password: str) -> str:
    """Return a hash that is fast to verify: Argon2 stores its cost parameters in the hash."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


async def give_password(care: Care, person: Person, email: str) -> None:
    """Give someone an e-mail and PASSWORD."""
    values = {"email": email, "password_hash": cheap_hash(PASSWORD)}
    await change_account(care, person, **values)


async def change_account(care: Care, person: Person, **values: Any) -> None:
    async with transaction(care.sessions) as session:
        await session.execute(update(Account).where(Account.id == person.id).values(values))


async def sign_in(http: AsyncClient, email: str = BEN, password: str = PASSWORD) -> Response:
    return await http.post(f"{AUTH}/sign-in", json={"email": email, "password": password})


async def refresh(http: AsyncClient, token: str) -> Response:
    return await http.post(f"{AUTH}/refresh", json={"refresh_token": token})


async def see(http: AsyncClient, token: str, path: str = "/v1/vocabulary") -> Response:
    """Send a GET that every signed-in person may make."""
    return await http.get(path, headers={"authorization": f"Bearer {token}"})


async def invite(care: Care, person: Person | None = None) -> str:
    """Return the code of a fresh invite that Ben made."""
    made = await care.ben.post(f"/v1/clients/{(person or care.ana).id}/invites")
    code: str = body_of(made, 201)["code"]
    return code


async def redeem(http: AsyncClient, code: str, **more: Any) -> Response:
    body = {"code": code, "timezone": "Europe/Berlin"} | more
    return await http.post(f"{AUTH}/redeem-invite", json=body)


async def issued(
    care: Care, person: Person, purpose: Any = "password_reset", maker: Person | None = None
) -> str:
    """Return a fresh code of someone's, made by `maker`, or by the operator."""
    made_by = maker.id if maker else None
    async with transaction(care.sessions) as session:
        code, _ = await issue_code(session, person.id, purpose, made_by, care.clock.at)
    return code


async def reset(http: AsyncClient, code: str, password: str = OTHER) -> Response:
    return await http.post(f"{AUTH}/reset-password", json={"code": code, "password": password})


def alike(*answers: Response) -> bool:
    """Tell whether answers are equal in everything but their request id."""
    seen = [_without_id(answer) for answer in answers]
    return all(each == seen[0] for each in seen)


def _without_id(answer: Response) -> tuple[int, Json, dict[str, str]]:
    body = {name: value for name, value in answer.json().items() if name != "request_id"}
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return answer.status_code, body, headers
