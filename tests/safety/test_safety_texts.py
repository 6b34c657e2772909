"""What a client is told at once: fixed texts in her language, with her practice's number."""

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
    fixed = library.safety_texts("en").text("emergency")
    assert text == {
        "key": "emergency",
        "title": fixed.title,
        "body": fixed.body,
        "note": fixed.note,
    }
    assert LOCAL in text["body"]
    assert text["note"].startswith("Nobody watches this app live.")


async def test_it_comes_in_the_language_that_was_asked_for(care, library):
    care.ana.headers["accept-language"] = "es-MX"
    (text,) = body_of(await flag(care, CHEST), 201)["safety_texts"]
    assert text["title"] == library.safety_texts("es").text("emergency").title


async def test_it_names_the_number_of_the_practices_country(care):
    item = await care.prescribe("20:00")
    for country, number in (("DE", "112"), ("US", "911"), ("GB", "999"), ("AU", "000")):
        await settle(care, country)
        flagged = (await flag(care, CHEST)).json()["safety_texts"]
        logged = (await log_pain(care, item, stop_signs=["chest_pain"])).json()["safety_texts"]
        for text in (*flagged, *logged):
            assert f"all {number} " in text["body"] or f"call {number}." in text["body"]
            assert LOCAL not in text["body"]


async def test_without_a_known_country_it_says_so_in_words(care):
    await settle(care, "ZZ")
    (text,) = body_of(await flag(care, CHEST), 201)["safety_texts"]
    assert LOCAL in text["body"]


async def test_the_home_screen_carries_every_text_with_the_number(care, library):
    await settle(care, "NZ")
    texts = body_of(await care.ana.get("/v1/me/today"))["safety_texts"]
    assert texts == library.safety_texts("en").as_list("111")
