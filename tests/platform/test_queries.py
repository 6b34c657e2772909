"""A read refuses what it does not know in the query, whoever asks and wherever."""

import pytest

from tests.access_table import ROWS, WRONG
from tests.access_world import World, build_world
from tests.acting.care import Care, refusals

# Monitors and phones of any age ask these; they may add what they like.
OPEN = {"GET /livez", "GET /readyz", "GET /metrics", "GET /v1/app-config", "GET /invite"}
ALL = [name for name in ROWS if name.startswith("GET ") and name not in OPEN]
READS = [name for name in ALL if not name.endswith("}")]


@pytest.fixture
async def world(care: Care) -> World:
    return await build_world(care)


async def test_an_unknown_parameter_is_refused_by_every_read(world):
    for name in READS:
        who = "ana" if ROWS[name].may in ("client", "anyone") else "ben"
        assert (await world.ask(name, who)).status_code == 200, name
        refused = await world.ask(name, who, params={"nonsense": "1"})
        assert refusals(refused) == [("/query", "extra_forbidden")], name


async def test_who_may_not_ask_is_told_that_first(world):
    for name in READS:
        assert (await world.ask(name, None, params={"x": "1"})).status_code == 401, name
        for who in WRONG[ROWS[name].may]:
            assert (await world.ask(name, who, params={"x": "1"})).status_code == 403, name


async def test_one_thing_by_its_id_is_read_whatever_is_added(world):
    for name in set(ALL) - set(READS):
        who = "ana" if ROWS[name].may in ("client", "anyone") else "ben"
        assert (await world.ask(name, who, params={"x": "1"})).status_code == 200, name


async def test_whoever_is_asked_by_everybody_passes_it_over(world):
    for name in OPEN - {"GET /readyz"}:
        assert (await world.ask(name, None, params={"_": "1"})).status_code == 200, name


@pytest.mark.parametrize("odd", ["<b>", "a b", "x" * 61, "é", "\x00", ""])
async def test_an_odd_name_is_never_repeated(care, odd):
    refused = await care.ben.get("/v1/clients", params={odd: "secret", "limit": "5"})
    assert refusals(refused) == [("/query", "extra_forbidden")]
    assert "secret" not in refused.text
    assert not odd or odd not in refused.text


async def test_the_known_ones_are_known_however_deep_they_are_declared(care):
    params = {"limit": "5", "from": "2026-03-01", "to": "2026-03-02"}
    path = f"/v1/clients/{care.ana.id}/check-ins"
    assert (await care.ben.get(path, params=params)).status_code == 200
    wrong = await care.ben.get(path, params={"From": "2026-03-01", "until": "2026-03-02"})
    assert refusals(wrong) == [("/query", "extra_forbidden")]
