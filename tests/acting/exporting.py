"""Asking for a copy, having the worker make it, and opening what it made."""

import io
import json
from dataclasses import dataclass
from uuid import uuid4
from zipfile import ZipFile

from api.library import Library, load
from push.chores.exports import make_exports
from tests.acting.care import Care, Json, at, body_of
from tests.cast import Person

MINE = "/v1/me/export"
_LIBRARY: list[Library] = []


def library() -> Library:
    """Return the library, which is read once."""
    if not _LIBRARY:
        _LIBRARY.append(load())
    return _LIBRARY[0]


@dataclass(frozen=True, slots=True)
class Archive:
    """What is in an archive, by the names of its files."""

    files: dict[str, str]

    @property
    def data(self) -> Json:
        found: Json = json.loads(self.files["data.json"])
        return found

    @property
    def tables(self) -> dict[str, list[Json]]:
        found: dict[str, list[Json]] = self.data["tables"]
        return found

    @property
    def bundle(self) -> Json:
        found: Json = json.loads(self.files["fhir/bundle.json"])
        return found


def exports_of(care: Care) -> str:
    return f"/v1/clients/{care.ana.id}/export"


async def work(care: Care) -> int:
    """Have a worker make what waits."""
    return await make_exports(care.sessions, care.clock, library(), lambda: True)


async def copy_of(care: Care, who: Person | None = None) -> Archive:
    """Return the copy of Ana's data that she, or her therapist, asks for and fetches."""
    path = MINE if who is None else exports_of(care)
    me = who or care.ana
    asked = body_of(await me.post(path), 202)
    assert await work(care) == 1
    archive = await me.get(f"{path}s/{asked['id']}/archive")
    assert archive.status_code == 200, archive.text
    return opened(archive.content)


def opened(content: bytes) -> Archive:
    """Return what is in a zip."""
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        return Archive({name: archive.read(name).decode() for name in names})


@dataclass(frozen=True, slots=True)
class Lived:
    """What was told and done in a week that has something of everything."""

    item: Json
    appointment: Json
    goal: Json


async def live(care: Care, said: str = "Better.", noted: str = "Private.") -> Lived:
    """Have Ana say `said` wherever she can, and Ben note `noted` wherever only he reads it."""
    mine = f"/v1/clients/{care.ana.id}"
    etag = body_of(await care.ben.get(mine))["etag"]
    told = {"conditions": ["neck_pain"], "intake": {"medication": said}}
    body_of(await care.ben.patch(mine, told, headers={"if-match": etag}))
    item = await care.prescribe("09:00", "18:30", note=said)
    item = await care.edit(item, max_pain=6, max_pain_reason=noted)
    goal = body_of(await care.ben.post(f"{mine}/goals", {"text": said}), 201)
    spot = {"region": "neck", "side": "left", "role": "source", "tingling": True}
    answers = {"pain_average": 3, "pain_worst": 5, "sleep_hours": 7.5, "body_map": [spot]}
    body_of(await care.check_in("2026-03-02", note=said, stress=2, impact=True, **answers), 201)
    body_of(await care.check_in("2026-03-01", pain_average=0, red_flags=["major_trauma"]), 201)
    earlier = {"recorded_at": "2026-02-28T18:00:00Z", "note": "taken back"}
    body_of(await care.check_in("2026-02-28", pain_average=9, **earlier), 201)
    body_of(await care.undo_check_in("2026-02-28", at(2026, 2, 28, 19)))
    outcome = {"sets_done": 1, "pain_before": 2, "pain_after": 3, "note": said}
    body_of(await care.log(item, "2026-03-02", "09:00", "partial", **outcome), 201)
    undone = uuid4()
    body_of(await care.log(item, "2026-03-02", "18:30", id=undone), 201)
    body_of(await care.undo(undone))
    week = {"id": str(uuid4()), "recorded_at": care.clock.at.isoformat(), "energy": 4}
    week |= {"goals": [{"goal_id": goal["id"], "rating": 3}], "note": said}
    body_of(await care.ana.put("/v1/me/weekly-check-ins/2026-03-02", week), 201)
    held = {"starts_at": "2026-03-01T09:00:00Z", "status": "completed", "note": noted}
    held |= {"rom": [{"joint": "neck", "movement": "rotation", "degrees": 55}]}
    appointment = body_of(await care.ben.post(f"{mine}/appointments", held), 201)
    heard = {"pressure": "right", "note": said, "recorded_at": care.clock.at.isoformat()}
    body_of(await care.ana.put(f"/v1/me/appointments/{appointment['id']}/feedback", heard), 201)
    body_of(await care.ana.put("/v1/me/consents", {"share_with_therapist": True}))
    return Lived(item, appointment, goal)
