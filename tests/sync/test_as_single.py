"""A batch does what the same changes do one after the other, each by its own route."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from sqlalchemy import select

from api.tables import Alert, EarlierUpload, PrescriptionPause, Reminder, SafetyEvent
from tests.acting.care import Care, Json, on
from tests.acting.syncing import Phone, all_of, change

MONDAY, TUESDAY, WEDNESDAY = on(3, 2), on(3, 3), on(3, 4)
SLOTS = ("08:00", "13:00", "20:00")
MOMENTS = ((2, 12, 1), (3, 7, 5), (3, 13, 0), (3, 19, 30))
SPACE = UUID(int=7)
# As far ahead as both have planned, whichever planned again.
PLANNED = timedelta(hours=48)
KINDS = (
    *(["check_in"] * 4 + ["check_in_undo"] * 2 + ["log"] * 6 + ["log_undo"] * 2),
    *("weekly_check_in", "weekly_check_in_undo", "acknowledgement", "excused", "settings"),
)
UNNAMED = {"created_at", "acknowledged_at", "email", "etag"}


@dataclass(slots=True)
class Side:
    """One of two clients, whose days are the same but for how they are told."""

    care: Care
    phone: Phone
    items: list[Json] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def change(self, kind: str, key: str, body: Json) -> Json:
        """Return a change as this client sends it; ids that are hers stand for names."""
        named = str(uuid5(SPACE, f"{self.care.ana.id}{key}"))
        self.names[named] = key
        body = dict(body)
        if "item" in body:
            body["prescription_id"] = self.items[body.pop("item")]["id"]
        # Her own route gives a period an id of its own.
        return change(kind, uuid4() if kind == "excused" else named, **body)

    def plain(self, said: Any) -> Any:
        """Return what was told, with names in place of ids."""
        if isinstance(said, dict):
            known = {key: value for key, value in said.items() if key not in UNNAMED}
            return {self.plain(key): self.plain(value) for key, value in known.items()}
        if isinstance(said, list):
            return [self.plain(each) for each in said]
        return self.names.get(str(said), "an id" if len(str(said)) == len(str(SPACE)) else said)


async def side(care: Care, casting: Any) -> Side:
    fresh = await care.of_someone_new(casting)
    fresh.sign_in_again()
    made = Side(fresh, Phone(fresh.ana), names={str(fresh.ana.id): "Ana"})
    for number, exercise in enumerate(("chin-tuck", "glute-bridge")):
        item = await fresh.prescribe(*SLOTS, exercise=exercise, schedule={"start_on": MONDAY})
        made.items.append(item)
        made.names[item["id"]] = f"item {number}"
    return made


def drawn(random: Random, now: datetime, number: int) -> tuple[str, str, Json]:
    """Return the kind, the name and the body of some change; one in many is refused."""
    kind, two = random.choice(KINDS), random.randint(0, 1)
    ago = random.choice((0, 1, 2, 60, 3600, 90_000, 200_000))
    said: Json = {"recorded_at": (now - timedelta(seconds=ago)).isoformat()}
    if random.random() < 0.3 and kind != "settings":
        said["sent_at"] = (now + timedelta(seconds=random.choice((-50, 0, 50)))).isoformat()
    score = random.randint(0, 11)
    if kind.startswith("check_in"):
        day = random.choice((on(3, 1), MONDAY, TUESDAY, TUESDAY, WEDNESDAY, on(3, 5)))
        flags = random.choice((["saddle_numbness"], ["a_new_one"], *[[]] * 12))
        answers = random.choice(({}, {"stress": score})) | {"red_flags": flags}
        body = {"date": day, **(answers if kind == "check_in" else {}), **said}
        return kind, f"{day} {two}", body
    if kind.startswith("weekly"):
        monday = random.choice((MONDAY, on(2, 23), TUESDAY))
        answers = {"energy": score} if kind == "weekly_check_in" else {}
        return kind, f"week {monday} {two}", {"monday": monday, **answers, **said}
    if kind.startswith("log"):
        return logged(random, kind, said)
    if kind == "acknowledgement":
        return kind, "any", {"item": two, "version": random.randint(1, 2)}
    if kind == "excused":
        first = random.choice((TUESDAY, WEDNESDAY, on(3, 6)))
        last = random.choice((first, on(3, 7)))
        return kind, "period", {"from": first, "to": last, "reason": "sick"}
    # In the order in which they are said.
    at = (now - timedelta(seconds=60 - number)).isoformat()
    more = random.choice(({"reminder_cap": score}, {"check_in_time": f"{score + 10}:00"}))
    return kind, "any", {"recorded_at": at, **more}


def logged(random: Random, kind: str, said: Json) -> tuple[str, str, Json]:
    item, slot = random.randint(0, 1), random.choice((*SLOTS, *SLOTS, "09:00"))
    day = random.choice((MONDAY, TUESDAY, TUESDAY, WEDNESDAY))
    key = random.choice(("log of anything", *[f"log {item} {day} {slot} {n}" for n in (0, 1) * 5]))
    if kind == "log_undo":
        return kind, key, said
    outcome = random.choice(("done", "done", "skipped", "partial"))
    more = random.choice(({}, {"effort": random.randint(0, 11)}, {"pain_after": 9}, {}, {}))
    signs = random.choice((["dizziness"], ["a_new_one"], *[[]] * 20))
    slot_of = {"item": item, "local_date": day, "slot": slot, "outcome": outcome}
    return kind, key, {**slot_of, **more, "stop_signs": signs, **said}


async def alone(each: Side, one: Json) -> Any:
    """Tell a change by its own route, and return what came of it."""
    body, key, ana = dict(one["body"]), one["id"], each.care.ana
    kind, _, undo = one["kind"].partition("_undo")
    named = {"check_in": "date", "weekly_check_in": "monday"}.get(kind)
    at = body.pop(named) if named else key
    path = {
        "check_in": f"check-ins/{at}",
        "weekly_check_in": f"weekly-check-ins/{at}",
        "log": f"logs/{at}",
        "acknowledgement": "acknowledgements",
        "excused": "excused",
    }.get(kind, "")
    if one["kind"] != kind or undo:
        answer = await ana.delete(f"/v1/me/{path}", params=body)
    elif kind == "settings":
        body.pop("recorded_at")
        answer = await ana.patch("/v1/me", body)
    elif kind in ("acknowledgement", "excused"):
        answer = await ana.post(f"/v1/me/{path}", body)
    else:
        answer = await ana.put(f"/v1/me/{path}", {**body, "id": key} if named else body)
    told = answer.json()
    return _told(told, told if answer.status_code >= 400 else None)


def _told(answer: Json, problem: Json | None) -> Any:
    texts = [text["key"] for text in (problem or answer).get("safety_texts", [])]
    return (problem and (problem["code"], str(problem.get("kept")))), texts


async def seen(each: Side) -> dict[str, list[str]]:
    """Return all that can be seen of a client, and what is kept of what was said."""
    care, ana = each.care, each.care.ana.id
    horizon = care.clock.at + PLANNED

    async def rows(model: Any, *names: str, of: Any = None) -> list[str]:
        found = await care.rows(select(model).where(model.client_id == ana if of is None else of))
        return sorted(str([each.plain(getattr(row, name)) for name in names]) for row in found)

    reminders = await care.rows(
        select(Reminder).where(Reminder.account_id == ana, Reminder.state != "skipped")
    )
    items = [UUID(item["id"]) for item in each.items]
    return {
        "records": sorted(
            # Who was taken back before she came has another id.
            str((kind, each.plain(body if "check_in" not in kind else {**body, "id": ""})))
            for (kind, _), body in (await all_of(care.ana)).items()
        ),
        "reminders": sorted(
            str((row.source, each.plain(row.prescription_id), row.slot, row.state, row.due_at))
            for row in reminders
            if row.due_at < horizon
        ),
        "events": await rows(SafetyEvent, "code"),
        "alerts": await rows(Alert, "kind"),
        # Her own routes of the others say all at once.
        "earlier": [
            each
            for each in await rows(EarlierUpload, "kind", "digest", "recorded_at", "ordered_at")
            if "told_preferences" not in each and "excused_names" not in each
        ],
        "pauses": await rows(
            PrescriptionPause,
            *("prescription_id", "safety", "from_at"),
            of=PrescriptionPause.prescription_id.in_(items),
        ),
    }


@pytest.mark.parametrize("seed", range(12))
async def test_a_batch_ends_as_single_requests_do(casting: Any, care: Care, seed: int) -> None:
    random, one, many = Random(seed), await side(care, casting), await side(care, casting)
    for moment in MOMENTS:
        for each in (one, many):
            each.care.move(2026, 3, *moment)
        now = care.clock.at
        said = [drawn(random, now, number) for number in range(random.randint(1, 12))]
        said += random.choices(said, k=random.randint(0, 2)) if said[0][0] != "settings" else []
        singly = [await alone(one, one.change(*each)) for each in said]
        cut = random.choice((0, 0, len(said) // 2))
        batched = []
        for part in (said[:cut], said[cut:]):
            answer = await many.phone.sync(*(many.change(*each) for each in part))
            batched += [_told(each, each["problem"]) for each in answer["results"]]
        assert batched == singly, said
        assert await seen(many) == await seen(one), said
