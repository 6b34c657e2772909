"""Asking each operation once, and keeping what it answers as the example of the description.

`make answers` writes `content/reference/answers.json` anew: what shows a secret or is other in each
run is replaced by something that looks like it.
"""

import json
import re
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from httpx2 import Response

from api.library.reference import ANSWERS, FOLDER
from tests.access_table import ROWS
from tests.access_world import World, build_world, with_secrets
from tests.acting.care import Care, Json, body_of

FILE = FOLDER / ANSWERS
# By what a passkey names its account.
HANDLE = re.compile(r"[\w-]{22}", re.ASCII)
# So many entries of a list are shown.
MOST = 2
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TELLING = {
    "access_token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTk4MGQwZSJ9.c2lnbmVk",
    "refresh_token": "rQ3kz1v9Xw7TqgYH0h2mJc5Ne8sLb4Ua6Pf_dRiOtKE",
    "link": "https://api.example.org/invite#7K2QM9XTRC",
    "challenge": "Zm9ydHkgYnl0ZXMgb2YgY2hhbmNlLCBhIHRpbWUgYW5kIGEgc2VhbA",
    "etag": '"6f1c2ab0"',
    "cursor": "U3luY2hyb25pc2VkIHVwIHRvIGhlcmUu",
    "plan_token": "VGhlIHBsYW4gYXMgaXQgd2FzIHNob3duLg",
    "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    "uri": "otpauth://totp/Carryover:ben%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    "&issuer=Carryover",
    "next_cursor": "eyJhZnRlciI6WyIyMDI2LTAzLTAyIl19.c2lnbmVk",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"></svg>'
TOLD = {"conditions": ["neck_pain"], "intake": {"medication": "Iron."}}
ZIP = "PK..."
THEIRS = ("therapist", "admin")


async def lived(care: Care) -> World:
    """Return the cast with records that have most of what can be shown, and one-time codes."""
    world = await build_world(care)
    path = f"/v1/clients/{care.ana.id}"
    etag = {"if-match": (await care.ben.get(path)).headers["etag"]}
    body_of(await care.ben.patch(path, TOLD, headers=etag))
    await care.prescribe("08:00", exercise="cat-cow", note="Slowly.")
    found = {"region": "neck", "side": "left", "root_cause": None, "referred_to": ["head"]}
    turned = {"joint": "neck", "movement": "rotation", "side": "left", "degrees": 55}
    held = {"starts_at": "2026-02-25T09:00:00Z", "status": "completed", "note": "Better."}
    held |= {"findings": [found], "rom": [turned]}
    body_of(await care.ben.post(f"{path}/appointments", held), 201)
    return await with_secrets(care, world)


async def answers_of(app: FastAPI, care: Care) -> Json:
    """Return an answer of each operation that the description has, by its id."""
    world, kept = await lived(care), _Kept()
    ids = {
        f"{method.upper()} {path}": operation["operationId"]
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    }
    found = {}
    for name, row in ROWS.items():
        if name in ids:
            usual = None if row.may == "public" else "ben" if row.may in THEIRS else "ana"
            who = row.by or usual
            answer = await world.ask(name, who, headers=await world.condition(name))
            assert answer.is_success, (name, answer.text)
            if answer.content:
                found[ids[name]] = kept.shown(_read(answer))
    return dict(sorted(found.items()))


def _read(answer: Response) -> Any:
    kind = answer.headers["content-type"]
    return SVG if "svg" in kind else ZIP if "zip" in kind else answer.json()


class _Kept:
    """What is shown for the ids of all answers: the same for the same."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def shown(self, value: Any, key: str = "") -> Any:
        """Return a value with short lists, and without what is other in each run."""
        if isinstance(value, dict):
            return {
                self.shown(name) if ID.fullmatch(name) else name: self.shown(each, name)
                for name, each in value.items()
            }
        if isinstance(value, list):
            return [self.shown(each) for each in value[:MOST]]
        if not isinstance(value, str):
            return value
        if key == "code" and re.fullmatch(r"[A-Z0-9]{10}", value):
            return "7K2QM9XTRC"
        if re.fullmatch(r"([A-Z0-9]{4}-){3}[A-Z0-9]{4}", value):
            return "7KQ4-M2XW-9D3H-T6PB"
        if key == "id" and HANDLE.fullmatch(value):
            return "AZgNDlo8cACgAAAAAAAAAQ"
        return TELLING.get(key) or ID.sub(self._stable, value)

    def _stable(self, found: "re.Match[str]") -> str:
        number = len(self._ids) + 1
        made = str(UUID(int=0x01980D0E5A3C7000A000000000000000 + number))
        return self._ids.setdefault(found[0], made)


def write(answers: Json) -> None:
    """Keep answers as the examples of the description."""
    FILE.write_text(json.dumps(answers, indent=1, ensure_ascii=False) + "\n", "utf-8")
