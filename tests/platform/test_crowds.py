"""More connections than a server may have: whoever has something to ask gets in."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.faults.locks import file_of
from tests.platform.sockets import LIVEZ, connected, ended, listening, open_now, request_of
from tests.waiting import until

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_one_connection_too_many_ends_the_one_that_was_silent_for_longest(app, settings):
    open_before, before = open_now(), ended("crowded")
    async with listening(app, settings, max_connections=16) as api, connected(api.port, 46) as all_:
        await until(lambda: ended("crowded") == before + 30, "30 of them to be ended")
        assert all([await client.is_ended() for client in all_[:30]])
        assert open_now() - open_before <= 16
        assert [(await client.ask(LIVEZ)).status for client in all_[30:]] == [200] * 16
        async with connected(api.port) as [client]:
            assert (await client.ask(LIVEZ)).status == 200


async def test_whoever_is_being_answered_is_not_ended_for_another(care, app, settings):
    before = ended("refused")
    change = json.dumps({"locale": "es"}).encode()
    edit = request_of("PATCH", "/v1/me", change, authorization=f"Bearer {care.ana.token}")
    async with listening(app, settings, max_connections=16) as api, connected(api.port, 16) as busy:
        with closing(sqlite3.connect(file_of(settings.database_url.get_secret_value()))) as held:
            held.execute("BEGIN IMMEDIATE")
            for client in busy:
                await client.say(edit)
            await until(lambda: api.under_way == 16, "16 requests to be under way")
            async with connected(api.port) as [client]:
                refused = await client.answer()
                assert (refused.status, refused.code) == (503, "unavailable")
                assert await client.is_ended()
            held.rollback()
        assert [(await client.answer()).status for client in busy] == [200] * 16
    assert ended("refused") == before + 1
