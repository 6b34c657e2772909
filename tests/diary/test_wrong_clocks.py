"""Uploads of phones whose clocks are wrong end as if they had been right and all in order."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from api.tables import EarlierUpload
from tests.acting.care import Care, Json, at, body_of, on
from tests.cast import Casting, Person

MONDAY, THIS_WEEK = on(3, 2), on(3, 2)
NINE = at(2026, 3, 2, 9)
FAST = timedelta(minutes=3)
JSON = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a phone said at a minute past nine: a number from 1 to 3, or None to take it back."""

    phone: int
    minute: int
    number: int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of upload: where it goes, what it says, and what of it holds in the end."""

    path: str
    body: Callable[[int, str], Json]
    end: Callable[[Care], Awaitable[Any]]
    undone: bool = True


async def shown_log(care: Care) -> Any:
    return [None if row.undone else row.sets_done for row in await care.logs()]


def shown(path: str, name: str) -> Callable[[Care], Awaitable[Any]]:
    async def read(care: Care) -> Any:
        return [row[name] for row in body_of(await care.ana.get(path))["items"]]

    return read


async def shown_feedback(care: Care) -> Any:
    (row,) = body_of(await care.ana.get("/v1/me/appointments"))["items"]
    return row["feedback"] and row["feedback"]["note"]


def log_of(number: int, item: str) -> Json:
    slot = {"prescription_id": item, "local_date": MONDAY, "slot": "08:00"}
    return slot | {"outcome": "partial", "sets_done": number}


KINDS = {
    "check-ins": Kind(
        f"/v1/me/check-ins/{MONDAY}",
        lambda number, _: {"id": str(uuid4()), "stress": number},
        shown("/v1/me/check-ins", "stress"),
    ),
    "weekly check-ins": Kind(
        f"/v1/me/weekly-check-ins/{THIS_WEEK}",
        lambda number, _: {"id": str(uuid4()), "energy": number},
        shown("/v1/me/weekly-check-ins", "energy"),
    ),
    "logs": Kind("/v1/me/logs/{one}", log_of, shown_log),
    "feedback": Kind(
        "/v1/me/appointments/{session}/feedback",
        lambda number, _: {"note": str(number)},
        shown_feedback,
        undone=False,
    ),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Ana with some phones, a slot to log and a session to speak of; it is ten past nine."""

    care: Care
    phones: Sequence[Person]
    kind: Kind
    ids: dict[str, str]

    async def tell(self, told: Told, ahead: timedelta, sent: bool = True) -> Response:
        self.care.clock.at += timedelta(seconds=1)
        phone = self.phones[told.phone]
        stamps = {"recorded_at": (NINE + timedelta(minutes=told.minute) + ahead).isoformat()}
        if sent:
            stamps["sent_at"] = (self.care.clock.at + ahead).isoformat()
        path = self.kind.path.format(**self.ids)
        if told.number is None:
            return await phone.delete(path, params=stamps)
        return await phone.put(path, self.kind.body(told.number, self.ids["item"]) | stamps)


async def scene(casting: Casting, care: Care, kind: Kind, phones: int) -> Scene:
    someone = await care.of_someone_new(casting)
    someone.move(2026, 3, 2, 8)
    item = await someone.prescribe("08:00", remind=False)
    path = f"/v1/clients/{someone.ana.id}/appointments"
    held = body_of(await someone.ben.post(path, {"starts_at": "2026-03-02T07:00:00Z"}), 201)
    more = [await someone.another_phone() for _ in range(phones - 1)]
    someone.move(2026, 3, 2, 9, 10)
    for phone in more:
        someone.renew(phone)
    ids = {"one": str(uuid4()), "item": item["id"], "session": held["id"]}
    return Scene(someone, [someone.ana, *more], kind, ids)


TOLD = st.builds(Told, st.integers(0, 1), st.integers(0, 3), st.sampled_from([None, 1, 2, 3]))
AHEAD = st.sampled_from(
    [timedelta(days=-9), -FAST, timedelta(0), timedelta(seconds=7), FAST, timedelta(days=9)]
)
FEW = settings(
    max_examples=6,
    # Examples are short already, and shrinking them through HTTP would take minutes.
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@FEW
@given(st.data())
async def test_any_order_and_repetition_ends_as_the_order_in_which_it_was_said(
    casting, care, kind, data
):
    uploads = data.draw(st.lists(TOLD, min_size=2, max_size=5, unique=True))
    uploads = [told for told in uploads if told.number is not None or kind.undone]
    ahead = [data.draw(AHEAD), data.draw(AHEAD)]
    again = data.draw(st.lists(st.sampled_from(uploads), max_size=2)) if uploads else []
    mixed = data.draw(st.permutations(uploads + again))
    in_order = sorted(uploads, key=lambda told: told.minute)
    ends = []
    for order, clocks in ((in_order, [timedelta(0)] * 2), (mixed, ahead)):
        where = await scene(casting, care, kind, 2)
        for told in order:
            answer = await where.tell(told, clocks[told.phone])
            assert answer.status_code in (200, 201), answer.text
        ends.append(await kind.end(where.care))
    assert ends[0] == ends[1]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
async def test_a_phone_that_is_three_minutes_fast_gets_back_nothing_that_it_replaced(
    casting, care, kind
):
    where = await scene(casting, care, kind, 1)
    first, second = Told(0, 8, 1), Told(0, 9, 2)
    for told in (first, second, first, second, first):
        assert (await where.tell(told, FAST, sent=False)).status_code in (200, 201)
    assert str(await kind.end(where.care)).strip("[]") == "2"
    if kind.undone:
        undo = Told(0, 10, None)
        for told in (undo, first, second, undo):
            answer = await where.tell(told, FAST, sent=False)
            assert answer.status_code in (200, 201)
        assert await kind.end(where.care) in ([], [None])


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
async def test_of_two_phones_the_one_that_spoke_last_holds_although_the_other_is_fast(
    casting, care, kind
):
    where = await scene(casting, care, kind, 2)
    fast, right = Told(0, 5, 1), Told(1, 6, 2)
    for told in (right, fast, right, fast):
        ahead = FAST if told.phone == 0 else timedelta(0)
        assert (await where.tell(told, ahead)).status_code in (200, 201)
    assert str(await kind.end(where.care)).strip("[]") == "2"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
async def test_what_was_long_on_its_way_and_comes_again_is_judged_by_the_shorter_way(
    casting, care, kind
):
    where = await scene(casting, care, kind, 2)
    sent_at = care.clock.at
    first, second = Told(0, 5, 1), Told(1, 6, 2)
    care.advance(minutes=3)
    for phone in where.phones:
        care.renew(phone)
    path = kind.path.format(**where.ids)
    recorded_at = (NINE + timedelta(minutes=5)).isoformat()
    slow = {"recorded_at": recorded_at, "sent_at": sent_at.isoformat()}
    body = kind.body(1, where.ids["item"]) | slow
    assert (await where.phones[0].put(path, body)).status_code == 201
    for told in (second, first):
        assert (await where.tell(told, timedelta(0))).status_code == 200
    assert str(await kind.end(where.care)).strip("[]") == "2"


async def test_an_undo_that_waits_for_its_log_counts_once_and_by_its_shortest_way(casting, care):
    where = await scene(casting, care, KINDS["logs"], 2)
    path = f"/v1/me/logs/{where.ids['one']}"
    sent_at = care.clock.at
    care.advance(minutes=3)
    for phone in where.phones:
        care.renew(phone)
    recorded_at = (NINE + timedelta(minutes=5)).isoformat()
    slow = {"recorded_at": recorded_at, "sent_at": sent_at.isoformat()}
    assert (await where.phones[0].delete(path, params=slow)).json()["undone"]
    for told in (Told(0, 5, None), Told(0, 4, 1), Told(1, 6, 2)):
        assert (await where.tell(told, timedelta(0))).status_code in (200, 201)
    assert await shown_log(where.care) == [2]
    earlier = select(EarlierUpload).where(EarlierUpload.client_id == where.care.ana.id)
    assert len(await care.rows(earlier)) == 2


def lag(answer: Response) -> timedelta:
    """Return by how much a phone that is three minutes fast finds the server behind."""
    return NINE + FAST - datetime.fromisoformat(answer.json()["server_time"])


async def test_every_answer_to_an_upload_tells_the_servers_time(care):
    care.move(2026, 3, 2, 9)
    item = await care.prescribe("08:00", schedule={"start_on": on(3, 1)})
    one = uuid4()
    path = f"/v1/me/check-ins/{MONDAY}"
    week = f"/v1/me/weekly-check-ins/{THIS_WEEK}"
    opened_at = care.clock.at.isoformat()
    recorded = {"recorded_at": opened_at}
    answers = [
        await care.check_in(MONDAY, stress=1),
        await care.check_in(MONDAY, stress=11),
        await care.check_in(on(3, 9)),
        await care.undo_check_in(MONDAY),
        await care.log(item, MONDAY, "08:00", id=one),
        await care.log(item, MONDAY, "09:00"),
        await care.undo(one),
        await care.ana.put(week, recorded | {"id": str(one)}),
        await care.ana.delete(week, params=recorded),
        await care.ana.delete(week),
        await care.ana.put(f"/v1/me/appointments/{one}/feedback", recorded),
        await care.ana.put(f"/v1/me/reminders/{one}/receipt", {"opened_at": opened_at}),
        await care.ana.call("PUT", path, content=b"{", headers=JSON),
        await care.ana.call("PUT", path, content=b"x", headers={"content-type": "text/plain"}),
        await care.ana.http.put(path, json={}),
        await care.ben.put(path, {}),
    ]
    statuses = [200, 201, 400, 401, 403, 404, 415, 422]
    assert sorted({answer.status_code for answer in answers}) == statuses
    assert [lag(answer) for answer in answers] == [FAST] * len(answers)


async def test_no_read_tells_it_since_its_etag_would_never_hold(care):
    for path in ("/v1/me/check-ins", "/v1/me/logs", "/v1/me/weekly-check-ins", "/v1/me/today"):
        first = await care.ana.get(path)
        assert "server_time" not in first.text
        care.clock.at += timedelta(milliseconds=1)
        again = await care.ana.get(path, headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 304
