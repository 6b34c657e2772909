"""One word goes into every text that can be sent to the real processes, and comes out nowhere.

`tests/access/test_leaks.py` does it within one process, and with what is refused; here the worker,
its pushes, the metrics of both, PDFs, and what other people are answered are looked at as well.
"""

import io
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from httpx2 import AsyncClient, Response
from pypdf import PdfReader
from sqlalchemy import select

from api.platform.clock import SetClock
from api.platform.db import Sessions
from api.tables import AuditEvent, FailedAttempts
from tests.abuse.texts import Json, body_schema, field_names, filled, free_texts, replaced
from tests.access_bodies import BENS
from tests.access_table import ROWS
from tests.access_world import World, build_world, with_secrets
from tests.acting.care import Care
from tests.acting.credentials import ANA, BEN, OTHER, PASSWORD, change_account, cheap_hash
from tests.acting.passkeys import options_to_sign_in
from tests.cast import Casting
from tests.databases import KEYS
from tests.google_keys import PROJECT, stand_in
from tests.pages.browsing import Browser
from tests.processes import BIN, environment, fcm, free_port, running, serving
from tests.waiting import WITHIN_S, until

CANARY = "zq7pelican"
EMAIL, SECRET, NEXT = f"{CANARY}@example.org", f"{CANARY} four seas", f"{CANARY} six herons"
WORDS = {BEN: EMAIL, ANA: f"ana-{EMAIL}", PASSWORD: SECRET, OTHER: NEXT}
# From here on rows take phones, plans and people away.
ENDING = "DELETE /v1/me/devices/{installation_id}"
# Who else there is, with whose records.
OTHERS = (("cy", "cy"), ("fay", "fay"), ("dora", "cy"), ("eve", "fay"))
LETTER = ("subject", "course", "findings", "pain", "closing")


@dataclass
class House:
    """The real processes on one database, the files they write, and all that was answered."""

    url: str
    folder: Path
    metrics: str
    accepted: Path
    clock_file: Path
    clock: SetClock
    answers: list[Response] = field(default_factory=list)

    def set_clock(self) -> None:
        """Have the processes' clock go on from the instant of the test's."""
        draft = self.clock_file.with_suffix(".draft")
        draft.write_text(str((self.clock.at - datetime.now(UTC)).total_seconds()))
        draft.replace(self.clock_file)

    def pushes(self) -> list[Json]:
        return [json.loads(line) for line in self.accepted.read_text().splitlines()]

    async def keep(self, answer: Response) -> None:
        await answer.aread()
        self.answers.append(answer)


@pytest.fixture
async def house(database_url: str, tmp_path: Path, clock: SetClock) -> AsyncIterator[House]:
    with ExitStack() as opened:
        clock_file, port = tmp_path / "clock", str(free_port())
        endpoint, accepted = opened.enter_context(fcm(tmp_path, clock_file))
        found = House("", tmp_path, f"http://127.0.0.1:{port}", accepted, clock_file, clock)
        found.set_clock()
        more = {"PUSH_TRANSPORT": "fcm", "FCM_ENDPOINT": endpoint, "REMINDER_SPREAD_S": "0"}
        more |= {"FIREBASE_AUTH_PROJECT": PROJECT, "FIREBASE_KEYS_ENDPOINT": stand_in().url}
        more |= {"CLOCK_FILE": str(clock_file), "WORKER_METRICS_PORT": port}
        env = environment(database_url, **more)
        found.url, _ = opened.enter_context(serving(env, tmp_path / "api.log"))
        worker = (BIN / "carryover", "worker")
        opened.enter_context(running(*worker, env=env, log=tmp_path / "worker.log"))
        yield found


@pytest.fixture
async def care(house: House, sessions: Sessions, clock: SetClock) -> AsyncIterator[Care]:
    async with AsyncExitStack() as opened:
        hooks: Any = {"response": [house.keep]}
        http = AsyncClient(base_url=house.url, timeout=WITHIN_S, event_hooks=hooks)
        await opened.enter_async_context(http)
        yield Care(await Casting(sessions, http, clock.now(), KEYS).full(), clock, sessions)


async def settled(care: Care) -> World:
    """Return the world with e-mails and passwords that have the canary in them."""
    world = await with_secrets(care, await build_world(care))
    for person, email in ((care.ben, WORDS[BEN]), (care.ana, WORDS[ANA])):
        await change_account(care, person, email=email, password_hash=cheap_hash(SECRET))
    return world


def operations() -> dict[str, Json]:
    document = json.loads(Path("docs/reference/openapi.json").read_text())
    return {
        f"{method.upper()} {path}": operation | {"schemas": document["components"]["schemas"]}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


async def say(world: World, names: list[str], known: dict[str, Json]) -> dict[str, str]:
    """Send each row's request with the canary in every text; return what was refused, and why."""
    refused = {}
    for name in names:
        row, operation = ROWS[name], known.get(name, {})
        who = row.by or _whoever(row.may)
        more: Json = {"headers": await world.condition(name)}
        schema = body_schema(operation)
        if row.body is not None and schema is not None:
            paths = list(free_texts(schema, operation["schemas"]))
            texts = {path: SECRET if "password" in path[-1] else CANARY for path in paths}
            body = replaced(row.body(world.anas, world.anas), WORDS)
            for path, text in texts.items():
                if path[-1] not in ("email", "password"):
                    body = filled(body, [path], NEXT if path[-1] == "new_password" else text)
            for change in body.get("changes", ()):
                change["body"] |= {"note": CANARY}
            more["json"] = body
        answer = await world.ask(name, who, **more)
        if not answer.is_success:
            refused[name] = answer.text
    return refused


def _whoever(may: str) -> str | None:
    return None if may == "public" else "ben" if may in ("therapist", "admin") else "ana"


async def say_badly(world: World, known: dict[str, Json]) -> None:
    """Send the canary in place of every field, whatever it has to be."""
    for name, operation in known.items():
        if "requestBody" in operation and "auth" not in name:
            fields = field_names(operation, operation["schemas"])
            body = dict.fromkeys(fields, CANARY) | {f"my {CANARY}": CANARY}
            who = "ben" if ROWS[name].may in ("therapist", "admin") else "ana"
            assert (await world.ask(name, who, json=body)).status_code >= 400, name


async def documents(care: Care, house: House) -> list[bytes]:
    """Return the PDFs of a brief and a letter with the canary in all of it."""
    async with AsyncClient(base_url=house.url, timeout=WITHIN_S) as http:
        browser, path = Browser(http), f"/clients/{care.ana.id}"
        assert (await browser.sign_in(EMAIL, SECRET)).url.path == "/sign-in/code"
        # He has a passkey: what it signs is said to the processes as well.
        signed = BENS.sign(await options_to_sign_in(http))
        assert (await browser.send("/sign-in/passkey", **signed)).url.path == "/"
        assert CANARY in (await browser.open(f"/?q={CANARY}")).text
        brief = await browser.open(f"{path}/brief.pdf")
        await browser.open(f"{path}/letter")
        letter = await browser.send(f"{path}/letter.pdf", False, **dict.fromkeys(LETTER, CANARY))
    return [brief.content, letter.content]


def described(documents: list[bytes]) -> str:
    """Return what describes these PDFs, of which each has the canary on its page."""
    told = []
    for each in documents:
        pdf = PdfReader(io.BytesIO(each))
        assert CANARY in pdf.pages[0].extract_text()
        told.append(f"{pdf.metadata} {pdf.xmp_metadata} {pdf.outline} {pdf.attachments}")
    return "\n".join(told)


async def told_to_others(world: World) -> str:
    """Return all that people are answered who have nothing to do with Ana."""
    read = [name for name in ROWS if name.startswith("GET /v1/")]
    asked = [(name, *each) for name in read for each in OTHERS]
    return "\n".join(
        [(await world.ask(name, who, world.things[of])).text for name, who, of in asked]
    )


async def outlets(care: Care, house: House, papers: list[bytes]) -> dict[str, str]:
    """Return all that leaves the processes and is not an answer to the one who may see it."""
    events = await care.rows(select(AuditEvent))
    counters = await care.rows(select(FailedAttempts.key))
    return {
        "log of the API": (house.folder / "api.log").read_text(),
        "log of the worker": (house.folder / "worker.log").read_text(),
        "metrics of the API": httpx2.get(f"{house.url}/metrics").text,
        "metrics of the worker": httpx2.get(f"{house.metrics}/metrics").text,
        "pushes": json.dumps(house.pushes()),
        "error bodies": "\n".join(a.text for a in house.answers if a.status_code >= 400),
        "headers": "\n".join(str(a.headers) for a in house.answers),
        "metadata of PDFs": described(papers),
        "audit": "\n".join(f"{event.action} {event.subject}" for event in events),
        "counters": "\n".join(counters),
    }


async def test_what_is_said_to_the_processes_comes_out_nowhere(care: Care, house: House) -> None:
    # A second step takes codes of the minute, a passkey what was signed just now, and no text.
    signed = ("second-factor", "passkey")
    names = [name for name in ROWS if not any(each in name for each in signed)]
    known, world = operations(), await settled(care)
    begun = names[: names.index(ENDING)]
    assert await say(world, begun, known) == {}
    assert CANARY in (await world.ask("GET /v1/me/plan", "ana")).text
    papers = await documents(care, house)
    # An hour later, when what she was prescribed with the canary is due.
    care.clock.at += timedelta(hours=1)
    care.sign_in_again()
    sent = len(house.pushes())
    house.set_clock()
    await until(lambda: len(house.pushes()) > sent, "a reminder of what was prescribed")
    # After it: what it names in place of a red flag pauses the plan.
    await say_badly(world, known)
    # Before her care goes to one of them.
    others = await told_to_others(world)
    assert await say(world, names[names.index(ENDING) :], known) == {}
    found = await outlets(care, house, papers) | {"answers to others": others}
    assert all(found[name] for name in found if name != "counters")
    assert {name for name, written in found.items() if CANARY in written.lower()} == set()
