"""Uploads of two phones end in the same state, however they are repeated and reordered."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.rules.uploads import digest_of
from tests.acting.care import Care, Json, at, on

MONDAY = on(3, 2)
# Two phones write one slot, each under an id of its own; a third writes another slot.
PHONES = {"a": "08:00", "b": "08:00", "c": "20:00"}
FEW = settings(
    max_examples=20,
    # Examples are short already, and shrinking them through HTTP would take minutes.
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True, slots=True)
class Put:
    phone: str
    minute: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Undo:
    phone: str
    minute: int


PHONE, MINUTE = st.sampled_from(["a", "b", "b", "c"]), st.integers(0, 1)
OUTCOMES = st.sampled_from(["done", "partial", "skipped"])
PUTS = st.builds(Put, PHONE, MINUTE, OUTCOMES)
UPLOADS = st.lists(st.one_of(PUTS, st.builds(Undo, PHONE, MINUTE)), min_size=2, max_size=6)


@st.composite
def two_orders(draw: st.DrawFn) -> tuple[list[Any], list[Any]]:
    """Return the same uploads twice, each time in another order and with other repetitions."""
    uploads = draw(UPLOADS)
    again = st.lists(st.sampled_from(uploads), max_size=2)
    first, second = (draw(st.permutations(uploads + draw(again))) for _ in range(2))
    return first, second


@FEW
@given(two_orders())
async def test_logs_and_undos_end_the_same_in_any_order(casting, care, orders):
    ends = [await end_of_logs(await care.of_someone_new(casting), order) for order in orders]
    assert ends[0] == ends[1]
    assert ends[0] == expected(orders[0])


async def end_of_logs(care: Care, order: list[Put | Undo]) -> Json:
    care.move(2026, 3, 2, 8)
    item = await care.prescribe("08:00", "20:00", remind=False)
    care.move(2026, 3, 2, 12)
    ids = {phone: str(uuid4()) for phone in PHONES}
    for upload in order:
        care.clock.at += timedelta(seconds=1)
        recorded_at = at(2026, 3, 2, 9, upload.minute)
        if isinstance(upload, Undo):
            answer = await care.undo(ids[upload.phone], recorded_at)
        else:
            said = {"id": ids[upload.phone], "recorded_at": recorded_at.isoformat()}
            slot = PHONES[upload.phone]
            answer = await care.log(item, MONDAY, slot, upload.outcome, **said)
        assert answer.status_code in (200, 201), answer.text
    return {
        row.slot: None if row.undone else (row.outcome, row.recorded_at.minute)
        for row in await care.logs()
    }


def expected(uploads: list[Put | Undo]) -> Json:
    """Return the definition: the newest upload counts, an undo only of an id that was put."""
    known = {upload.phone for upload in uploads if isinstance(upload, Put)}
    ends: Json = {}
    for slot in {PHONES[phone] for phone in known}:
        mine = [u for u in uploads if PHONES[u.phone] == slot and u.phone in known]
        newest = max(upload.minute for upload in mine)
        last = [upload for upload in mine if upload.minute == newest]
        if any(isinstance(upload, Undo) for upload in last):
            ends[slot] = None
        else:
            ends[slot] = max(
                ((upload.outcome, upload.minute) for upload in last),
                key=lambda told: digest_of(UNTOLD | {"outcome": told[0]}),
            )
    return ends


UNTOLD = {
    "reason": None,
    "sets_done": None,
    "pain_before": None,
    "pain_after": None,
    "effort": None,
    "stop_signs": [],
    "note": None,
}
ANSWERS = st.fixed_dictionaries(
    {"minute": MINUTE, "pain_average": st.sampled_from([None, 0, 7]), "phone": st.integers(1, 3)}
)


@st.composite
def two_orders_of_answers(draw: st.DrawFn) -> tuple[list[Json], list[Json]]:
    answers = draw(st.lists(ANSWERS, min_size=2, max_size=5))
    again = st.lists(st.sampled_from(answers), max_size=2)
    first, second = (draw(st.permutations(answers + draw(again))) for _ in range(2))
    return first, second


@FEW
@given(two_orders_of_answers())
async def test_check_ins_end_the_same_in_any_order(casting, care, orders):
    ends = [await end_of_answers(await care.of_someone_new(casting), order) for order in orders]
    assert ends[0] == ends[1]
    assert ends[0]["minute"] == max(answer["minute"] for answer in orders[0])


async def end_of_answers(care: Care, order: list[Json]) -> Json:
    care.move(2026, 3, 2, 12)
    ids = {phone: str(uuid4()) for phone in (1, 2, 3)}
    for answers in order:
        care.clock.at += timedelta(seconds=1)
        said = {
            "id": ids[answers["phone"]],
            "pain_average": answers["pain_average"],
            "recorded_at": at(2026, 3, 2, 9, answers["minute"]).isoformat(),
        }
        answer = await care.check_in(MONDAY, **said)
        assert answer.status_code in (200, 201), answer.text
    (row,) = (await care.ana.get("/v1/me/check-ins")).json()["items"]
    return {"pain_average": row["pain_average"], "minute": int(row["recorded_at"][14:16])}
