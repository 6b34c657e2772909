"""`carryover create-practice`: what it takes, and what its country is for."""

import asyncio

import pytest
from sqlalchemy import select

from api.accounts.practices import objection_to
from api.platform.db import transaction
from api.tables import Practice
from tests.commands.acting import here
from tests.processes import carryover, environment

BEN = ("Praxis Ben", "ben@example.org", "Europe/Berlin")


@pytest.mark.parametrize("country", [None, "DE", "de", "ZZ"])
def test_any_two_letters_are_a_country_and_none_is_needed(country):
    assert objection_to(*BEN, country) is None


@pytest.mark.parametrize("country", ["", "D", "DEU", "D1", "Ö1", "DE\n", "49"])
def test_anything_else_is_no_country(country):
    assert "two letters" in (objection_to(*BEN, country) or "")


def test_a_practice_needs_a_name_an_e_mail_and_a_zone():
    assert "name" in (objection_to(" ", *BEN[1:], None) or "")
    assert "e-mail" in (objection_to(BEN[0], "ben", BEN[2], None) or "")
    assert "time zone" in (objection_to(*BEN[:2], "Mars/Olympus", None) or "")


async def test_the_country_is_stored_in_capitals(database_url, sessions):
    arguments = ("create-practice", "--name", "Praxis Ben", "--email", "ben@example.org")
    where = ("--timezone", "Europe/Berlin", "--country", "de", "--password-stdin")
    env = environment(database_url)
    await asyncio.to_thread(carryover, *arguments, *where, env=env, stdin="eight grey pelicans\n")
    async with transaction(sessions, write=False) as session:
        assert await session.scalar(select(Practice.country)) == "DE"


def test_where_nobody_can_type_a_password_the_option_that_reads_one_is_named(tmp_path):
    arguments = ("create-practice", "--name", BEN[0], "--email", BEN[1], "--timezone", BEN[2])
    done = here(*arguments, env=environment(f"sqlite:///{tmp_path}/none.db"))
    assert done.exit_code == 1
    asked, *_, last = done.stderr.splitlines()
    assert "15 to 256 characters" in asked
    assert "--password-stdin" in last
