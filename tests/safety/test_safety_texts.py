"""What a client is told at once: fixed texts in her language, with the number to call."""

import pytest
from sqlalchemy import update

from api.platform.db import transaction
from api.tables import Practice
from tests.acting.care import Care, body_of
from tests.acting.safety import CHEST, flag, log_pain

LOCAL = "your local emergency number"


async def settle(care: Care, country: str | None) -> None:
    """Put Ana's practice into a country."""
    async with transaction(care.sessions) as session:
        mine = Practice.id == care.ana.practice_id
        await session.execute(update(Practice).where(mine).values(country=country))


async def test_the_answer_is_the_fixed_text_word_for_word(care, library):
    (text,) = body_of(await flag(care, CHEST), 201)["safety_texts"]
    fixed = library.safety_texts("en").text("emergency", "112")
    assert text == {
        "key": "emergency",
        "title": fixed.title,
        "body": fixed.body,
        "note": fixed.note,
    }
    assert "Call 112 now." in text["body"]
    assert text["note"].startswith("Nobody watches this app live.")


async def test_it_comes_in_the_language_that_was_asked_for(care, library):
    care.ana.headers["accept-language"] = "es-MX"
    (text,) = body_of(await flag(care, CHEST), 201)["safety_texts"]
    assert text["title"] == library.safety_texts("es").text("emergency").title


@pytest.mark.parametrize(
    ("timezone", "country", "call"),
    [
        ("Europe/Berlin", "DE", "112"),
        ("America/New_York", "US", "911"),
        ("Europe/London", "GB", "999"),
        ("Australia/Lord_Howe", "AU", "000"),
        ("Asia/Tokyo", "JP", "119"),
        # The practice's second, where it is another one.
        ("America/Mexico_City", "DE", "911 (or 112)"),
        ("Asia/Calcutta", "GB", "112 (or 999)"),
        ("Europe/Vienna", "DE", "112"),
        ("Pacific/Auckland", None, "111"),
        ("Pacific/Auckland", "ZZ", "111"),
        # A country without a number that we know, and zones of no country.
        ("Asia/Kabul", "DE", f"{LOCAL} (or 112)"),
        ("Asia/Kabul", None, LOCAL),
        ("UTC", "DE", "112"),
        ("Etc/GMT-2", "NZ", "111"),
        ("UTC", None, LOCAL),
        ("UTC", "ZZ", LOCAL),
    ],
)
async def test_it_names_the_number_where_she_is_and_then_her_practices(
    care, timezone, country, call
):
    item = await care.prescribe("20:00")
    await settle(care, country)
    await care.travel(timezone)
    flagged = (await flag(care, CHEST)).json()["safety_texts"]
    logged = (await log_pain(care, item, stop_signs=["chest_pain"])).json()["safety_texts"]
    assert len(flagged) + len(logged) == 3
    for text in (*flagged, *logged):
        assert f"Call {call} now." in text["body"] or f"call {call}." in text["body"]


async def test_the_home_screen_carries_every_text_with_the_numbers_of_where_she_is_now(
    care, library
):
    await settle(care, "NZ")
    english, spanish = library.safety_texts("en"), library.safety_texts("es")
    texts = body_of(await care.ana.get("/v1/me/today"))["safety_texts"]
    assert texts == english.as_list("112", "111")
    await care.travel("America/Bogota")
    care.ana.headers["accept-language"] = "es"
    texts = body_of(await care.ana.get("/v1/me/today"))["safety_texts"]
    assert texts == spanish.as_list("123", "111")
    assert "Llama ahora a este teléfono: 123 (o 111)." in texts[0]["body"]
