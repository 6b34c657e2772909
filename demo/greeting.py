"""The text that the demo prints when it is ready: where to click, who to be, and what to try."""

import io
import shlex
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import segno
from sqlalchemy import select

from api.platform.db import open_sessions, transaction
from api.platform.settings import Settings
from api.tables import Account
from demo.calendars import date_of
from demo.stories import ADMIN, COLLEAGUE, MARTA, PASSWORD
from demo.stories.practice import PRACTICE

PRETTY = "python3 -m json.tool"
SIGN_INS = (
    ("therapist, admin", ADMIN.email),
    ("therapist", COLLEAGUE.email),
    ("client", MARTA.email),
)
READ_ACCESS = "python3 -c 'import json, sys; print(json.load(sys.stdin)[\"access_token\"])'"


async def greeting(settings: Settings, today: date) -> str:
    """Return the text; `settings.public_url` is where pages and API answer."""
    client_id = await _id_of(settings, MARTA.email)
    url = settings.public_url.rstrip("/")
    return "\n".join(
        [
            "",
            f"Carryover is ready: open {url}/ and sign in as",
            *(f"  {who:<18} {email:<24} {PASSWORD}" for who, email in SIGN_INS),
            "",
            f"The pages are for therapists. The client's app: {url}/app/",
            *_qr_code(f"{url}/app/"),
            "",
            f"{PRACTICE}: two therapists, six clients, twelve weeks until {today}.",
            "",
            f"What phones send and get is JSON. Every endpoint, to try in a browser: {url}/docs",
            "By hand, in another terminal (a token lasts 15 minutes):",
            *(f"  {what}\n    {command}" for what, command in commands(url, client_id, today)),
            "",
            "Pushes are printed here as JSON lines. Ctrl-C ends the demo.",
            "",
        ]
    )


def commands(url: str, client_id: UUID, today: date) -> list[tuple[str, str]]:
    """Return (what to try, shell command) pairs; the first two sign in for the others."""
    from_on = date_of(0, today)
    client = f"{url}/v1/clients/{client_id}"
    signed, hers = '-H "authorization: Bearer $TOKEN"', '-H "authorization: Bearer $MARTA"'
    push = f"{url}/v1/me/devices/{MARTA.installation}/test-push"
    name = MARTA.name.partition(" ")[0]
    return [
        (f"Sign in as {ADMIN.name}", f"TOKEN=$({_sign_in(url, ADMIN.email)})"),
        (f"and as {MARTA.name}", f"MARTA=$({_sign_in(url, MARTA.email)})"),
        ("The clients in care", f"curl -s {url}/v1/clients {signed} | {PRETTY}"),
        (
            f"One page on {name} before her next session",
            f"curl -s {client}/brief {signed} | {PRETTY}",
        ),
        (
            f"What {name} did of her plan, and why not the rest",
            f"curl -s '{client}/adherence?from={from_on}' {signed} | {PRETTY}",
        ),
        (
            f"{name}'s pain, sleep and stress",
            f"curl -s '{client}/trends?from={from_on}' {signed} | {PRETTY}",
        ),
        (
            "What stopped for safety, who ignores reminders, and when it was seen",
            f"curl -s '{url}/v1/alerts?status=all' {signed} | {PRETTY}",
        ),
        (
            f"What {name} was reminded of, and why not of the rest",
            f"curl -s {client}/reminders {signed} | {PRETTY}",
        ),
        (f"{name}'s home screen", f"curl -s {url}/v1/me/today {hers} | {PRETTY}"),
        (
            "What her phone will remind her of",
            f"curl -s {url}/v1/me/reminders/upcoming {hers} | {PRETTY}",
        ),
        ("A push to her phone", f"curl -s -X POST {push} {hers} | {PRETTY}"),
    ]


def _qr_code(text: str) -> Iterator[str]:
    """Yield the lines of a QR code that a phone finds on a screen, be it dark or light."""
    drawn = io.StringIO()
    segno.make_qr(text).terminal(drawn, compact=True, border=2)
    yield from drawn.getvalue().rstrip("\n").split("\n")


def _sign_in(url: str, email: str) -> str:
    body = shlex.quote(f'{{"email": "{email}", "password": "{PASSWORD}"}}')
    json = "-H 'content-type: application/json'"
    return f"curl -s {url}/v1/auth/sign-in {json} -d {body} | {READ_ACCESS}"


async def _id_of(settings: Settings, email: str) -> UUID:
    sessions = open_sessions(settings)
    try:
        async with transaction(sessions, write=False) as session:
            found = await session.scalars(select(Account.id).where(Account.email == email))
            return found.one()
    finally:
        await sessions.engine.dispose()
