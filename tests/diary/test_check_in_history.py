"""A check-in that is changed keeps what it said before."""

from asyncio import gather
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from api.rules.uploads import digest_of
from api.tables import AuditEvent, CheckIn, EarlierUpload
from tests.acting.care import Care, Json, at, body_of, on, problem
from tests.diary.test_check_ins import UNANSWERED
from tests.statements import asked

MONDAY = on(3, 2)
NOON = "2026-03-02T12:00:00Z"
HISTORY = f"/v1/me/check-ins/{MONDAY}/history"


async def tell(care: Care, pain: int | None, recorded_at: str, **more: object) -> None:
    """Check in a second later than the last time."""
    care.clock.at += timedelta(seconds=1)
    answer = await care.check_in(MONDAY, pain_average=pain, recorded_at=recorded_at, **more)
    assert answer.status_code in (200, 201), answer.text


async def history(care: Care) -> list[Json]:
    return body_of(await care.ana.get(HISTORY))["items"]


async def pains(care: Care) -> list[int | None]:
    return [entry["answers"]["pain_average"] for entry in await history(care)]


async def edits(care: Care) -> list[EarlierUpload]:
    mine = EarlierUpload.client_id == care.ana.id
    return list(await care.rows(select(EarlierUpload).where(mine)))


async def test_a_first_check_in_has_itself_for_a_history(care):
    told = {
        "pain_average": 4,
        "sleep_hours": 7.5,
        "impact": True,
        "body_map": [{"region": "neck", "side": None, "role": "source", "tingling": False}],
        "red_flags": [],
        "note": "Stiff.",
        "duration_s": 20,
    }
    body_of(await care.check_in(MONDAY, **told, recorded_at="2026-03-02T07:30:00Z"), 201)
    (entry,) = await history(care)
    unsaid = ("pain_worst", "sleep_quality", "stress", "pain_medicine")
    assert entry == {
        "recorded_at": "2026-03-02T07:30:00Z",
        "received_at": "2026-03-02T08:00:00Z",
        "current": True,
        "answers": told | dict.fromkeys(unsaid),
    }
    assert await edits(care) == []


async def test_what_an_edit_replaces_is_kept_with_when_it_was_said_and_came(care):
    care.move(2026, 3, 2, 13)
    await tell(care, 4, NOON, note="At noon.")
    await tell(care, 2, "2026-03-02T12:30:00Z")
    now, before = await history(care)
    assert (now["current"], now["answers"]["pain_average"]) == (True, 2)
    assert now["answers"]["note"] is None
    assert (before["current"], before["answers"]["pain_average"]) == (False, 4)
    assert before["answers"]["note"] == "At noon."
    assert (before["recorded_at"], before["received_at"]) == (NOON, "2026-03-02T13:00:01Z")


async def test_what_comes_late_joins_the_history_at_its_place(care):
    care.move(2026, 3, 2, 13)
    for pain, minute in ((5, 30), (3, 10), (9, 59), (4, 20)):
        await tell(care, pain, f"2026-03-02T12:{minute}:00Z")
    assert await pains(care) == [9, 5, 4, 3]
    late = (await history(care))[2]
    assert late["received_at"] == "2026-03-02T13:00:04Z"


async def test_a_replay_adds_nothing_wherever_in_the_history_it_belongs(care):
    care.move(2026, 3, 2, 13)
    for _ in range(2):
        for pain, minute in ((5, 30), (3, 10), (9, 59)):
            await tell(care, pain, f"2026-03-02T12:{minute}:00Z")
    assert await pains(care) == [9, 5, 3]


async def test_a_replay_from_a_clock_that_runs_fast_is_a_replay_too(care):
    for _ in range(2):
        await tell(care, 9, "2027-01-01T00:00:00Z")
        await tell(care, 2, "2027-01-01T00:00:05Z")
    assert await pains(care) == [2, 9]


async def test_what_a_fast_clock_recorded_is_added_once_however_often_it_comes(care):
    for year in (2027, 2028, 2027, 2028):
        for pain in (1, 5, 9):
            ahead = f"{year}-01-01T00:00:00Z"
            answer = await care.check_in(MONDAY, pain_average=pain, recorded_at=ahead)
            assert answer.status_code in (200, 201), answer.text
    assert sorted(await pains(care)) == [1, 1, 5, 5, 9, 9]


async def test_the_history_comes_page_by_page(care):
    care.move(2026, 3, 2, 13)
    for minute in range(10, 15):
        await tell(care, minute - 10, f"2026-03-02T12:{minute}:00Z")
    for limit in (1, 2, 5, 6):
        found: list[Json] = []
        cursor = None
        while not found or cursor:
            params = {"limit": limit} | ({"cursor": cursor} if cursor else {})
            page = body_of(await care.ana.get(HISTORY, params=params))
            assert len(page["items"]) <= limit
            found, cursor = found + page["items"], page["next_cursor"]
        assert [entry["answers"]["pain_average"] for entry in found] == [4, 3, 2, 1, 0], limit
        assert [entry["current"] for entry in found] == [True] + [False] * 4


async def test_a_date_without_a_check_in_has_no_history(care):
    body_of(await care.check_in(MONDAY), 201)
    for person, path in (
        (care.ana, "/v1/me/check-ins/2026-03-01/history"),
        (care.ben, f"/v1/clients/{care.ana.id}/check-ins/2026-03-01/history"),
        (care.cast.cy, HISTORY),
    ):
        assert problem(await person.get(path)) == (404, "no_check_in")


async def test_the_therapist_reads_the_same_and_that_is_noted(care):
    await tell(care, 4, "2026-03-02T07:00:00Z")
    await tell(care, 2, "2026-03-02T07:30:00Z")
    path = f"/v1/clients/{care.ana.id}/check-ins/{MONDAY}/history"
    assert body_of(await care.ben.get(path))["items"] == await history(care)
    noted = await care.rows(select(AuditEvent).where(AuditEvent.action == "view check-in history"))
    assert [(event.actor_id, event.client_id) for event in noted] == [(care.ben.id, care.ana.id)]


@pytest.mark.parametrize("phones", [1, 10])
async def test_ten_uploads_at_once_lose_nothing_that_was_said(care, phones):
    care.move(2026, 3, 2, 13)
    ids = [str(uuid4()) for _ in range(phones)]
    bodies = [
        {
            "id": ids[pain % phones],
            "pain_average": pain,
            "recorded_at": f"2026-03-02T12:{10 + pain}:00Z",
        }
        for pain in range(10)
    ]
    answers = await gather(*(care.check_in(MONDAY, **body) for body in bodies * 2))
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert await pains(care) == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]


async def test_the_first_of_a_date_is_one_insert_and_nothing_else(care):
    with asked(care.sessions.engine.sync_engine) as seen:
        body_of(await care.check_in(MONDAY, pain_average=3), 201)
    # Whoever reads what is stored, or keeps what was, reads or writes its digest.
    about = [statement.split()[:3] for statement, _ in seen if "digest" in statement]
    assert about == [["INSERT", "INTO", "check_ins"]]


BODIES = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from([None, 0, 7]), st.integers(1, 3)),
    min_size=2,
    max_size=5,
)
FEW = settings(
    max_examples=25,
    # Examples are short already, and shrinking them through HTTP would take minutes.
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def an_order(draw: st.DrawFn) -> list[tuple[int, int | None, int]]:
    """Return uploads of one date, (minute, pain, phone), in any order, some more than once."""
    bodies = draw(BODIES)
    again = draw(st.lists(st.sampled_from(bodies), max_size=4))
    return draw(st.permutations(bodies + again))


@FEW
@given(an_order())
async def test_row_and_history_end_as_defined_in_any_order_with_any_repetitions(
    casting, care, order
):
    someone = await care.of_someone_new(casting)
    someone.move(2026, 3, 2, 13)
    ids = {phone: str(uuid4()) for phone in (1, 2, 3)}
    for minute, pain, phone in order:
        recorded_at = at(2026, 3, 2, 12, minute).isoformat()
        await tell(someone, pain, recorded_at, id=ids[phone])
    (row,) = await someone.rows(select(CheckIn).where(CheckIn.client_id == someone.ana.id))
    kept = await edits(someone)
    every = sorted(
        {
            (minute, digest_of(UNANSWERED | {"pain_average": pain}), pain)
            for minute, pain, _ in order
        },
        key=lambda body: body[:2],
    )
    assert (row.recorded_at.minute, row.digest, row.pain_average) == every[-1]
    found = [(edit.ordered_at.minute, edit.digest, edit.answers["pain_average"]) for edit in kept]
    assert sorted(found, key=lambda body: body[:2]) == every[:-1]
    assert await pains(someone) == [pain for *_, pain in reversed(every)]
