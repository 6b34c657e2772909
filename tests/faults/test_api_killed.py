"""The API, killed in the middle of writes: what it answered is stored, what it did not is whole."""

import asyncio

import pytest

from api.platform.db import Sessions
from api.tables import CheckIn
from tests.faults.conftest import Ground
from tests.faults.storms import Storm, crowd_of, stored
from tests.processes import serving
from tests.waiting import until

pytestmark = pytest.mark.faults


async def test_every_success_is_durable_and_a_retry_makes_no_second_row(
    ground: Ground, sessions: Sessions
) -> None:
    people = await crowd_of(sessions, None, 12)
    log = ground.folder / "api.log"
    with serving(ground.env, log) as (url, process):
        storm = Storm(url, people)
        stop = asyncio.Event()
        raging = asyncio.create_task(storm.rage(stop))
        await until(lambda: len(storm.told) >= 150, "150 check-ins to be stored")
        process.kill()
        stop.set()
        await raging
        process.wait()
    assert len(storm.asked) > len(storm.told), "the kill hit no request"
    assert_stored(storm, await stored(sessions))
    with serving(ground.env, log) as (url, _):
        storm.url = url
        assert await storm.again() <= {200, 201}
    rows = await stored(sessions)
    assert_stored(storm, rows)
    assert len(rows) == len(storm.asked) == len(storm.told)


def assert_stored(storm: Storm, rows: list[CheckIn]) -> None:
    """Every success is there as it was told; nothing is there twice or that nobody sent."""
    found = {(row.client_id, row.on_date.isoformat()): row for row in rows}
    assert len(found) == len(rows)
    for key, body in storm.told.items():
        row = found[key]
        assert (str(row.id), row.note) == (body["id"], body["note"])
        assert (row.pain_average, row.stress) == (body["pain_average"], body["stress"])
    for key, row in found.items():
        assert (str(row.id), row.note) == (storm.asked[key]["id"], storm.asked[key]["note"])
